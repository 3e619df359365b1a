package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that runs out of file descriptors. */
class DescriptorsIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";
  private static final int DESCRIPTORS = 300;
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void exhausted_openConnectionsGoOnServersStayUpAndOthersGetInLater() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.runLimited(DESCRIPTORS, config(origin));
        RawClient first = daemon.client()) {
      assertThat(first.send(GET).readResponse().bodyText()).isEqualTo("one");
      List<RawClient> flood = new ArrayList<>();
      for (int i = 0; i < 2 * DESCRIPTORS; i++) {
        flood.add(daemon.client());
      }
      daemon.awaitLine("accepting at");

      // A check that ends gives its descriptor back for a moment.
      RawResponse refused =
          await("a request that finds none")
              .atMost(LONG)
              .until(() -> first.send(GET).readResponse(), it -> it.status() == 503);
      assertThat(refused.bodyText()).contains("no file descriptor left");

      flood.forEach(RawClient::close);
      await("descriptors to be free again")
          .atMost(LONG)
          .until(() -> first.send(GET).readResponse().status() == 200);
      try (RawClient late = daemon.client()) {
        assertThat(late.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
      assertThat(daemon.lines()).noneMatch(line -> line.contains("-> DOWN"));
      assertThat(daemon.lines())
          .filteredOn(line -> line.contains("accepting at"))
          .hasSizeLessThan(10)
          .allMatch(line -> line.contains("(Too many open files)"));
    }
  }

  /** Every request needs a connection of its own to the server. */
  private Path config(ScriptedOrigin origin) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 1, max_connections: 1000 }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            keep_alive: { server: false }
            health_check: { path: /, interval: 100ms, timeout: 20s, fall: 1 }
            servers: ["127.0.0.1:%d"]
        admin: { bind: 127.0.0.1:0 }
        """
            .formatted(origin.port()));
  }
}
