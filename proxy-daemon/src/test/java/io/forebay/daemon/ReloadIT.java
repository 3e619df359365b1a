package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP. */
class ReloadIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  @TempDir private Path folder;

  @Test
  void changedFile_nextRequestOfSameConnectionGoesToNewServer() {
    try (ScriptedOrigin old = ScriptedOrigin.start(OriginScript.named("old"));
        ScriptedOrigin fresh = ScriptedOrigin.start(OriginScript.named("fresh"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, old));
        RawClient client = daemon.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("old");

      ConfigFile.write(folder, fresh);
      daemon.signal("HUP");
      daemon.awaitLine(" notice reloaded ");

      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("fresh");
    }
  }

  @Test
  void invalidFile_changesNothingAndLogsProblemWithLine() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("old"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin));
        RawClient client = daemon.client()) {
      Path file =
          ConfigFile.write(
              folder,
              """
              listeners:
                web: { bind: "127.0.0.1:0", backend: gone }
              """);
      daemon.signal("HUP");
      daemon.awaitLine(" error reload failed, nothing has changed: 1 problem");

      assertThat(daemon.lines()).noneMatch(line -> line.endsWith("1 problems"));
      daemon.awaitLine(" error " + file + ":2:");
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("old");
    }
  }

  @Test
  void unbindableListener_changesNothing() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("old"));
        ScriptedOrigin fresh = ScriptedOrigin.start(OriginScript.named("fresh"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin));
        RawClient client = daemon.client()) {
      ConfigFile.write(folder, "127.0.0.1:" + fresh.port(), fresh);
      daemon.signal("HUP");
      daemon.awaitLine(" error reload failed, nothing has changed: listener web: cannot bind ");

      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("old");
    }
  }

  @Test
  void unbindableAdminAddress_changesNothing() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("old"));
        ScriptedOrigin fresh = ScriptedOrigin.start(OriginScript.named("fresh"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin));
        RawClient client = daemon.client()) {
      ConfigFile.write(
          folder,
          """
          listeners:
            web: { bind: "127.0.0.1:0", backend: app }
          backends:
            app: { servers: ["127.0.0.1:%d"] }
          admin: { bind: "127.0.0.1:%d" }
          """
              .formatted(fresh.port(), fresh.port()));
      daemon.signal("HUP");
      daemon.awaitLine(" error reload failed, nothing has changed: ");

      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("old");
      try (RawClient admin = daemon.admin()) {
        String metrics = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        assertThat(admin.send(metrics).readResponse().bodyText())
            .contains("forebay_config_last_reload_successful 0");
      }
    }
  }

  @Test
  void otherWorkerThreads_warned() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("old"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin))) {
      ConfigFile.write(
          folder,
          """
          global: { worker_threads: 1 }
          listeners:
            web: { bind: "127.0.0.1:0", backend: app }
          backends:
            app: { servers: ["127.0.0.1:%d"] }
          admin: { bind: "127.0.0.1:0" }
          """
              .formatted(origin.port()));
      daemon.signal("HUP");

      daemon.awaitLine(" warning global.worker_threads: 1 takes effect after a restart");
    }
  }
}
