package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.yaml.ConfigDiff.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file would change, object by object, and what that costs. */
class ConfigDiffTest {
  private static final String FILE =
      """
      global: {secret: 0123456789abcdef}
      rate_limits: {slow: {key: client_ip, rate: 10/s}}
      listeners:
        web:
          bind: ":80"
          backend: app
          routes: [{match: {path: /a}, respond: {status: 204}}]
          headers: {response: {set: {X-Key: plain, Authorization: hidden}}}
      backends:
        app:
          retry: {attempts: 2}
          servers: [{name: s1, address: "a:1", weight: 5}, "b:1"]
      admin: {bind: "127.0.0.1:1"}
      """;

  private static ParsedConfig parse(String yaml) throws Exception {
    return YamlConfigParser.parse("test.yaml", yaml, Map.of("API_TOKEN", "tomato-17"));
  }

  private static List<Entry> diff(String from, String to) throws Exception {
    ParsedConfig before = parse(from);
    ParsedConfig after = parse(to);
    return ConfigDiff.between(
        before.config(), before.newServers(), after.config(), after.newServers());
  }

  private static List<String> texts(String from, String to) throws Exception {
    return diff(from, to).stream().map(Entry::text).toList();
  }

  @Test
  void sameFile_isNoChange() throws Exception {
    assertThat(diff(FILE, "# a comment\n" + FILE)).isEmpty();
  }

  @Test
  void everyKindOfObject_isToldWithOldAndNewValues() throws Exception {
    String to =
        FILE.replace("rate: 10/s", "rate: 20/s")
            .replace("{path: /a}", "{path: /b}")
            .replace("attempts: 2", "attempts: 3")
            .replace("weight: 5", "weight: 6")
            .replace("\"b:1\"", "\"c:1\"")
            .replace("127.0.0.1:1", "127.0.0.1:2")
            .replace("\":80\"", "\":81\"");
    assertThat(texts(FILE, to))
        .containsExactly(
            "rate limit slow: rate \"10/s\" -> \"20/s\"",
            "listener web: bind [\":80\"] -> [\":81\"]",
            "route web/{path: /a} removed",
            "route web/{path: /b} added",
            "backend app: retry.attempts 2 -> 3",
            "server app/s1: weight 5 -> 6",
            "server app/b:1 removed",
            "server app/c:1 added",
            "admin: bind [[127.0.0.1:1]] -> [[127.0.0.1:2]]");
  }

  @Test
  void secrets_areNotShown() throws Exception {
    String to =
        FILE.replace("0123456789abcdef", "fedcba9876543210")
            .replace("plain", "\"${API_TOKEN}\"")
            .replace("hidden", "hidden too");
    List<String> texts = texts(FILE, to);
    // A route has the headers of its listener, too.
    assertThat(texts).hasSize(4);
    assertThat(String.join("\n", texts))
        .contains("global: secret (not shown) -> (not shown)")
        .contains("X-Key", "${API_TOKEN}", "plain")
        .doesNotContain("0123456789", "fedcba", "tomato", "hidden too");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weight: 5              | weight: 7                    | NONE",
        "address: \"a:1\"       | address: \"z:1\"             | POOL",
        "address: \"a:1\"       | address: \"a:1\", host: x.y  | POOL",
        "\":80\"                | \":81\"                      | REBIND",
        "127.0.0.1:1            | 127.0.0.1:2                  | REBIND",
        "{path: /a}             | {path: /b}                   | NONE",
        "attempts: 2            | attempts: 3                  | NONE",
        "0123456789abcdef       | '0123456789abcdef, worker_threads: 3' | RESTART",
        "web:                   | www:                         | CONNECTIONS"
      })
  void cost_isTheHighestOfWhatChanges(String from, String to, ChangeCost expected)
      throws Exception {
    List<Entry> entries = diff(FILE, FILE.replace(from, to));
    assertThat(entries).isNotEmpty();
    assertThat(entries.stream().map(ChangeCost::of).max(ChangeCost::compareTo)).hasValue(expected);
    assertThat(new ConfigDifference(entries, List.of()).isHitless())
        .isEqualTo(expected.isHitless());
  }
}
