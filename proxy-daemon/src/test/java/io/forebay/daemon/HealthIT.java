package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health checks in the running daemon. */
class HealthIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  @TempDir private Path folder;

  private Path config(int good, int bad) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 1, shutdown: { drain_timeout: 2s } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            retry: { when: [] }
            health_check: { path: /health }
            servers:
              - { name: good, address: "127.0.0.1:%d" }
              - { name: bad, address: "127.0.0.1:%d" }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(good, bad));
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
}
