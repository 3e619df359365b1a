package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands change and show of a running daemon that serves. */
class CommandsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String GET = "GET /held HTTP/1.1\r\nHost: app.example.com\r\n\r\n";
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree";

  @TempDir private Path folder;

  private final CountDownLatch release = new CountDownLatch(1);
  private final ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
  private final ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
  private final ScriptedOrigin three = ScriptedOrigin.start(OriginScript.named("three"));

  @AfterEach
  void stop() {
    release.countDown();
    one.close();
    two.close();
    three.close();
  }

  private String yaml() {
    return """
        global: { worker_threads: 2, reload: { watch: false } }
        listeners:
          web: { bind: "127.0.0.1:0", backend: app }
        backends:
          app:
            servers:
              - { name: one, address: "127.0.0.1:%d" }
              - { name: two, address: "127.0.0.1:%d" }
        admin: { bind: "127.0.0.1:0" }
        """
        .formatted(one.port(), two.port());
  }

  private String third() {
    return "127.0.0.1:" + three.port();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void awaitMore(ScriptedOrigin origin) {
    int before = origin.requests().size();
    await("requests at the server")
        .atMost(PATIENCE)
        .until(() -> origin.requests().size() > before + 20);
  }

  @Test
  void serverAddAndRemoveUnderLoad_noRequestFails() {
    try (DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, yaml()));
        Load load = Load.start(daemon.port("web"), 4, 2)) {
      load.awaitAnswers(100);
      assertThat(
              OperatorCommand.run(
                  daemon,
                  0,
                  "server add app %s --name three --weight 2 --wait".formatted(third()).split(" ")))
          .singleElement()
          .asString()
          .startsWith("app/three: added, ready, UNCHECKED, weight 2, ");
      awaitMore(three);
      assertThat(OperatorCommand.run(daemon, 0, "status"))
          .anyMatch(it -> it.contains("app/three: added at " + third()));
      OperatorCommand.run(daemon, 0, "max-connections", "app/three", "200");
      assertThat(OperatorCommand.run(daemon, 0, "status", "app/three"))
          .anyMatch(it -> it.matches("connections .*, at most 200 requests"));
      assertThat(OperatorCommand.run(daemon, 0, "server", "remove", "app/one", "--wait"))
          .containsExactly("app/one: removed");
      int last = one.requests().size();
      awaitMore(three);
      assertThat(one.requests()).hasSize(last);
      assertThat(OperatorCommand.run(daemon, 0, "server", "add", "app", "--name", "one"))
          .anyMatch(it -> it.startsWith("app/one: added, "));
      awaitMore(one);
      OperatorCommand.run(daemon, 0, "server", "remove", "app/three", "--wait");
      assertThat(OperatorCommand.run(daemon, 2, "status", "app/three"))
          .containsExactly("forebay: server three of backend app: unknown (expected: one, two)");
      load.awaitAnswers(load.answers() + 100);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void serverRemove_waitsForWhatIsInFlight_untilTheTimeIsOver() {
    three.script(
        c -> {
          while (c.readRequest() != null) {
            release.await();
            c.send(ANSWER);
          }
        });
    String[] add = "server add app %s --name three".formatted(third()).split(" ");
    try (DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, yaml()));
        RawClient client = daemon.client();
        RawClient late = daemon.client()) {
      OperatorCommand.run(daemon, 0, add);
      OperatorCommand.run(daemon, 0, "drain", "app/one", "app/two");
      late.send(GET);
      await("the request").atMost(PATIENCE).until(() -> three.heads().size() == 1);
      OperatorCommand.run(daemon, 0, "ready", "app/one");
      assertThat(
              OperatorCommand.run(
                  daemon, 0, "server", "remove", "app/three", "--wait", "--timeout", "500ms"))
          .containsExactly("app/three: removed");
      assertThat(late.readResponse().bodyText()).as("cut, and tried again").isEqualTo("one");
      OperatorCommand.run(daemon, 0, add);
      OperatorCommand.run(daemon, 0, "drain", "app/one");
      client.send(GET);
      await("the request").atMost(PATIENCE).until(() -> three.heads().size() == 2);
      OperatorCommand.run(daemon, 0, "ready", "app/one");
      assertThat(OperatorCommand.run(daemon, 0, "server", "remove", "app/three"))
          .singleElement()
          .asString()
          .matches("app/three: leaves, weight 1, 1 in flight, [0-9.]+s left");
      release.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("three");
      daemon.awaitLine("server three removed");
    }
  }

  @Test
  void diffAndReload_tellTheSame() throws IOException {
    Path config = ConfigFile.write(folder, yaml());
    Path same = file("same.yaml", yaml());
    String weights = yaml().replace("{ name: two,", "{ name: two, weight: 9,");
    Path other = file("other.yaml", weights.replace("{ name: one,", "{ name: uno,"));
    Path wrong = file("wrong.yaml", weights.replace("weight", "wait"));
    try (DaemonProcess daemon = DaemonProcess.run(config)) {
      OperatorCommand.run(daemon, 0, "server", "add", "app", third(), "--name", "three");
      assertThat(OperatorCommand.run(daemon, 0, "diff", same.toString()))
          .endsWith("nothing is different");
      assertThat(OperatorCommand.run(daemon, 1, "diff", other.toString()))
          .contains("+ server app/uno", "- server app/one", "~ server app/two")
          .containsSequence("-    weight: 1", "+    weight: 9")
          .endsWith("3 changes, hitless: no request and no connection is lost");
      assertThat(OperatorCommand.run(daemon, 2, "diff", wrong.toString()))
          .anyMatch(it -> it.startsWith(config + ":8:") && it.contains("wait: unknown key"));
      Files.writeString(config, weights);
      assertThat(OperatorCommand.run(daemon, 0, "reload", "--json"))
          .singleElement()
          .asString()
          .contains("\"successful\":true", "\"changes\":[\"server app/two: weight\"]");
      Files.writeString(config, Files.readString(wrong));
      assertThat(OperatorCommand.run(daemon, 2, "reload", "--json"))
          .singleElement()
          .asString()
          .contains("\"successful\":false", "wait: unknown key");
    }
  }

  @Test
  void rejected_tellsWhatWasWrong() {
    try (DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, yaml()));
        RawClient client = daemon.client()) {
      client.send("GET /a?word=secret HTTP/1.1\r\nHost : app.example.com\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(400);
      assertThat(OperatorCommand.run(daemon, 0, "rejected"))
          .last()
          .asString()
          .contains(" web ", " 127.0.0.1 ", " 400 ", " malformed_request ", "GET /a?word=***")
          .contains(" at byte ")
          .doesNotContain("secret");
      assertThat(OperatorCommand.run(daemon, 0, "rejected", "--reason", "access_denied"))
          .hasSize(1);
    }
  }

  @Test
  void tailAndEvents_followUntilTheDaemonEnds() {
    try (DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, yaml()));
        Load load = Load.start(daemon.port("web"), 1, 1);
        DaemonProcess tail = OperatorCommand.start(daemon, "tail");
        DaemonProcess ofTwo =
            OperatorCommand.start(daemon, "tail", "--server", "two", "--path", "/n", "--json");
        DaemonProcess events = OperatorCommand.start(daemon, "events", "--follow")) {
      load.awaitAnswers(1);
      for (String part : List.of("/k  -> app/one", "/n  -> app/two")) {
        tail.awaitLine("GET app.example.com" + part);
      }
      await("requests of the filter").atMost(PATIENCE).until(() -> ofTwo.lines().size() > 5);
      assertThat(List.copyOf(ofTwo.lines()))
          .filteredOn(it -> !it.startsWith("forebay: "))
          .isNotEmpty()
          .allMatch(it -> it.contains("\"server\":\"two\"") && it.contains("\"target\":\"/n\""));
      OperatorCommand.run(daemon, 0, "weight", "app/two", "3");
      events.awaitLine("app/two  weight 1 -> 3 by 127.0.0.1 by the command line");
      daemon.signal("TERM");
      assertThat(daemon.awaitExit()).isZero();
      for (DaemonProcess follower : List.of(tail, ofTwo, events)) {
        assertThat(follower.awaitExit()).as("%s", follower.lines()).isEqualTo(1);
      }
      assertThat(tail.lines()).last().asString().startsWith("forebay: the daemon has ended");
    }
  }
}
