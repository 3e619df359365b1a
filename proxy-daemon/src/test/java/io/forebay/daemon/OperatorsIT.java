package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a running daemon, each as a process of its own. */
class OperatorsIT {
  @TempDir private Path folder;

  private Path config(ScriptedOrigin one, ScriptedOrigin two) {
    return ConfigFile.write(
        folder,
        """
        global: { worker_threads: 2, shutdown: { drain_timeout: 2s } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            health_check: { path: /health }
            servers:
              - { name: one, address: "127.0.0.1:%d" }
              - { name: two, address: "127.0.0.1:%d" }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(one.port(), two.port()));
  }

  /** A server is taken out, its last connection closes, it comes back; nobody notices. */
  @Test
  void drainUnderLoad_noRequestFails() {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
        DaemonProcess daemon = DaemonProcess.run(config(one, two));
        Load load = Load.start(daemon.port("web"), 4, 2)) {
      load.awaitAnswers(200);
      assertThat(OperatorCommand.run(daemon, 0, "drain", "app/one", "--wait"))
          .anyMatch(it -> it.startsWith("app/one: drain, weight 1, "));
      // Health checks go on, one connection each.
      await("connections to the drained server")
          .atMost(Duration.ofSeconds(10))
          .until(() -> one.openConnections() <= 1);
      int before = two.connections();
      load.awaitAnswers(load.answers() + 200);
      assertThat(two.connections()).isGreaterThanOrEqualTo(before);
      assertThat(OperatorCommand.run(daemon, 0, "status"))
          .anyMatch(it -> it.matches("app/one +drain +UP +1 +0 +0 .*"))
          .anyMatch(it -> it.matches("app/two +ready +UP +1 +.*"));
      assertThat(OperatorCommand.run(daemon, 0, "ready", "app/one"))
          .anyMatch(it -> it.startsWith("app/one: ready, weight 1, "));
      load.awaitAnswers(load.answers() + 200);
      assertThat(load.failures()).isEmpty();
      assertThat(daemon.lines())
          .anyMatch(
              it ->
                  it.contains("backend app server one READY -> DRAIN by 127.0.0.1 by the command"))
          .anyMatch(
              it ->
                  it.contains("backend app server one DRAIN -> READY by 127.0.0.1 by the command"));
    }
  }

  @Test
  void reload_tellsChangesOrProblems() throws IOException {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"))) {
      Path config = config(one, two);
      String good = Files.readString(config);
      Files.writeString(
          config,
          "global: { reload: { watch: false } }\n" + good.substring(good.indexOf('\n') + 1));
      try (DaemonProcess daemon = DaemonProcess.run(config)) {
        String served = Files.readString(config);
        Files.writeString(config, served.replace("app:\n", "app:\n    balance: least_conn\n"));
        assertThat(OperatorCommand.run(daemon, 0, "reload"))
            .anyMatch(it -> it.startsWith("changed: backend app"))
            .anyMatch(it -> it.matches("reloaded in [0-9]+ ms, generation 2"));
        Files.writeString(config, served.replace("health_check", "healthcheck"));
        List<String> check = OperatorCommand.run(daemon, 2, "check", "-c", config.toString());
        assertThat(check).isNotEmpty();
        assertThat(OperatorCommand.run(daemon, 2, "reload"))
            .containsAll(check)
            .anyMatch(it -> it.equals("forebay: the reload failed, nothing has changed"));
      }
    }
  }
}
