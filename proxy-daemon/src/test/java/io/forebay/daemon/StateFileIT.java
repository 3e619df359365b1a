package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is started with what the one before has left. */
class StateFileIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  @TempDir private Path folder;

  private String yaml(int first, int second) {
    return """
        global: { worker_threads: 1, state_file: %s }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            health_check: { interval: 60s, fast_interval: 60s, fall: 1 }
            servers:
              - { name: one, address: "127.0.0.1:%d" }
              - { name: two, address: "127.0.0.1:%d" }
        admin: { bind: "127.0.0.1:0" }
        """
        .formatted(state(), first, second);
  }

  private Path state() {
    return folder.resolve("state.json");
  }

  private void awaitState(String part) {
    await(part + " in the state file")
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(state()) && Files.readString(state()).contains(part));
  }

  private static void assertAllFrom(DaemonProcess daemon, String name) {
    try (RawClient client = daemon.client()) {
      for (int i = 0; i < 6; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo(name);
      }
    }
  }

  @Test
  void drainedServer_staysDrained() throws IOException {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"))) {
      writeDrained(one.port());
      Path config = ConfigFile.write(folder, yaml(one.port(), two.port()));
      for (int start = 1; start <= 2; start++) {
        try (DaemonProcess daemon = DaemonProcess.run(config)) {
          daemon.awaitLine(" backend app server one READY -> DRAIN by the state file");
          assertAllFrom(daemon, "two");
          daemon.signal("TERM");
          assertThat(daemon.awaitExit()).isZero();
        }
        assertThat(Files.readString(state())).contains("\"server\" : \"one\"");
      }
    }
  }

  @Test
  void drainedServer_hasDrainTimeoutOnceMoreAndIsInMaintenanceThen() throws IOException {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"))) {
      writeDrained(one.port());
      String yaml =
          yaml(one.port(), two.port()).replace("servers:", "drain_timeout: 500ms\n    servers:");
      try (DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, yaml))) {
        daemon.awaitLine(" backend app server one DRAIN -> MAINT: drain_timeout of 0.5s is over");
        awaitState("\"admin\" : \"maint\"");
        assertAllFrom(daemon, "two");
      }
    }
  }

  private void writeDrained(int port) throws IOException {
    Files.writeString(
        state(),
        """
        {"version": 1, "at": "%s", "servers": [
          {"backend": "app", "server": "one", "address": "127.0.0.1:%d", "admin": "drain"}]}
        """
            .formatted(Instant.now(), port));
  }

  @Test
  void serverThatWasDown_startsDown_evenAfterAKill() {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"))) {
      int port;
      try (RefusingPort dead = RefusingPort.open()) {
        port = dead.port();
        Path config = ConfigFile.write(folder, yaml(one.port(), port));
        try (DaemonProcess daemon = DaemonProcess.run(config)) {
          daemon.awaitLine(" backend app server two UNCHECKED -> DOWN");
          awaitState("\"health\" : \"down\"");
        }
      }
      Path config = ConfigFile.write(folder, yaml(one.port(), port));
      try (ScriptedOrigin two = ScriptedOrigin.startOn(port, OriginScript.named("two"));
          DaemonProcess daemon = DaemonProcess.run(config)) {
        // It has to earn its traffic by two good checks now, a minute apart.
        assertAllFrom(daemon, "one");
        assertThat(two.requests()).isEmpty();
      }
    }
  }

  @Test
  void damagedFile_isSetAsideAndTheStartGoesOn() throws IOException {
    Files.writeString(state(), "{\"version\": 1, \"at\"");
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon =
            DaemonProcess.run(ConfigFile.write(folder, yaml(one.port(), one.port())))) {
      assertAllFrom(daemon, "one");
      daemon.awaitLine(" warning state file " + state() + " is not used: ");
      daemon.awaitLine(" warning state file set aside as ");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).anyMatch(it -> it.getFileName().toString().startsWith("state.json.bad-"));
    }
  }
}
