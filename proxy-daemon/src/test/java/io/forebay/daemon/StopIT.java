package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM and SIGINT. */
class StopIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);

  @TempDir private Path folder;

  @RepeatedTest(3)
  void termUnderLoad_everyRequestAnswered() {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, one, two));
        Load load = Load.start(daemon.port("web"), 4, 4)) {
      load.awaitAnswers(500);

      daemon.signal("TERM");

      assertThat(daemon.awaitExit(DRAIN_TIMEOUT)).isZero();
      load.awaitEnd();
      assertThat(load.failures()).isEmpty();
      assertThat(load.neverAccepted()).isZero();
    }
  }

  @Test
  void longAnswerInFlight_finished() {
    OriginScript slow =
        c -> {
          if (c.readRequest() != null) {
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
            c.pause(Duration.ofSeconds(2));
            c.send("cd");
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(slow);
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin));
        RawClient client = daemon.client()) {
      assertThat(client.send(GET).readHead()).contains("Content-Length: 4");

      daemon.signal("TERM");

      assertThat(client.readAll()).isEqualTo("abcd");
      assertThat(daemon.awaitExit(DRAIN_TIMEOUT)).isZero();
      assertThat(daemon.lines()).noneMatch(line -> line.contains(" cut"));
    }
  }

  @Test
  void answerThatNeverComes_cutAfterDrainTimeout() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        DaemonProcess daemon = DaemonProcess.run(shortDrain(origin));
        RawClient client = daemon.client()) {
      client.send(GET);
      awaitRequests(origin, 1);

      daemon.signal("TERM");

      assertThat(daemon.awaitExit(DRAIN_TIMEOUT)).isZero();
      assertThat(daemon.lines())
          .anyMatch(line -> line.contains(" warning 1 connections were still busy"));
    }
  }

  @Test
  void webSocketStillOpenAfterDrainTimeout_closedWith1001() {
    OriginScript script =
        c -> {
          c.readHead();
          c.send(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        DaemonProcess daemon = DaemonProcess.run(shortDrain(origin));
        RawClient client = daemon.client()) {
      client.send(GET.replace("\r\n\r\n", "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
      assertThat(client.readResponse().status()).isEqualTo(101);

      daemon.signal("TERM");

      assertThat(client.readExactly(4)).asHexString().isEqualTo("880203E9");
      assertThat(daemon.awaitExit(DRAIN_TIMEOUT)).isZero();
    }
  }

  @Test
  void secondTerm_stopsAtOnce() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin));
        RawClient client = daemon.client()) {
      client.send(GET);
      awaitRequests(origin, 1);
      daemon.signal("TERM");
      daemon.awaitLine(" notice SIGTERM: stopping gracefully");

      daemon.signal("TERM");

      assertThat(daemon.awaitExit(Duration.ofSeconds(3))).isZero();
      assertThat(daemon.lines()).last().asString().contains("stopping at once, 1 connections");
    }
  }

  @Test
  void idleConnection_doesNotHoldUpTheStop() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, origin));
        RawClient client = daemon.client()) {
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(200);

      daemon.signal("TERM");

      assertThat(daemon.awaitExit(Duration.ofSeconds(5))).isZero();
      assertThat(client.closedByPeer(Duration.ofSeconds(1))).isTrue();
    }
  }

  @Test
  void shutdownDelay_notReadyButServing() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        DaemonProcess daemon = DaemonProcess.run(delayed(origin));
        RawClient admin = daemon.admin()) {
      String ready = "GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
      assertThat(admin.send(ready).readResponse().status()).isEqualTo(200);

      daemon.signal("TERM");
      daemon.awaitLine(" notice SIGTERM: stopping gracefully");

      await("not ready")
          .untilAsserted(
              () -> assertThat(admin.send(ready).readResponse().status()).isEqualTo(503));
      assertThat(daemon.events())
          .contains(" serves as process " + daemon.pid())
          .contains("SIGTERM: stopping gracefully");
      try (RawClient client = daemon.client()) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
      assertThat(daemon.awaitExit(DRAIN_TIMEOUT)).isZero();
    }
  }

  private Path delayed(ScriptedOrigin origin) {
    return ConfigFile.write(
        folder,
        """
        global: { shutdown: { delay: 2s, drain_timeout: 2s } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app: { servers: ["127.0.0.1:%d"] }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(origin.port()));
  }

  private Path shortDrain(ScriptedOrigin origin) {
    return ConfigFile.write(
        folder,
        """
        global: { shutdown: { drain_timeout: 500ms } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app: { servers: ["127.0.0.1:%d"] }
        admin: { bind: "127.0.0.1:0" }
        """
            .formatted(origin.port()));
  }

  private static void awaitRequests(ScriptedOrigin origin, int count) {
    await("requests at the server").until(() -> origin.requests().size(), size -> size >= count);
  }
}
