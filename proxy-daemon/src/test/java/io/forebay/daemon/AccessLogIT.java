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

/** The access log of the process, as operators and their log rotation see it. */
class AccessLogIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private Path config(ScriptedOrigin origin, String path) {
    return ConfigFile.write(
        folder,
        """
        defaults: { access_log: { path: %s, format: "line ${target}", flush: 20ms } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app: { servers: ["127.0.0.1:%d"] }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(path, origin.port()));
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static void awaitText(Path file, String text) {
    await(text).atMost(LONG).until(() -> Files.exists(file) && Files.readString(file).equals(text));
  }

  @Test
  void renamedAndSighup_goesOnInNewFileAndLosesNothing() throws IOException {
    Path log = folder.resolve("access.log");
    Path renamed = folder.resolve("access.log.1");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        DaemonProcess daemon = DaemonProcess.run(config(origin, log.toString()));
        RawClient client = daemon.client()) {
      client.send(get("/1")).readResponse();
      awaitText(log, "line /1\n");
      Files.move(log, renamed);
      client.send(get("/2")).readResponse();
      awaitText(renamed, "line /1\nline /2\n");
      daemon.signal("HUP");
      daemon.awaitLine(" notice reloaded ");
      client.send(get("/3")).readResponse();
      awaitText(log, "line /3\n");
      awaitText(renamed, "line /1\nline /2\n");
    }
  }

  @Test
  void stdout_hasTheLines() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        DaemonProcess daemon = DaemonProcess.run(config(origin, "stdout"));
        RawClient client = daemon.client()) {
      client.send(get("/out")).readResponse();
      daemon.awaitLine("line /out");
      assertThat(daemon.lines()).contains("line /out");
    }
  }
}
