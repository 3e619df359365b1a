package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, and files that are watched. */
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

  private static String watched(ScriptedOrigin origin) {
    return """
        global: { worker_threads: 2 }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app: { servers: ["127.0.0.1:%d"] }
        admin: { bind: "127.0.0.1:0" }
        """
        .formatted(origin.port());
  }

  @Test
  void changedFile_isReadWithoutASignalToo() {
    try (ScriptedOrigin old = ScriptedOrigin.start(OriginScript.named("old"));
        ScriptedOrigin fresh = ScriptedOrigin.start(OriginScript.named("fresh"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, watched(old)));
        RawClient client = daemon.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("old");

      Path file = ConfigFile.write(folder, watched(fresh));
      daemon.awaitLine(" notice reloaded " + file + " by file");

      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("fresh");
      daemon.awaitLine(" notice changed: server app/127.0.0.1:" + fresh.port() + " added");
    }
  }

  @Test
  void watchTurnedOff_onlyTheSignalCounts() {
    try (ScriptedOrigin old = ScriptedOrigin.start(OriginScript.named("old"));
        ScriptedOrigin fresh = ScriptedOrigin.start(OriginScript.named("fresh"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, watched(old)));
        RawClient client = daemon.client()) {
      String off = "global: { reload: { watch: false }, ";
      ConfigFile.write(folder, watched(old).replace("global: { ", off));
      daemon.awaitLine(" by file in ");
      Path file = ConfigFile.write(folder, watched(fresh).replace("global: { ", off));
      daemon.signal("HUP");
      daemon.awaitLine(" notice reloaded " + file + " by SIGHUP");

      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("fresh");
      assertThat(daemon.lines()).filteredOn(line -> line.contains(" by file in ")).hasSize(1);
    }
  }

  @Test
  void weightSetAtRunTime_givesWayToAnotherOneInTheFile_andTheLogSaysSo() {
    String body = "{\"weight\": 9}";
    String put =
        "PUT /api/v1/backends/app/servers/one HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      String server = "\"127.0.0.1:" + origin.port() + "\"";
      String yaml =
          watched(origin).replace(server, "{name: one, weight: 3, address: " + server + "}");
      try (DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, yaml));
          RawClient admin = daemon.admin()) {
        assertThat(admin.send(put).readResponse().status()).isEqualTo(200);
        ConfigFile.write(folder, yaml + "# the same\n");
        daemon.awaitLine(", generation 2, nothing changed");
        assertThat(daemon.lines()).noneMatch(line -> line.contains("replaced by"));

        ConfigFile.write(folder, yaml.replace("weight: 3", "weight: 4"));
        daemon.awaitLine(
            " notice backend app server one weight 9 (set at run time) replaced by 4 from the file");
        daemon.awaitLine(" notice changed: server app/one: weight");
      }
    }
  }

  @Test
  void twentyReloadsUnderLoad_loseNothing() {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
        ScriptedOrigin three = ScriptedOrigin.start(OriginScript.named("three"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, one, two, three));
        Load load = Load.start(daemon.port("web"), 4, 4)) {
      load.awaitAnswers(100);
      for (int i = 1; i <= 20; i++) {
        // Servers and their number change all the time.
        ConfigFile.write(
            folder,
            i % 3 == 0
                ? new ScriptedOrigin[] {one, two, three}
                : i % 3 == 1 ? new ScriptedOrigin[] {two, one} : new ScriptedOrigin[] {three});
        daemon.signal("HUP");
        daemon.awaitLine(", generation " + (i + 1));
      }
      load.awaitAnswers(load.answers() + 100);
      assertThat(load.failures()).isEmpty();
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
