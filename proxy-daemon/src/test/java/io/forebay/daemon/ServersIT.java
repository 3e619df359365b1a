package io.forebay.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that join and leave a running daemon, over the admin API. */
class ServersIT {
  private static final String SERVERS = "/api/v1/backends/app/servers";
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  @TempDir private Path folder;

  private final ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
  private final ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
  private final ScriptedOrigin three = ScriptedOrigin.start(OriginScript.named("three"));

  @AfterEach
  void stop() {
    one.close();
    two.close();
    three.close();
  }

  private String yaml() {
    return """
        global:
          worker_threads: 2
          state_file: %s
          reload: { watch: false }
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
        .formatted(folder.resolve("state.json"), one.port(), two.port());
  }

  private static RawResponse ask(DaemonProcess daemon, String method, String path, String body) {
    return ask(daemon, method, path, "application/json", body);
  }

  private static RawResponse ask(
      DaemonProcess daemon, String method, String path, String type, String body) {
    try (RawClient client =
        RawClient.connect(daemon.adminPort()).readTimeout(Duration.ofSeconds(30))) {
      client.send(
          "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(method, path, type, body.length(), body));
      return client.readResponse(method);
    }
  }

  private String three() {
    return "{\"name\": \"three\", \"address\": \"127.0.0.1:%d\", \"weight\": 2}"
        .formatted(three.port());
  }

  private static Set<String> answering(DaemonProcess daemon) {
    Set<String> names = new TreeSet<>();
    try (RawClient client = daemon.client()) {
      for (int i = 0; i < 12; i++) {
        names.add(client.send(GET).readResponse().bodyText());
      }
    }
    return names;
  }

  private static void awaitAnswering(DaemonProcess daemon, String... names) {
    await("answers of " + String.join(", ", names))
        .atMost(Duration.ofSeconds(30))
        .until(() -> answering(daemon).equals(Set.of(names)));
  }

  @Test
  void joinAndLeaveUnderLoad_noRequestFails() {
    Path config = ConfigFile.write(folder, yaml());
    try (DaemonProcess daemon = DaemonProcess.run(config);
        Load load = Load.start(daemon.port("web"), 4, 2)) {
      load.awaitAnswers(100);
      for (int round = 0; round < 3; round++) {
        RawResponse added = ask(daemon, "POST", SERVERS, three());
        assertThat(added.status()).as(added.bodyText()).isEqualTo(201);
        assertThat(added.headers().all("location")).containsExactly(SERVERS + "/three");
        assertThat(added.bodyText()).contains("\"origin\" : \"added\"", "\"weight\" : 2");
        int before = three.requests().size();
        await("requests at the new server")
            .atMost(Duration.ofSeconds(30))
            .until(() -> three.requests().size() > before + 20);
        assertThat(ask(daemon, "DELETE", SERVERS + "/one?wait=drained", "").status())
            .isEqualTo(204);
        awaitAnswering(daemon, "two", "three");
        assertThat(ask(daemon, "POST", SERVERS, "{\"name\": \"one\"}").status()).isEqualTo(201);
        assertThat(ask(daemon, "DELETE", SERVERS + "/three?wait=drained", "").status())
            .isEqualTo(204);
        awaitAnswering(daemon, "one", "two");
        load.awaitAnswers(load.answers() + 50);
      }
      assertThat(load.failures()).isEmpty();
      assertThat(daemon.lines())
          .anyMatch(it -> it.contains("backend app server three added at 127.0.0.1:"))
          .anyMatch(it -> it.contains("backend app server one removed by 127.0.0.1 over the admin"))
          .anyMatch(it -> it.contains("backend app server one back at 127.0.0.1:"));
    }
  }

  @Test
  void reloadAndRestart_keepThemUntilTheFileHasThem() throws IOException {
    Path config = ConfigFile.write(folder, yaml());
    try (DaemonProcess daemon = DaemonProcess.run(config)) {
      assertThat(ask(daemon, "POST", SERVERS, three()).status()).isEqualTo(201);
      assertThat(ask(daemon, "DELETE", SERVERS + "/one?wait=drained", "").status()).isEqualTo(204);
      Files.writeString(
          config, yaml().replace("    health", "    balance: random_two\n    health"));
      RawResponse reload = ask(daemon, "POST", "/api/v1/reload", "");
      assertThat(reload.bodyText()).contains("\"changes\" : [ \"backend app: balance\" ]");
      awaitAnswering(daemon, "two", "three");
      daemon.signal("TERM");
      assertThat(daemon.awaitExit()).isZero();
    }
    try (DaemonProcess daemon = DaemonProcess.run(config)) {
      awaitAnswering(daemon, "two", "three");
      assertThat(ask(daemon, "GET", "/api/v1/status", "").bodyText())
          .contains("\"text\" : \"added at 127.0.0.1:" + three.port() + "\"")
          .contains("\"text\" : \"removed, in the file at 127.0.0.1:" + one.port() + "\"");
      String both =
          yaml()
              .replace("{ name: one, address: \"127.0.0.1:", "{ name: one, address: \"localhost:")
              .replace("admin:", "      - " + three() + "\nadmin:");
      Files.writeString(config, both);
      assertThat(ask(daemon, "POST", "/api/v1/reload", "").status()).isEqualTo(200);
      awaitAnswering(daemon, "one", "two", "three");
      daemon.awaitLine("backend app server three is as the file says from now on");
      daemon.awaitLine("backend app server one is back, it had been removed at run time: the file");
      assertThat(ask(daemon, "GET", "/api/v1/status", "").bodyText()).doesNotContain("drift");
    }
  }

  @Test
  void diff_tellsWhatAReloadChangesAndChangesNothing() throws IOException {
    Path config = ConfigFile.write(folder, yaml());
    try (DaemonProcess daemon = DaemonProcess.run(config)) {
      assertThat(ask(daemon, "POST", SERVERS, three()).status()).isEqualTo(201);
      RawResponse same = ask(daemon, "POST", "/api/v1/diff", "text/plain", yaml());
      assertThat(same.status()).as(same.bodyText()).isEqualTo(200);
      assertThat(same.bodyText()).contains("\"identical\" : true", "\"hitless\" : true");
      String other = yaml().replace("{ name: two,", "{ name: two, weight: 9,");
      String served = "\"text\" : \"server app/two: weight 1 -> 9\"";
      for (int i = 0; i < 2; i++) {
        assertThat(ask(daemon, "POST", "/api/v1/diff", "application/yaml", other).bodyText())
            .contains("\"identical\" : false", "\"hitless\" : true", served);
      }
      RawResponse wrong =
          ask(daemon, "POST", "/api/v1/diff", "text/plain", other.replace("weight", "wait"));
      assertThat(wrong.status()).isEqualTo(422);
      assertThat(wrong.bodyText()).contains(config + ":12:").contains("wait: unknown key");
      Files.writeString(config, other);
      assertThat(ask(daemon, "POST", "/api/v1/reload", "").bodyText())
          .contains("\"changes\" : [ \"server app/two: weight\" ]");
      assertThat(ask(daemon, "POST", "/api/v1/diff", "text/plain", other).bodyText())
          .contains("\"identical\" : true");
    }
  }

  @Test
  void whatCannotBe_isRefusedWithTheRulesOfTheFile() {
    try (DaemonProcess daemon = DaemonProcess.run(ConfigFile.write(folder, yaml()))) {
      RawResponse wrong = ask(daemon, "POST", SERVERS, "{\"adress\": \"a:1\", \"weight\": 300}");
      assertThat(wrong.status()).isEqualTo(422);
      assertThat(wrong.bodyText())
          .contains("address is missing (expected: host:port, such as 10.0.0.1:8080)")
          .contains("adress: unknown key (expected: ")
          .contains("weight: 300 (expected: a whole number from 0 to 256)");
      RawResponse secret = ask(daemon, "POST", SERVERS, "{\"address\": \"${file:/etc/passwd}\"}");
      assertThat(secret.status()).isEqualTo(422);
      assertThat(secret.bodyText()).contains("${file:/etc/passwd}").doesNotContain("root");
      RawResponse again =
          ask(daemon, "POST", SERVERS, "{\"name\": \"one\", \"address\": \"127.0.0.1:1\"}");
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.bodyText()).contains("server one of backend app is there already");
      assertThat(ask(daemon, "DELETE", SERVERS + "/two?wait=drained", "").status()).isEqualTo(204);
      RawResponse last = ask(daemon, "DELETE", SERVERS + "/one", "");
      assertThat(last.status()).isEqualTo(409);
      assertThat(last.bodyText()).contains("app/one is the last server of its backend");
      awaitAnswering(daemon, "one");
    }
  }
}
