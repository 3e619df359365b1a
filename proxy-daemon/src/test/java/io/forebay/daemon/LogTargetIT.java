package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.SyslogReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the daemon's own messages go. */
class LogTargetIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private Path config(String target) {
    return ConfigFile.write(
        folder,
        """
        global: { node: edge1, pid_file: %s, log: { target: '%s' } }
        listeners:
          web: { bind: "127.0.0.1:0", redirect: { scheme: https, status: 301 } }
        admin: []
        """
            .formatted(pidFile(), target));
  }

  /** There once the daemon serves. */
  private Path pidFile() {
    return folder.resolve("pid");
  }

  private static DaemonProcess start(Path config) {
    return DaemonProcess.start("run", "-c", config.toString());
  }

  private static void awaitText(Path file, String text) {
    await(text + " in " + file)
        .atMost(LONG)
        .until(() -> Files.exists(file) && Files.readString(file).contains(text));
  }

  private static void awaitMessage(SyslogReceiver receiver, String pattern) {
    await(pattern)
        .atMost(LONG)
        .until(() -> receiver.messages().stream().anyMatch(it -> it.matches(pattern)));
  }

  @Test
  void file_hasTheMessages_andIsOpenedAgainOnSighup() throws IOException {
    Path log = folder.resolve("forebay.log");
    Path renamed = folder.resolve("forebay.log.1");
    Path config = config(log.toString());
    try (DaemonProcess daemon = start(config)) {
      awaitText(log, " notice ready\n");
      Files.move(log, renamed);
      daemon.signal("HUP");
      awaitText(log, " notice reloaded " + config + " by SIGHUP");
      assertThat(Files.readString(renamed)).contains(" notice SIGHUP: ").doesNotContain("reloaded");
      assertThat(daemon.lines()).isEmpty();
    }
  }

  @Test
  void renamedAndReloadRefused_fileIsOpenedAgainAllTheSame() throws IOException {
    Path log = folder.resolve("forebay.log");
    Path config = config(log.toString());
    try (DaemonProcess daemon = start(config)) {
      awaitText(log, " notice ready\n");
      Files.move(log, folder.resolve("forebay.log.1"));
      Files.writeString(config, "listeners: {}");
      daemon.signal("HUP");
      awaitText(log, " error reload failed, nothing has changed");
    }
  }

  @Test
  void fileThatCannotBeOpened_exits1NamingIt() {
    Path log = folder.resolve("missing/forebay.log");
    try (DaemonProcess daemon = start(config(log.toString()))) {
      assertThat(daemon.awaitExit()).isEqualTo(1);
      assertThat(daemon.lines()).containsExactly("forebay: log " + log + ": no such folder");
    }
  }

  @Test
  void fileThatCannotBeOpened_reloadChangesNothing() {
    Path log = folder.resolve("missing/forebay.log");
    try (DaemonProcess daemon = DaemonProcess.run(config("stderr"))) {
      config(log.toString());
      daemon.signal("HUP");
      daemon.awaitLine(
          " error reload failed, nothing has changed: log " + log + ": no such folder");
    }
  }

  @Test
  void fullDisk_toldOnceOnStandardError() {
    try (DaemonProcess daemon = start(config("/dev/full"))) {
      daemon.awaitLine("forebay: log /dev/full: No space left on device; lines are dropped");
      await("the start").atMost(LONG).until(() -> Files.exists(pidFile()));
      daemon.signal("TERM");
      assertThat(daemon.awaitExit()).isZero();
      assertThat(daemon.lines()).hasSize(1);
    }
  }

  @Test
  void syslog_hasTheMessagesWithTheirSeverity() throws IOException {
    try (SyslogReceiver receiver = SyslogReceiver.udp("127.0.0.1")) {
      Path config = config("syslog://127.0.0.1:" + receiver.port() + "/local1");
      try (DaemonProcess daemon = start(config)) {
        String front = "1 \\d{4}-\\d\\d-\\d\\dT\\S+ edge1 forebay " + daemon.pid() + " daemon - ";
        awaitMessage(receiver, "<141>" + front + "ready");
        Files.writeString(config, "listeners: {}");
        daemon.signal("HUP");
        awaitMessage(receiver, "<139>" + front + "reload failed, nothing has changed.*");
        assertThat(daemon.lines()).isEmpty();
      }
    }
  }

  @Test
  void syslogOverTcp_hasTheLastMessageToo() {
    try (SyslogReceiver receiver = SyslogReceiver.tcp(0);
        DaemonProcess daemon = start(config("syslog+tcp://127.0.0.1:" + receiver.port()))) {
      awaitMessage(receiver, "<133>.* - ready");
      daemon.signal("TERM");
      assertThat(daemon.awaitExit()).isZero();
      awaitMessage(receiver, "<133>.* - stopped");
    }
  }

  @Test
  void syslogReceiverAway_doesNotKeepTheDaemonFromStarting() {
    RefusingPort refusing = RefusingPort.open();
    int port = refusing.port();
    try (DaemonProcess daemon = start(config("syslog+tcp://127.0.0.1:" + port))) {
      daemon.awaitLine("forebay: log syslog+tcp://127.0.0.1:" + port + ": Connection refused;");
      refusing.close();
      try (SyslogReceiver back = SyslogReceiver.tcp(port)) {
        daemon.signal("HUP");
        awaitMessage(back, "<133>.* - reloaded .*");
      }
    } finally {
      refusing.close();
    }
  }
}
