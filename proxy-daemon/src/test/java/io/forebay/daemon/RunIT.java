package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code forebay run} from start to exit code. */
class RunIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  @TempDir private Path folder;

  @Test
  void requests_balanceOverThreeServers() {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
        ScriptedOrigin three = ScriptedOrigin.start(OriginScript.named("three"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, one, two, three));
        RawClient client = daemon.client()) {
      Map<String, Integer> answers = new TreeMap<>();
      for (int i = 0; i < 9; i++) {
        answers.merge(client.send(GET).readResponse().bodyText(), 1, Integer::sum);
      }

      assertThat(answers).isEqualTo(Map.of("one", 3, "two", 3, "three", 3));
      assertThat(daemon.lines())
          .anyMatch(line -> line.matches(".* notice Forebay \\S+, Netty \\S+, transport .*JDK .*"))
          .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ (notice|warning) .*"));
    }
  }

  @Test
  void invalidFile_exits2WithAllProblems() {
    Path file =
        ConfigFile.write(
            folder,
            """
            listeners:
              web: { bind: 8080, backend: app }
            backends:
              app:
                balnce: round_robin
                servers: []
            """);
    try (DaemonProcess daemon = DaemonProcess.start("run", "-c", file.toString())) {
      assertThat(daemon.awaitExit()).isEqualTo(2);
      assertThat(daemon.lines())
          .hasSizeGreaterThanOrEqualTo(3)
          .allMatch(line -> line.startsWith(file + ":"))
          .anyMatch(line -> line.startsWith(file + ":2:"))
          .anyMatch(line -> line.startsWith(file + ":5:"));
    }
  }

  @Test
  void missingFile_exits2() {
    try (DaemonProcess daemon = DaemonProcess.start("run", "-c", folder + "/none.yaml")) {
      assertThat(daemon.awaitExit()).isEqualTo(2);
      assertThat(daemon.lines()).singleElement().asString().contains("none.yaml", "no such file");
    }
  }

  @Test
  void addressInUse_exits1NamingIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      String bind = "127.0.0.1:" + taken.getLocalPort();
      Path file = ConfigFile.write(folder, bind, origin);
      try (DaemonProcess daemon = DaemonProcess.start("run", "-c", file.toString())) {
        assertThat(daemon.awaitExit()).isEqualTo(1);
        assertThat(daemon.lines())
            .last()
            .asString()
            .startsWith("forebay: listener web: cannot bind " + bind + ": ")
            .contains("Address already in use");
        assertThat(daemon.lines()).noneMatch(line -> line.contains("\tat "));
      }
    }
  }

  @Test
  void adminAddressInUse_exits1NamingIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String admin = "127.0.0.1:" + taken.getLocalPort();
      Path file =
          ConfigFile.write(
              folder,
              """
              listeners:
                web: { bind: "127.0.0.1:0", backend: app }
              backends:
                app: { servers: ["127.0.0.1:1"] }
              admin: { bind: "%s" }
              """
                  .formatted(admin));
      try (DaemonProcess daemon = DaemonProcess.start("run", "-c", file.toString())) {
        assertThat(daemon.awaitExit()).isEqualTo(1);
        assertThat(daemon.lines()).last().asString().startsWith("forebay: ").contains(admin);
      }
    }
  }

  @Test
  void secondDaemonOnSamePort_refused() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess first = DaemonProcess.run(ConfigFile.write(folder, origin))) {
      Path same = ConfigFile.write(folder, "127.0.0.1:" + first.port("web"), origin);
      try (DaemonProcess second = DaemonProcess.start("run", "-c", same.toString());
          RawClient client = first.client()) {
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.lines())
            .last()
            .asString()
            .contains("Address already in use, by process " + first.pid() + " (");
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
    }
  }
}
