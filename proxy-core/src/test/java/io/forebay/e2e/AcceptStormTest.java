package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of clients in a moment, those that leave at once, and those that come at the start. */
@ExtendWith(LeakExtension.class)
class AcceptStormTest {

  private static final int CLIENTS = 2000;
  private static final int THREADS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  /** Answers by itself, so that a client costs the two ends of one connection. */
  private static String yaml(String bind) {
    return """
        global: {worker_threads: 2}
        listeners:
          web:
            bind: "%s"
            routes: [{match: {path_prefix: /}, respond: {status: 200, body: here}}]
        """
        .formatted(bind);
  }

  /** How many clients the descriptors of this process are enough for. */
  private static int clients() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os)) {
      return CLIENTS;
    }
    long free = os.getMaxFileDescriptorCount() - os.getOpenFileDescriptorCount();
    int clients = (int) Math.min(CLIENTS, free / 3 - 50);
    assumeThat(clients).as("clients that there are file descriptors for").isGreaterThan(200);
    return clients;
  }

  /** Does it {@code count} times on a few threads at once. */
  private static <T> List<T> allAtOnce(int count, Supplier<T> client) {
    var parts =
        IntStream.range(0, THREADS)
            .mapToObj(
                part ->
                    CompletableFuture.supplyAsync(
                        () ->
                            IntStream.range(0, count / THREADS)
                                .mapToObj(i -> client.get())
                                .toList()))
            .toList();
    return parts.stream().flatMap(part -> part.join().stream()).toList();
  }

  private static String answer(RawClient client) {
    return client.readTimeout(PATIENCE).send(GET).readResponse().bodyText();
  }

  private static void awaitNobody(TestProxy proxy) {
    await("all to be gone").atMost(PATIENCE).until(() -> proxy.proxy().openConnections() == 0);
  }

  private void everybodyIsServed(TestProxy proxy, Supplier<RawClient> connect) {
    List<RawClient> all = allAtOnce(clients(), connect);
    try {
      await("all to be accepted")
          .atMost(PATIENCE)
          .until(() -> proxy.proxy().openConnections() == all.size());
      all.forEach(client -> client.readTimeout(PATIENCE).send(GET));
      all.forEach(client -> assertThat(client.readResponse().bodyText()).isEqualTo("here"));
    } finally {
      all.forEach(RawClient::close);
    }
    awaitNobody(proxy);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void manyClientsAtOnce_allAreServed(Transport transport) {
    try (TestProxy proxy = TestProxy.start(transport, yaml("127.0.0.1:0"))) {
      everybodyIsServed(proxy, proxy::client);
    }
  }

  @Test
  void manyClientsAtOneUnixSocket_allAreServed() {
    Path path = directory.resolve("web.sock");
    try (TestProxy proxy = TestProxy.start(yaml("unix:" + path))) {
      everybodyIsServed(proxy, () -> RawClient.connect(path));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientsThatResetAtOnce_costNobodyElseAnAnswer(Transport transport) {
    try (TestProxy proxy = TestProxy.start(transport, yaml("127.0.0.1:0"));
        RawClient stays = proxy.client()) {
      var storm =
          CompletableFuture.supplyAsync(
              () ->
                  allAtOnce(
                      CLIENTS,
                      () -> {
                        RawClient client = proxy.client();
                        client.send("GET / HT");
                        client.reset();
                        return client;
                      }));
      do {
        assertThat(answer(stays)).isEqualTo("here");
        try (RawClient late = proxy.client()) {
          assertThat(answer(late)).isEqualTo("here");
        }
      } while (!storm.isDone());
      assertThat(storm.join()).hasSize(CLIENTS);
      assertThat(answer(stays)).isEqualTo("here");
      stays.reset();
      awaitNobody(proxy);
    }
  }

  /** Before it serves a client is refused; never accepted and then dropped. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientThatConnectsDuringTheStart_isServed(Transport transport) throws Exception {
    for (int i = 0; i < 20; i++) {
      int port = Setup.freePort();
      var first = CompletableFuture.supplyAsync(() -> firstAnswer(port));
      try (TestProxy proxy = TestProxy.start(transport, yaml("127.0.0.1:" + port))) {
        assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("here");
        assertThat(proxy.port()).isEqualTo(port);
      }
    }
  }

  private static String firstAnswer(int port) {
    long end = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < end) {
      Socket socket = new Socket();
      try {
        // From the address of the listener it could get the listener's port, and meet itself.
        socket.bind(new InetSocketAddress("127.0.0.2", 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
      } catch (IOException e) {
        close(socket);
        continue;
      }
      try (RawClient client = RawClient.over(socket)) {
        return answer(client);
      }
    }
    return "nobody listened";
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
