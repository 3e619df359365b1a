package io.forebay.e2e;

import static org.awaitility.Awaitility.await;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.http.ProxyError;
import io.forebay.runtime.Proxy;
import io.forebay.stats.LoopStats;
import io.forebay.testkit.Counts;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What the end-to-end tests share: configurations, bodies, and counters to look at. */
final class Setup {

  static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";
  static final Duration SHORT = Duration.ofMillis(150);
  static final Duration LONG = Duration.ofSeconds(10);

  private Setup() {}

  /**
   * A configuration with two workers, the listener {@code web} and the backend {@code app}.
   *
   * @param timeouts entries of {@code defaults.timeouts}, as a flow map
   * @param backend further lines of the backend
   * @param ports of the servers s1, s2 and so on
   */
  static String yaml(String timeouts, String backend, int... ports) {
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < ports.length; i++) {
      servers.append("      - {name: s%d, address: \"127.0.0.1:%d\"}\n".formatted(i + 1, ports[i]));
    }
    return """
    global: {worker_threads: 2}
    defaults: {timeouts: %s}
    listeners:
      web: {bind: "127.0.0.1:0", backend: app}
    backends:
      app:
    %s    servers:
    %s\
    """
        .formatted(timeouts, backend.indent(4), servers);
  }

  static String post(String target, String more, String body) {
    return "POST %s HTTP/1.1\r\nHost: app.example.com\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(target, more, body.length(), body);
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** Bytes that look like nothing; the same ones for the same length. */
  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static long sum(Proxy proxy, ToLongFunction<LoopStats> counter) {
    return proxy.loopStats().stream().mapToLong(counter).sum();
  }

  /** Exchanges under way, over all routes and loops. */
  static long inFlight(Proxy proxy) {
    int routes = proxy.metricIds().routes().size();
    long[] open = {0};
    for (int i = 0; i < routes; i++) {
      int id = i;
      open[0] += sum(proxy, it -> it.requestsStarted.get(id) - it.requestsFinished.get(id));
    }
    return open[0];
  }

  static long errors(Proxy proxy, ProxyError error) {
    return Counts.errors(proxy, error);
  }

  /** A server of the backend {@code app}, counted from 0. */
  static Server server(TestProxy proxy, int number) {
    return proxy.proxy().backend("app").servers().get(number).server();
  }

  /** Changes a server as the control loop does, and has requests leave it. */
  static void change(TestProxy proxy, int number, Consumer<Server> change) {
    Proxy it = proxy.proxy();
    Server server = server(proxy, number);
    it.control()
        .submit(
            () -> {
              change.accept(server);
              it.backends().forEach(Backend::refresh);
              it.evacuate(server);
            })
        .syncUninterruptibly();
  }

  /** As checks do it. */
  static void takeDown(TestProxy proxy, int number) {
    change(proxy, number, it -> it.state(ServerState.DOWN));
  }

  /** Waits until nothing is under way, neither by the counters nor by the servers. */
  static void awaitIdle(TestProxy proxy) {
    await("exchanges to end")
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                inFlight(proxy.proxy()) == 0
                    && proxy.proxy().backends().stream()
                        .flatMap(backend -> backend.servers().stream())
                        .allMatch(server -> server.server().inFlight() == 0));
  }

  /** A port that was free a moment ago. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
