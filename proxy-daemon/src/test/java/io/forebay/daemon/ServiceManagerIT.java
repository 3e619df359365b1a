package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.net.Transport;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets from systemd, and what it is told. Python stands in for it. */
class ServiceManagerIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Arguments: whether the sockets block, their names, their ports, and the command. */
  private static final String LAUNCHER =
      """
      import fcntl, os, socket, sys
      blocking, names, ports = sys.argv[1] == "true", sys.argv[2], sys.argv[3].split(",")
      moved = []
      for port in ports:
          s = socket.socket()
          s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
          s.bind(("127.0.0.1", int(port)))
          s.listen(64)
          s.setblocking(blocking)
          moved.append(fcntl.fcntl(s.detach(), fcntl.F_DUPFD, 20))
      for i, fd in enumerate(moved):
          os.dup2(fd, 3 + i, inheritable=True)
          os.close(fd)
      os.environ.update(LISTEN_FDS=str(len(ports)), LISTEN_FDNAMES=names,
                        LISTEN_PID=str(os.getpid()))
      os.execv(sys.argv[4], sys.argv[4:])
      """;

  @TempDir private Path folder;

  @BeforeEach
  void onEpollWithPython() throws Exception {
    assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
    assumeThat(hasPython()).as("python3").isTrue();
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private ProcessBuilder launcher(boolean blocking, String names, String ports, Path config)
      throws IOException {
    Path script = Files.writeString(folder.resolve("launcher.py"), LAUNCHER);
    List<String> command =
        new ArrayList<>(
            List.of("python3", script.toString(), Boolean.toString(blocking), names, ports));
    command.addAll(DaemonProcess.command("run", "-c", config.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FOREBAY_TRANSPORT", "epoll");
    return builder;
  }

  private static DaemonProcess ready(ProcessBuilder builder) {
    DaemonProcess daemon = DaemonProcess.start(builder);
    daemon.awaitLine(" notice ready");
    return daemon;
  }

  private static void assertServed(int port, int times) {
    for (int i = 0; i < times; i++) {
      try (RawClient client = RawClient.connect(port)) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void socketAtAListenersAddress_isUsed(boolean blocking) throws Exception {
    int port = freePort();
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      Path config = ConfigFile.write(folder, "127.0.0.1:" + port, origin);
      ProcessBuilder builder = launcher(blocking, "forebay.socket", "" + port, config);
      try (DaemonProcess daemon = ready(builder)) {
        assertThat(daemon.port("web")).isEqualTo(port);
        assertThat(daemon.lines()).noneMatch(it -> it.contains(" warning socket"));
        assertServed(port, 20);

        daemon.signal("TERM");
        assertThat(daemon.awaitExit(LONG)).isZero();
      }
    }
  }

  @Test
  void socketOfTheListenersName_isUsedAndOthersAreWarnedOf() throws Exception {
    int web = freePort();
    int other = freePort();
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      Path config = ConfigFile.write(folder, "127.0.0.1:0", origin);
      ProcessBuilder builder = launcher(false, "other:web", other + "," + web, config);
      try (DaemonProcess daemon = ready(builder)) {
        assertThat(daemon.port("web")).isEqualTo(web);
        assertThat(daemon.lines())
            .anyMatch(
                it ->
                    it.contains(
                        " warning socket 127.0.0.1:%d (other) of the service manager is not used"
                            .formatted(other)));
        assertServed(web, 1);
      }
    }
  }

  @Test
  void socketsOfAnotherProcess_leftAlone() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      Path config = ConfigFile.write(folder, origin);
      ProcessBuilder builder =
          new ProcessBuilder(DaemonProcess.command("run", "-c", config.toString()));
      builder.environment().put("LISTEN_FDS", "1");
      builder.environment().put("LISTEN_PID", "1");
      try (DaemonProcess daemon = ready(builder)) {
        assertServed(daemon.port("web"), 1);
        assertThat(daemon.lines()).noneMatch(it -> it.contains("service manager"));
      }
    }
  }

  @Test
  void socketOnAnotherTransport_refused() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      ProcessBuilder builder =
          launcher(false, "web", "" + freePort(), ConfigFile.write(folder, origin));
      builder.environment().put("FOREBAY_TRANSPORT", "nio");
      try (DaemonProcess daemon = DaemonProcess.start(builder)) {
        assertThat(daemon.awaitExit()).isEqualTo(1);
        assertThat(daemon.lines())
            .last()
            .asString()
            .startsWith("forebay: sockets of the service manager: nio")
            .endsWith("(expected: epoll)");
      }
    }
  }

  @Test
  void stateOfTheProcess_isTold() throws Exception {
    Path path = folder.resolve("notify");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        NotifySocket manager = new NotifySocket(path)) {
      Path config = ConfigFile.write(folder, origin);
      ProcessBuilder builder =
          new ProcessBuilder(DaemonProcess.command("run", "-c", config.toString()));
      builder.environment().put("NOTIFY_SOCKET", path.toString());
      try (DaemonProcess daemon = ready(builder)) {
        manager.await("READY=1");
        assertThat(manager.all()).containsOnlyOnce("READY=1").contains("MAINPID=" + daemon.pid());
        daemon.signal("HUP");
        manager.await("RELOADING=1");
        daemon.awaitLine(" notice reloaded ");
        daemon.signal("TERM");
        manager.await("STOPPING=1");
        assertThat(manager.all())
            .containsSubsequence("READY=1", "RELOADING=1", "READY=1", "STOPPING=1")
            .anyMatch(it -> it.matches("MONOTONIC_USEC=[1-9][0-9]*"));
        assertThat(daemon.awaitExit(LONG)).isZero();
      }
    }
  }

  @Test
  void upgrade_movesTheMainProcessAndKeepsTheSockets() throws Exception {
    int port = freePort();
    Path path = folder.resolve("notify");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        NotifySocket manager = new NotifySocket(path)) {
      Path config = ConfigFile.write(folder, "127.0.0.1:" + port, origin);
      String text = Files.readString(config);
      Path pid = folder.resolve("forebay.pid");
      Files.writeString(config, text.replace("global:", "global:\n  pid_file: " + pid));
      ProcessBuilder builder = launcher(true, "web", "" + port, config);
      builder.environment().put("NOTIFY_SOCKET", path.toString());
      try (DaemonProcess old = ready(builder)) {
        manager.await("MAINPID=" + old.pid());
        ProcessBuilder next =
            new ProcessBuilder(DaemonProcess.command("run", "-c", config.toString(), "--upgrade"));
        next.environment().put("NOTIFY_SOCKET", path.toString());
        try (DaemonProcess daemon = ready(next)) {
          assertThat(old.awaitExit(LONG)).isZero();
          assertThat(manager.all())
              .containsSubsequence("MAINPID=" + daemon.pid(), "READY=1", "MAINPID=" + daemon.pid())
              .doesNotContain("STOPPING=1");
          assertServed(port, 20);
        }
      }
    }
  }
}
