package io.forebay.bench.failover.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.bench.failover.origin.Behaviour;
import io.forebay.bench.failover.origin.Journal;
import io.forebay.bench.failover.origin.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client and the server of the scenarios, against each other. */
class LoadClientTest {
  private static final int PER_SECOND = 500;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long IMPATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @TempDir Path directory;
  private Journal journal;
  private Origin origin;
  private Thread loop;

  @BeforeEach
  void startOrigin() throws IOException {
    journal = Journal.open(directory.resolve("s1.journal"));
    origin = new Origin("s1", 0, journal);
    loop = new Thread(origin, "origin");
    loop.start();
  }

  @AfterEach
  void stopOrigin() {
    origin.stop(loop);
  }

  @Test
  void requests_serverWell_areAnsweredAndExecutedOnce() throws Exception {
    List<Request> requests = load(origin.port(), 30);
    assertThat(requests).allMatch(Request::isOk);
    assertThat(journal.entries())
        .extracting(Journal.Entry::request)
        .containsExactlyInAnyOrderElementsOf(requests.stream().map(Request::number).toList());
    assertThat(requests).anyMatch(Request::isPost).anyMatch(request -> !request.isPost());
    assertThat(requests).anyMatch(Request::isFresh).anyMatch(request -> !request.isFresh());
  }

  @Test
  void requests_serverAnswers503_haveThatStatus() throws Exception {
    journal.behave(Behaviour.UNAVAILABLE);
    assertThat(load(origin.port(), 15))
        .allMatch(it -> it.outcome() == Outcome.STATUS && it.status() == 503);
    assertThat(journal.entries()).allMatch(it -> it.event() == Journal.Event.REFUSED);
  }

  @Test
  void requests_serverResets_failAndAreNotTriedAgain() throws Exception {
    journal.behave(Behaviour.RESET);
    List<Request> requests = load(origin.port(), 15);
    assertThat(requests).allMatch(it -> it.outcome() == Outcome.RESET);
    assertThat(journal.entries()).hasSameSizeAs(requests);
  }

  @Test
  void requests_nobodyListens_areRefused() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(load(port, 15)).allMatch(it -> it.outcome() == Outcome.REFUSED);
  }

  @Test
  void requests_noAnswer_leaveByTheClockAndTimeOut() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      List<Request> requests = load(silent.getLocalPort(), 15, IMPATIENCE_NANOS);
      assertThat(requests).allMatch(it -> it.outcome() == Outcome.TIMEOUT);
      long interval = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
      for (int i = 1; i < requests.size(); i++) {
        long since = requests.get(i).scheduledNanos() - requests.get(i - 1).scheduledNanos();
        assertThat(since).isEqualTo(interval);
      }
    }
  }

  @Test
  void stop_serverHasBegun_isAnsweredFirst() throws Exception {
    LoadClient client = client(origin.port(), PATIENCE_NANOS);
    client.start();
    await("a request at the server").until(() -> !journal.entries().isEmpty());
    origin.stop(loop);
    List<Request> requests = client.stop();
    Request first = requests.get((int) journal.entries().get(0).request());
    assertThat(first.isOk()).isTrue();
  }

  private static LoadClient client(int port, long patienceNanos) throws IOException {
    InetSocketAddress target = new InetSocketAddress("127.0.0.1", port);
    return new LoadClient(target, PER_SECOND, patienceNanos);
  }

  private static List<Request> load(int port, int count) throws Exception {
    return load(port, count, PATIENCE_NANOS);
  }

  private static List<Request> load(int port, int count, long patienceNanos) throws Exception {
    LoadClient client = client(port, patienceNanos);
    client.start();
    await("requests").until(() -> client.sent() >= count);
    return client.stop();
  }
}
