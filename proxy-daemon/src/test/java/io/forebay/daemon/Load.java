package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.MalformedMessageError;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that send one request after the other until they cannot connect any more. Some keep their
 * connections for as long as they may, some make one for each request.
 */
final class Load implements AutoCloseable {
  private static final String KEEP = "GET /k HTTP/1.1\r\nHost: app.example.com\r\n\r\n";
  private static final String LAST =
      "GET /n HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n\r\n";

  private final int port;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger neverAccepted = new AtomicInteger();
  private volatile boolean stopped;

  private Load(int port) {
    this.port = port;
  }

  static Load start(int port, int keeping, int connecting) {
    Load load = new Load(port);
    for (int i = 0; i < keeping + connecting; i++) {
      String request = i < keeping ? KEEP : LAST;
      Thread thread = new Thread(() -> load.run(request), "load-" + i);
      thread.setDaemon(true);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  private void run(String request) {
    while (!stopped) {
      RawClient client;
      try {
        client = RawClient.connect(port);
      } catch (UncheckedIOException e) {
        refused.incrementAndGet();
        return;
      }
      try (client) {
        exchange(client, request);
      } catch (UncheckedIOException | MalformedMessageError e) {
        fail(request, e);
      }
    }
  }

  /**
   * A connection that the kernel took and nobody accepted yet is reset when the last listening
   * socket closes. Its client sees a reset before any byte, and is refused when it tries again.
   */
  private void fail(String request, Throwable failure) {
    boolean reset =
        failure.getMessage().startsWith("Connection reset after \"\"")
            || failure.getMessage().equals("Connection reset by peer");
    if (stopped) {
      return;
    }
    if (request.equals(LAST) && reset && isRefused()) {
      neverAccepted.incrementAndGet();
    } else {
      failures.add(request.substring(0, 6) + ": " + failure.getMessage());
    }
  }

  private boolean isRefused() {
    try (RawClient client = RawClient.connect(port)) {
      return client.localPort() < 0;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  private void exchange(RawClient client, String request) {
    boolean last = false;
    while (!last && !stopped) {
      RawResponse response = client.send(request).readResponse();
      if (response.status() != 200) {
        failures.add(response.head());
      }
      answers.incrementAndGet();
      last = response.headers().all("connection").contains("close");
    }
  }

  void awaitAnswers(int count) {
    await("load").atMost(Duration.ofSeconds(30)).until(() -> answers.get() >= count);
  }

  /** Waits until no client can connect any more. */
  void awaitEnd() {
    for (Thread thread : threads) {
      try {
        thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      assertThat(thread.isAlive()).isFalse();
    }
  }

  /** Complete answers so far. */
  int answers() {
    return answers.get();
  }

  /** Requests without a complete, good answer. */
  List<String> failures() {
    return failures;
  }

  /** Clients that have stopped since they could not connect any more. */
  int refused() {
    return refused.get();
  }

  /** Connections that were lost before the proxy knew of them. */
  int neverAccepted() {
    return neverAccepted.get();
  }

  @Override
  public void close() {
    stopped = true;
  }
}
