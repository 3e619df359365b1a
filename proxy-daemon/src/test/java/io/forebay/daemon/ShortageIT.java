package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running daemon while servers are missing. */
class ShortageIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  @TempDir private Path folder;

  private Path config(String backend, int first, int second) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 2, shutdown: { drain_timeout: 2s } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            %s
            servers:
              - { name: one, address: "127.0.0.1:%d" }
              - { name: two, address: "127.0.0.1:%d" }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(backend, first, second));
  }

  @Test
  void everyServerDown_requestsAreHeldAndServedByTheFirstGoodCheck() {
    RefusingPort port = RefusingPort.open();
    String hold =
        "health_check: { path: /health, interval: 60s, rise: 3 }\n"
            + "    queue: { when_no_server: hold, timeout: 60s }";
    List<RawClient> clients = new ArrayList<>();
    try (RefusingPort other = RefusingPort.open();
        DaemonProcess daemon = DaemonProcess.run(config(hold, port.port(), other.port()))) {
      for (int i = 0; i < 20; i++) {
        clients.add(daemon.client().send(GET));
      }
      int late = port.port();
      port.close();
      // By its interval it would be checked after a minute, and be up after three.
      try (ScriptedOrigin origin = ScriptedOrigin.startOn(late, OriginScript.named("back"))) {
        for (RawClient client : clients) {
          assertThat(client.readResponse().bodyText()).isEqualTo("back");
        }
        daemon.awaitLine(" server one DOWN -> UP: ");
        assertThat(origin.requests().get(0).target()).isEqualTo("/health");
      }
    } finally {
      clients.forEach(RawClient::close);
      port.close();
    }
  }

  @Test
  void openBreaker_saysSoEverywhereAndStaysOpenThroughAReload() {
    String breaker =
        "circuit_breaker: { failures: 2 }\n    retry: { when: [] }\n    passive_check: none";
    try (RefusingPort one = RefusingPort.open();
        RefusingPort two = RefusingPort.open();
        DaemonProcess daemon = DaemonProcess.run(config(breaker, one.port(), two.port()));
        RawClient client = daemon.client()) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).contains("no server accepted");
      }
      assertRefused(client);
      String line = " circuit breaker closed -> open: failed with connect failure, lets nothing";
      daemon.awaitLine(" warning backend app server one" + line);
      daemon.awaitLine(" warning backend app server two" + line);
      try (RawClient admin = daemon.admin()) {
        String metrics =
            admin
                .send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                .readResponse()
                .bodyText();
        assertThat(metrics)
            .contains("forebay_breaker_state{backend=\"app\",server=\"one\"} 2.0")
            .contains("forebay_errors_total{error=\"circuit_open\"} 1.0");
      }
      daemon.signal("HUP");
      daemon.awaitLine(" notice reloaded ");
      assertRefused(client);
    }
  }

  private static void assertRefused(RawClient client) {
    RawResponse response = client.send(GET).readResponse();
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.bodyText()).contains("circuit breaker");
    assertThat(Integer.parseInt(response.headers().first("retry-after"))).isBetween(2, 60);
  }
}
