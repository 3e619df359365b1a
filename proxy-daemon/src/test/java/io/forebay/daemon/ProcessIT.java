package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.net.Transport;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the process is, what it may, and what it tells of itself. */
class ProcessIT {
  private static final String VARIABLE = "FOREBAY_TRANSPORT";

  @TempDir private Path folder;

  private Path config(String global) {
    return config(global, 1);
  }

  private Path config(String global, int server) {
    return ConfigFile.write(
        folder,
        """
        global: { %s }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app: { servers: ["127.0.0.1:%d"] }
        admin: { bind: 127.0.0.1:0 }
        """
            .formatted(global, server));
  }

  private void assertRefused(String global, String... parts) {
    try (DaemonProcess daemon = DaemonProcess.start("run", "-c", config(global).toString())) {
      assertThat(daemon.awaitExit()).isEqualTo(1);
      assertThat(daemon.lines()).last().asString().startsWith("forebay: ").contains(parts);
    }
  }

  @Test
  void anotherUserOrGroup_refusedNamingBoth() {
    String user = System.getProperty("user.name");
    assertRefused("user: no-such-user", "global.user: no-such-user (expected: " + user);
    assertRefused("group: no-such-group", "global.group: no-such-group (expected: ");
  }

  @Test
  void ownUserNodeAndPidFile_heldWhileItRuns() throws IOException {
    Path pid = Files.writeString(folder.resolve("forebay.pid"), "1\n");
    String user = System.getProperty("user.name");
    String global = "node: lb-1, user: %s, pid_file: %s".formatted(user, pid);
    try (DaemonProcess daemon = DaemonProcess.start("run", "-c", config(global).toString())) {
      daemon.awaitLine(" notice node lb-1");
      daemon.awaitLine(" notice ready");
      daemon.awaitFile(pid, daemon.pid() + "\n");
      daemon.signal("TERM");
      assertThat(daemon.awaitExit()).isZero();
      assertThat(pid).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void transportOfTheEnvironment_serves(Transport transport) {
    assumeThat(transport.problem()).isNull();
    String word = transport.name().toLowerCase(Locale.ROOT);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("served"));
        DaemonProcess daemon =
            DaemonProcess.startWith(
                VARIABLE, word, "run", "-c", config("", origin.port()).toString())) {
      daemon.awaitLine(", transport " + word + ",");
      daemon.awaitLine(" notice ready");
      try (RawClient client = daemon.client()) {
        String request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        assertThat(client.send(request).readResponse().bodyText()).isEqualTo("served");
      }
      daemon.signal("TERM");
      assertThat(daemon.awaitExit()).isZero();
    }
  }

  @Test
  void unknownTransport_refusedByName() {
    String file = config("worker_threads: 1").toString();
    String expected = VARIABLE + ": uring (expected: auto, epoll, io_uring or nio)";
    try (DaemonProcess daemon = DaemonProcess.startWith(VARIABLE, "uring", "run", "-c", file)) {
      assertThat(daemon.awaitExit()).isEqualTo(1);
      assertThat(daemon.lines()).last().isEqualTo("forebay: " + expected);
    }
    try (DaemonProcess daemon = DaemonProcess.startWith(VARIABLE, "uring", "version")) {
      assertThat(daemon.awaitExit()).isZero();
      assertThat(daemon.lines()).anyMatch(it -> it.endsWith(", transport none (" + expected + ")"));
    }
  }

  @Test
  void pidFileThatCannotBeWritten_refusedByName() {
    String pid = folder + "/none/forebay.pid";
    assertRefused("pid_file: " + pid, "global.pid_file: cannot write " + pid);
  }

  @Test
  void tooFewDescriptors_warnedWithBothNumbers() {
    Path file = config("worker_threads: 1, max_connections: 1000");
    try (DaemonProcess daemon = DaemonProcess.runLimited(300, file)) {
      assertThat(daemon.lines())
          .anyMatch(
              line ->
                  line.contains(" warning global.max_connections: 1000 may need 2101 file")
                      && line.contains("may open 300 (expected: ulimit -n 2101,")
                      && line.contains("max_connections at most 99)"));
    }
  }
}
