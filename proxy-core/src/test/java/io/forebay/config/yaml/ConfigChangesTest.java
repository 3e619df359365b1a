package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.TestProxy;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a reload tells that it has changed. */
class ConfigChangesTest {
  private static final String FILE =
      """
      listeners:
        web:
          bind: ":80"
          backend: app
          routes: [{match: {path: /a}, respond: {status: 204}}]
          headers: {response: {set: {X-Key: secret}}}
      backends:
        app:
          retry: {attempts: 2}
          servers: [{name: s1, address: "a:1", weight: 5}, "b:1"]
      admin: {bind: "127.0.0.1:1"}
      """;

  private static List<String> changes(String to) {
    return ConfigChanges.between(TestProxy.parse(FILE), TestProxy.parse(to));
  }

  @Test
  void sameFile_nothing() {
    assertThat(changes(FILE + "# a comment\n")).isEmpty();
  }

  @Test
  void listenerAndBackend_addedAndRemovedByName() {
    String to = FILE.replace("web:", "www:").replace("  app:", "  api:").replace(": app", ": api");

    assertThat(changes(to))
        .containsExactly(
            "listener web removed",
            "listener www added",
            "backend app removed",
            "backend api added");
  }

  @Test
  void changedValues_namedByTheirKeys() {
    String to =
        FILE.replace("attempts: 2", "attempts: 3, budget: 10%")
            .replace("weight: 5", "weight: 6, backup: true")
            .replace(":80", ":81")
            .replace("127.0.0.1:1", "127.0.0.1:2");

    assertThat(changes("global: {log: {level: error}}\n" + to))
        .containsExactly(
            "global: log.level",
            "listener web: bind",
            "backend app: retry.attempts, retry.budget",
            "server app/s1: weight, backup",
            "admin");
  }

  @Test
  void servers_addedAndRemovedByName() {
    assertThat(changes(FILE.replace("\"b:1\"", "\"c:1\"")))
        .containsExactly("server app/b:1 removed", "server app/c:1 added");
  }

  @Test
  void routes_counted() {
    assertThat(changes(FILE.replace("status: 204}}", "status: 404}}, {respond: {status: 403}}")))
        .containsExactly("listener web: routes (2 added, 1 removed)");
  }

  @Test
  void changedSecret_isNotShown() {
    assertThat(changes(FILE.replace("secret", "another")))
        .singleElement()
        .asString()
        .startsWith("listener web: headers.response.set")
        .doesNotContain("another");
  }

  @Test
  void thousandsOfChanges_areCutShort() {
    String more =
        IntStream.range(0, ConfigChanges.MOST + 7)
            .mapToObj(i -> "{name: n" + i + ", address: \"c:1\"}")
            .collect(Collectors.joining(", "));

    assertThat(changes(FILE.replace("\"b:1\"", "\"b:1\", " + more)))
        .hasSize(ConfigChanges.MOST + 1)
        .endsWith("7 more changes");
  }
}
