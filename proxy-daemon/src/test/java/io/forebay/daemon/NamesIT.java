package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose names get an address while the daemon runs. */
class NamesIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  /** Where no name server can be reached, a round takes its time. */
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private Path config(int port) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 1, shutdown: { drain_timeout: 2s } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            health_check: { path: / }
            servers: [{ name: moving, address: "app.forebay.invalid:%d" }]
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(port));
  }

  @Test
  void nameWithoutAddress_startsAndIsFollowed() throws IOException {
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 other.forebay.invalid\n");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));
        DaemonProcess daemon = DaemonProcess.runWithHosts(hosts, config(origin.port()))) {
      daemon.awaitLine("server moving DOWN (dns), no address of app.forebay.invalid");
      try (RawClient client = daemon.client()) {
        assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
      }
      Files.writeString(hosts, "127.0.0.1 app.forebay.invalid\n");
      await("the address is noticed")
          .atMost(LONG)
          .until(
              () ->
                  daemon.lines().stream().anyMatch(it -> it.contains("server moving moves from")));
      daemon.awaitLine("server moving UNCHECKED -> UP");
      try (RawClient client = daemon.client()) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("fine");
      }
    }
  }
}
