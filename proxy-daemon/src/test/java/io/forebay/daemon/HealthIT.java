package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health checks in the running daemon. */
class HealthIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  private static final Duration LONG = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private Path config(int good, int bad) {
    return config("retry: { when: [] }\n    health_check: { path: /health }", good, bad);
  }

  private Path config(String backend, int good, int bad) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 1, shutdown: { drain_timeout: 2s } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            %s
            servers:
              - { name: good, address: "127.0.0.1:%d" }
              - { name: bad, address: "127.0.0.1:%d" }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(backend, good, bad));
  }

  @Test
  void serverThatNeverAnswersItsCheck_holdsTheStartUpForTwoSecondsOnly() {
    String slow = "health_check: { path: /health, interval: 60s, timeout: 60s }";
    try (ScriptedOrigin silent = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        DaemonProcess daemon = DaemonProcess.run(config(slow, good.port(), silent.port()))) {
      assertThat(daemon.lines())
          .anyMatch(line -> line.contains("not all servers have answered their first check"))
          .noneMatch(line -> line.contains("server bad UNCHECKED -> "));
      daemon.awaitLine("server good UNCHECKED -> UP: ");
    }
  }

  @Test
  void failingServer_loggedAndLeftOut() {
    try (RefusingPort bad = RefusingPort.open();
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        DaemonProcess daemon = DaemonProcess.run(config(good.port(), bad.port()))) {
      // The first round is over before the listener opens.
      assertThat(daemon.lines())
          .anyMatch(line -> line.contains(" notice backend app server good UNCHECKED -> UP: "));
      try (RawClient client = daemon.client()) {
        for (int i = 0; i < 6; i++) {
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
        }
      }
      assertThat(daemon.lines())
          .anyMatch(line -> line.matches(".* bad .* -> DOWN: .*, \\d of 2 up"));
    }
  }

  @Test
  void hungServer_whatWaitsForItIsAnsweredByAnother() {
    AtomicBoolean hung = new AtomicBoolean();
    OriginScript hanging =
        c -> {
          for (RawRequest it = c.readRequest(); it != null; it = c.readRequest()) {
            if (hung.get() || !it.target().equals("/health")) {
              c.awaitClose();
              return;
            }
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
        };
    String pace = "health_check: { path: /health, interval: 200ms, timeout: 200ms, fall: 2 }";
    try (ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        ScriptedOrigin bad = ScriptedOrigin.start(hanging);
        DaemonProcess daemon = DaemonProcess.run(config(pace, good.port(), bad.port()))) {
      try (RawClient one = daemon.client();
          RawClient other = daemon.client()) {
        // In turn: one of the two waits for the server that hangs.
        one.send(GET);
        other.send(GET);
        await("a request").atMost(LONG).until(() -> bad.heads().stream().anyMatch(this::isGet));
        hung.set(true);
        assertThat(one.readResponse().bodyText()).isEqualTo("good");
        assertThat(other.readResponse().bodyText()).isEqualTo("good");
      }
    }
  }

  private boolean isGet(String head) {
    return head.startsWith("GET / ");
  }

  @Test
  void serverThatIsKilled_avoidedAtTheFirstFailureAndNobodyNotices() {
    try (ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"))) {
      ScriptedOrigin bad = ScriptedOrigin.start(OriginScript.named("bad"));
      try (DaemonProcess daemon = DaemonProcess.run(watched(good.port(), bad.port()));
          RawClient client = daemon.client()) {
        bad.close();
        for (int i = 0; i < 20; i++) {
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
        }
        daemon.awaitLine(" warning backend app server bad avoided: connect failure, checking");
        daemon.awaitLine(" backend app server bad UP -> DOWN: ");
      } finally {
        bad.close();
      }
    }
  }

  /** By their checks alone servers would be down after minutes. */
  private Path watched(int good, int bad) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 1, shutdown: { drain_timeout: 2s } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            health_check: { path: /health, interval: 60s }
            servers:
              - { name: good, address: "127.0.0.1:%d" }
              - { name: bad, address: "127.0.0.1:%d" }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(good, bad));
  }
}
