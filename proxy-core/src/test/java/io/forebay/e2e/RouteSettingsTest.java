package io.forebay.e2e;

import static io.forebay.e2e.Setup.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.SilentPort;
import io.forebay.testkit.TestProxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a listener or a route says of timeouts and retries goes before what the backend says. */
@ExtendWith(LeakExtension.class)
class RouteSettingsTest {

  private static TestProxy proxy(String listener, String backend, int... ports) {
    StringBuilder servers = new StringBuilder();
    for (int port : ports) {
      servers.append(servers.isEmpty() ? "" : ", ").append("\"127.0.0.1:" + port + "\"");
    }
    return TestProxy.start(
        """
        global: {worker_threads: 2}
        listeners:
          web:
            bind: "127.0.0.1:0"
        %sbackends:
          app:
            servers: [%s]
        %s\
        """
            .formatted(listener.indent(4), servers, backend.indent(4)));
  }

  private static RawResponse get(TestProxy proxy, String path) {
    try (RawClient client = proxy.client()) {
      return client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
    }
  }

  @Test
  void serverTimeout_routeOverListenerOverBackend() {
    String listener =
        """
        backend: app
        timeouts: {server: 30s}
        routes: [{match: {path_prefix: /fast}, backend: app, timeouts: {server: 100ms}}]
        """;
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = proxy(listener, "timeouts: {server: 20s}", origin.port())) {
      assertThat(get(proxy, "/fast").status()).isEqualTo(504);
    }
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy =
            proxy(
                "backend: app\ntimeouts: {server: 100ms}",
                "timeouts: {server: 20s}",
                origin.port())) {
      assertThat(get(proxy, "/").status()).isEqualTo(504);
    }
  }

  @Test
  void connectTimeout_routeOverBackend() {
    String listener = "routes: [{backend: app, timeouts: {connect: 100ms}}]";
    try (SilentPort silent = SilentPort.open();
        TestProxy proxy = proxy(listener, "timeouts: {connect: 20s}", silent.port())) {
      RawResponse response = get(proxy, "/");
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.bodyText()).contains("in time");
    }
  }

  @Test
  void tunnelTimeout_routeOverBackend() {
    String listener = "routes: [{backend: app, timeouts: {tunnel: 100ms}}]";
    OriginScript upgrade =
        c -> {
          c.readHead();
          c.send("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(upgrade);
        TestProxy proxy = proxy(listener, "timeouts: {tunnel: 1h}", origin.port());
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(101);
      assertThat(client.closedByPeer(Setup.LONG)).isTrue();
    }
  }

  @Test
  void retry_routeOverBackend() {
    AtomicInteger count = new AtomicInteger();
    String unavailable = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
    String listener =
        """
        backend: app
        routes: [{match: {path_prefix: /once}, backend: app, retry: {attempts: 0}}]
        """;
    OriginScript script =
        OriginScript.respondWith(
            request -> count.incrementAndGet() == 1 ? unavailable : ok("late"));
    try (ScriptedOrigin a = ScriptedOrigin.start(script);
        ScriptedOrigin b = ScriptedOrigin.start(script);
        TestProxy proxy = proxy(listener, "", a.port(), b.port())) {
      assertThat(get(proxy, "/once").status()).isEqualTo(503);
      count.set(0);
      assertThat(get(proxy, "/").bodyText()).isEqualTo("late");
    }
  }
}
