package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.net.LocalConnection;
import io.forebay.net.Transport;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process of the daemon takes over from another. */
class UpgradeIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";
  private static final String FRAME = "8103616263";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void onEpoll() {
    assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
  }

  private Path socket() {
    return folder.resolve("forebay.upgrade");
  }

  private Path pidFile() {
    return folder.resolve("forebay.pid");
  }

  private Path config(int threads, String drainTimeout, ScriptedOrigin... origins) {
    StringBuilder servers = new StringBuilder();
    for (ScriptedOrigin origin : origins) {
      servers.append(servers.isEmpty() ? "" : ", ").append("\"127.0.0.1:" + origin.port() + "\"");
    }
    return ConfigFile.write(
        folder,
        """
        global:
          worker_threads: %d
          pid_file: %s
          shutdown: { drain_timeout: %s }
        listeners:
          web: { bind: ["127.0.0.1:0", "unix:%s"], backend: app }
        backends:
          app: { servers: [%s] }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(threads, pidFile(), drainTimeout, folder.resolve("front"), servers));
  }

  private static DaemonProcess takeOver(Path config) {
    DaemonProcess daemon = DaemonProcess.start("run", "-c", config.toString(), "--upgrade");
    daemon.awaitLine(" notice ready");
    return daemon;
  }

  private static void assertServes(DaemonProcess daemon, String name) {
    try (RawClient client = daemon.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo(name);
    }
  }

  @Test
  void threeUpgradesUnderLoad_nobodyIsRefusedAndNothingFails() throws Exception {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"))) {
      DaemonProcess daemon = DaemonProcess.run(config(2, "30s", one, two));
      try (Load load = Load.start(daemon.port("web"), 4, 4)) {
        int answers = 0;
        for (int threads : List.of(1, 3, 2)) {
          answers += 300;
          load.awaitAnswers(answers);
          DaemonProcess next = takeOver(config(threads, "30s", one, two));
          try (DaemonProcess old = daemon) {
            daemon = next;
            assertThat(old.awaitExit(LONG)).isZero();
            assertThat(old.lines()).noneMatch(line -> line.contains(" cut"));
          }
          assertThat(Files.readString(pidFile())).isEqualTo(next.pid() + "\n");
          await("the next upgrade").atMost(LONG).until(() -> Files.exists(socket()));
        }
        load.awaitAnswers(answers + 300);
        assertThat(load.failures()).isEmpty();
        assertThat(load.refused()).isZero();
        assertThat(load.neverAccepted()).isZero();
      } finally {
        daemon.close();
      }
    }
  }

  @Test
  void everythingThatBelongsToTheOld_belongsToTheNext() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess old = DaemonProcess.run(config(2, "10s", origin))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
          .isEqualTo("rw-------");
      try (DaemonProcess next = takeOver(config(2, "10s", origin))) {
        assertThat(old.awaitExit(LONG)).isZero();
        assertThat(next.port("web")).isEqualTo(old.port("web"));
        assertServes(next, "one");
        try (RawClient admin = next.admin();
            RawClient unix = RawClient.connect(folder.resolve("front"))) {
          String ready = "GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
          assertThat(admin.send(ready).readResponse().status()).isEqualTo(200);
          assertThat(unix.send(GET).readResponse().bodyText()).isEqualTo("one");
        }
        next.signal("TERM");
        assertThat(next.awaitExit(LONG)).isZero();
        assertThat(pidFile()).doesNotExist();
        assertThat(socket()).doesNotExist();
        assertThat(folder.resolve("front")).doesNotExist();
      }
    }
  }

  @Test
  void fileWithAProblem_leavesTheOldServing() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess old = DaemonProcess.run(config(2, "10s", origin))) {
      Path bad = ConfigFile.write(folder, "listeners: { web: { bind: \":0\", backend: gone } }");
      String from = "--upgrade=" + socket();
      try (DaemonProcess next = DaemonProcess.start("run", "-c", bad.toString(), from)) {
        assertThat(next.awaitExit()).isEqualTo(2);
      }
      old.awaitLine(" error upgrade failed, this process goes on: ");
      old.awaitLine("gone");
      assertServes(old, "one");
      assertThat(Files.readString(pidFile())).isEqualTo(old.pid() + "\n");
    }
  }

  @Test
  void addressThatCannotBeBound_leavesTheOldServing() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess old = DaemonProcess.run(config(2, "10s", origin))) {
      Path file = config(2, "10s", origin);
      String taken = "[\"127.0.0.1:" + origin.port() + "\", ";
      Files.writeString(
          file, Files.readString(file).replace("web: { bind: [", "web: { bind: " + taken));
      try (DaemonProcess next = DaemonProcess.start("run", "-c", file.toString(), "--upgrade")) {
        assertThat(next.awaitExit()).isEqualTo(1);
      }
      old.awaitLine("this process goes on: listener web: cannot bind 127.0.0.1:" + origin.port());
      assertServes(old, "one");
      try (RawClient unix = RawClient.connect(folder.resolve("front"))) {
        assertThat(unix.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
    }
  }

  /** Talks as a new process would, up to and with {@code steps} lines of its own. */
  private void talk(String... steps) throws Exception {
    EventLoopGroup loop = Transport.EPOLL.newEventLoops(1, "test");
    try (LocalConnection connection = LocalConnection.connect(socket(), loop.next())) {
      for (String step : steps) {
        connection.send(step);
        String answer = connection.receive(LONG);
        if (answer.startsWith("sockets ")) {
          int count = Integer.parseInt(answer.substring("sockets ".length()));
          for (int i = 0; i < count; i++) {
            connection.receive(LONG);
          }
          connection.expectDescriptors();
          connection.send("send");
          connection.receiveDescriptors(count, LONG);
        }
      }
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  void nextThatDies_leavesTheOldServing() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess old = DaemonProcess.run(config(2, "10s", origin))) {
      talk("takeover 1");
      awaitFailures(old, 1);
      talk("takeover 1", "ready 0 1 2 3");
      awaitFailures(old, 2);
      talk("takeover 1", "failed no room");
      awaitFailures(old, 3);
      old.awaitLine(" error upgrade failed, this process goes on: no room");
      talk("takeover 9");
      old.awaitLine(" warning upgrade: refused: takeover 9 (expected: takeover 1)");

      assertServes(old, "one");
      assertThat(old.events())
          .contains(" serves as process " + old.pid())
          .contains("\"kind\" : \"life\"")
          .containsPattern("upgrade: process [0-9]+ takes over")
          .contains("upgrade failed, this process goes on: no room")
          .contains("upgrade: refused: takeover 9");
      try (DaemonProcess next = takeOver(config(2, "10s", origin))) {
        assertThat(old.awaitExit(LONG)).isZero();
        assertThat(next.events())
            .contains("upgrade: serves in place of process " + old.pid())
            .contains(" serves as process " + next.pid());
        assertServes(next, "one");
      }
    }
  }

  private static void awaitFailures(DaemonProcess daemon, int count) {
    await("failed upgrades")
        .atMost(LONG)
        .until(
            () ->
                daemon.lines().stream().filter(it -> it.contains(" error upgrade failed")).count()
                    == count);
  }

  @Test
  void webSocketOfTheOld_staysOpenUntilTheDrainTimeoutAndIsClosedWith1001() throws Exception {
    OriginScript echo =
        c -> {
          c.readHead();
          c.send(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                  + "Upgrade: websocket\r\n\r\n");
          while (true) {
            c.readExactly(7);
            c.send(HexFormat.of().parseHex(FRAME));
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(echo);
        DaemonProcess old = DaemonProcess.run(config(2, "5s", origin));
        RawClient client = old.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 101");
      try (DaemonProcess next = takeOver(config(2, "5s", origin))) {
        old.awaitLine("this one drains");
        client.send(HexFormat.of().parseHex("81810000000061"));
        assertThat(client.readExactly(5)).asHexString().isEqualTo(FRAME);
        assertThat(old.awaitExit(LONG)).isZero();
        assertThat(client.readExactly(4)).asHexString().isEqualTo("880203E9");
        old.awaitLine(" warning 1 connections were still busy after the drain timeout");
        assertThat(next.lines()).noneMatch(line -> line.contains(" error "));
      }
    }
  }

  @Test
  void withoutPidFile_takenOverThroughTheTemporaryDirectory() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      Path config = ConfigFile.write(folder, origin);
      try (DaemonProcess old = DaemonProcess.run(config);
          DaemonProcess next = takeOver(config)) {
        assertThat(old.awaitExit(LONG)).isZero();
        assertServes(next, "one");
      }
    }
  }

  @Test
  void serverInMaintenance_staysSo() throws Exception {
    Path state = folder.resolve("state.json");
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"))) {
      Path config = config(2, "10s", one, two);
      Files.writeString(
          config, Files.readString(config).replace("global:", "global:\n  state_file: " + state));
      try (DaemonProcess old = DaemonProcess.run(config)) {
        try (RawClient admin = old.admin()) {
          String body = "{\"state\":\"maint\"}";
          String put =
              "PUT /api/v1/backends/app/servers/127.0.0.1:%d HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                  + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s";
          admin.send(put.formatted(one.port(), body.length(), body));
          assertThat(admin.readResponse().status()).isEqualTo(200);
        }
        try (DaemonProcess next = takeOver(config)) {
          assertThat(old.awaitExit(LONG)).isZero();
          for (int i = 0; i < 4; i++) {
            assertServes(next, "two");
          }
          assertThat(one.requests()).isEmpty();
        }
      }
    }
  }

  @Test
  void withoutARunningDaemon_refusedWithThePath() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      String config = config(1, "10s", origin).toString();
      try (DaemonProcess next = DaemonProcess.start("run", "-c", config, "--upgrade")) {
        assertThat(next.awaitExit()).isEqualTo(1);
        assertThat(next.lines())
            .last()
            .asString()
            .startsWith("forebay: no process to take over from: " + socket() + ": No such file");
      }
    }
  }

  // ---- forebay upgrade ----

  /** A distribution whose launcher starts the classes of this test run. */
  private Path home() throws IOException {
    Path launcher = Files.createDirectories(folder.resolve("home/bin")).resolve("forebay");
    String command = "'" + String.join("' '", DaemonProcess.command()) + "'";
    Files.writeString(launcher, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    return folder.resolve("home");
  }

  private DaemonProcess upgrade(Path config) throws IOException {
    List<String> command = DaemonProcess.command("upgrade", "-c", config.toString());
    command.add(command.indexOf("-cp"), "-Dforebay.home=" + home());
    return DaemonProcess.start(new ProcessBuilder(command));
  }

  @Test
  void upgradeCommand_theRunningDaemonStartsTheNext() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess old = DaemonProcess.run(config(2, "10s", origin))) {
      int port = old.port("web");
      try (DaemonProcess command = upgrade(config(2, "10s", origin))) {
        assertThat(command.awaitExit()).as("%s", command.lines()).isZero();
        long next = Long.parseLong(Files.readString(pidFile()).strip());
        ProcessHandle process = ProcessHandle.of(next).orElseThrow();
        try {
          assertThat(next).isNotEqualTo(old.pid());
          assertThat(command.lines()).last().isEqualTo("upgraded: process " + next + " serves");
          await("the old one to end").atMost(LONG).until(() -> !isAlive(old.pid()));
          try (RawClient client = RawClient.connect(port)) {
            assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
          }
        } finally {
          process.destroy();
          process.onExit().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
      }
    }
  }

  @Test
  void upgradeAskedForTwice_theSecondIsRefusedAndANextThatDiesIsTold() throws Exception {
    Path launcher = folder.resolve("launcher");
    Files.writeString(launcher, "#!/bin/sh\nexec sleep 600\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    EventLoopGroup loop = Transport.EPOLL.newEventLoops(1, "test");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess old = DaemonProcess.run(config(2, "10s", origin));
        LocalConnection first = LocalConnection.connect(socket(), loop.next());
        LocalConnection second = LocalConnection.connect(socket(), loop.next())) {
      first.send("start " + launcher);
      String started = first.receive(LONG);
      assertThat(started).startsWith("started ");
      long next = Long.parseLong(started.substring("started ".length()));
      try {
        second.send("start " + launcher);
        assertThat(second.receive(LONG)).isEqualTo("failed an upgrade is under way already");
      } finally {
        ProcessHandle.of(next).ifPresent(ProcessHandle::destroyForcibly);
      }
      assertThat(first.receive(LONG)).isEqualTo("failed the new process ended with 137");
      old.awaitLine(" warning upgrade: the new process ended with 137");
      assertServes(old, "one");
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void upgradeCommandThatFails_saysWhy() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess old = DaemonProcess.run(config(2, "10s", origin))) {
      Path file = config(2, "10s", origin);
      String taken = "[\"127.0.0.1:" + origin.port() + "\", ";
      Files.writeString(
          file, Files.readString(file).replace("web: { bind: [", "web: { bind: " + taken));
      try (DaemonProcess command = upgrade(file)) {
        assertThat(command.awaitExit()).isEqualTo(1);
        assertThat(command.lines())
            .last()
            .asString()
            .startsWith("forebay: listener web: cannot bind 127.0.0.1:" + origin.port());
      }
      assertServes(old, "one");
    }
  }
}
