package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveConfigTest {
  private static final String SHORT =
      """
      listeners: { web: { bind: ":80", backend: app } }
      backends: { app: { servers: [a:80] } }
      """;

  @TempDir private Path folder;

  /** Files that are accepted where they are. */
  static List<Path> accepted() throws IOException {
    List<Path> all = new ArrayList<>(Files.examples());
    for (String name : List.of("minimal.yaml", "supported.yaml")) {
      all.add(Path.of("src/test/resources/config", name));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void text_isReadAsTheSameConfiguration(Path file) throws Exception {
    requireSame(YamlConfigParser.parse(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {SHORT, InheritanceTest.FILE})
  void text_ofShortFile_isReadAsTheSameConfiguration(String yaml) {
    requireSame(Files.accept(yaml));
  }

  @Test
  void text_ofEveryKey_isReadAsTheSameConfiguration() {
    requireSame(Files.accepted("every-key.yaml"));
  }

  @Test
  void text_ofRandomConfigurations_isReadAsTheSame() {
    int accepted = 0;
    for (String text : List.of(Files.text("every-key.yaml"), InheritanceTest.FILE)) {
      for (int seed = 0; seed < 60; seed++) {
        try {
          requireSame(YamlConfigParser.parse("f.yaml", Files.vary(text, new Random(seed))));
          accepted++;
        } catch (InvalidConfigException e) {
          // Most are.
        }
      }
    }
    assertThat(accepted).isGreaterThan(30);
  }

  static void requireSame(ParsedConfig parsed) {
    String text = EffectiveConfig.text(parsed);
    // What stands in the file itself is not shown, and so not read again.
    String secret = String.valueOf(parsed.config().global().secret()).replace("'", "''");
    String whole = text.replace("secret: \"(not shown)\"", "secret: '" + secret + "'");
    ParsedConfig again = Files.accept(whole);
    assertThat(again.config()).as(text).isEqualTo(parsed.config());
    assertThat(EffectiveConfig.text(again)).isEqualTo(text);
  }

  @Test
  void text_saysEveryDefault() {
    assertThat(EffectiveConfig.text(Files.accept(SHORT)))
        .isEqualTo(
            """
            version: 1
            global:
              worker_threads: auto
              max_connections: 20000
              log:
                level: notice
                target: stderr
              shutdown:
                delay: 0s
                drain_timeout: 30s
              reload:
                watch: true
            listeners:
              web:
                bind: [":80"]
                default_backend: app
                forwarded:
                  add: [x-forwarded-for, x-forwarded-proto, x-forwarded-host, x-forwarded-port, x-real-ip]
                  trusted_proxies: []
                  source: x-forwarded-for
                timeouts:
                  client: 50s
                  request_headers: 10s
                  keep_alive: 1m5s
                limits:
                  request_line: 8KiB
                  head: 64KiB
                  fields: 100
                  keep_alive_requests: 0
                  keep_alive_time: 0s
                  min_body_rate: 0
                max_request_body: unlimited
                protocols: [http/1.1, h2c]
                http2:
                  max_streams: 100
                  stream_window: 256KiB
                  connection_window: 1MiB
            backends:
              app:
                balance: round_robin
                keep_alive:
                  server: true
                  idle_connections: 128
                  idle_timeout: 1m
                retry:
                  attempts: 2
                  when: [connect_failure, refused_stream, reset_idempotent, status_502, status_503, status_504]
                  other_server: true
                  budget: 20%
                timeouts:
                  connect: 5s
                  server: 50s
                  tunnel: 1h
                  total: 0s
                  per_try: 0s
                queue:
                  max: 10000
                  when_no_server: fail
                passive_check:
                  - max_fails: 1
                    count: [connect_failure, reset, timeout]
                    action: recheck
                  - max_fails: 5
                    count: [status_502, status_503, status_504]
                    action: eject
                    eject_for: 10s
                    max_ejected: 50%
                when_marked_down: leave
                when_all_down: fail
                panic_threshold: 0%
                http2:
                  max_streams: 100
                  stream_window: 256KiB
                  connection_window: 1MiB
                servers:
                  - name: a:80
                    address: a:80
                    weight: 1
                    backup: false
                    max_connections: 0
                    drain_timeout: 30s
                    slow_start: 0s
                    priority: 0
                    protocol: http/1.1
                    host: preserve
                    send_proxy: none
            admin:
              - bind: [127.0.0.1:8404]
                serve: [health, metrics, stats, api]
                ready_requires: []
                stats:
                  path: /stats
                  refresh: 10s
            """);
  }

  @Test
  void text_hasWhatIsInherited() {
    String text = EffectiveConfig.text(Files.accept(InheritanceTest.FILE));

    assertThat(text).contains("host: [shop.test]").doesNotContain("defaults", "virtual_hosts");
  }

  @Test
  void unixSockets_areReadAgain() throws Exception {
    String yaml =
        """
        listeners:
          web: { bind: "unix:/run/web.sock", backend: app, forwarded: { trusted_proxies: [10.0.0.0/8, unix] } }
        backends:
          app: { servers: ["unix:/run/a.sock", { name: b, address: "unix:/run/b.sock" }] }
        """;
    ParsedConfig parsed = YamlConfigParser.parse("f.yaml", yaml);

    String text = EffectiveConfig.text(parsed);

    assertThat(text).contains("trusted_proxies: [10.0.0.0/8, unix]");
    assertThat(YamlConfigParser.parse("f.yaml", text).config()).isEqualTo(parsed.config());
  }

  @Test
  void secret_isShownAsTheReferenceAndReadAgain() throws Exception {
    Path file = java.nio.file.Files.writeString(folder.resolve("token"), "s3cret: \"x\"\n");
    String yaml =
        SHORT
            + """
            header_sets:
              keys:
                request:
                  set: { A: "Bearer ${file:%s}", B: "${API_TOKEN}", C: "${PLAIN}", D: "$${PLAIN}" }
            """
                .formatted(file);
    yaml = yaml.replace("backend: app", "backend: app, header_sets: keys");
    Map<String, String> environment = Map.of("API_TOKEN", "hidden-1", "PLAIN", "seen");
    ParsedConfig parsed = YamlConfigParser.parse("f.yaml", yaml, environment);

    String text = EffectiveConfig.text(parsed);

    assertThat(text)
        .contains("A: \"Bearer ${file:" + file + "}\"", "B: \"${API_TOKEN}\"", "C: seen")
        .doesNotContain("s3cret", "hidden-1");
    assertThat(EffectiveConfig.text(parsed.config(), parsed.newServers())).isEqualTo(text);
    assertThat(YamlConfigParser.parse("f.yaml", text, environment).config())
        .isEqualTo(parsed.config());
  }

  @Test
  void bodyOfAFile_isShownAsTheFile() throws Exception {
    Path file = java.nio.file.Files.write(folder.resolve("a.png"), new byte[] {0, -1, 10, 34});
    String text = respond("file: " + file);

    assertThat(text).contains("file: " + file).contains("Content-Type: image/png");
  }

  @Test
  void bodyWithAnything_isQuoted() {
    assertThat(respond("body: \"a\\tb\\n\\\"\\\\ \\x01 \\u00fc \\U0001F600 #{[&*\""))
        .contains("body: \"a\\U00000009b\\n\\\"\\\\ \\U00000001 \u00fc \\U0001F600 #{[&*\"");
  }

  private static String respond(String body) {
    String yaml = "listeners: { web: { bind: ':80', routes: [{ respond: { %s } }] } }\n";
    ParsedConfig parsed = Files.accept(yaml.formatted(body));
    requireSame(parsed);
    return EffectiveConfig.text(parsed);
  }

  @Test
  void namesAndValuesThatLookLikeSomethingElse_areQuoted() {
    String yaml =
        """
        listeners:
          "true": { bind: ":80", routes: [{ match: { query: { "~": ["1", "null"], "a b": "" } },
            backend: "1:2" }, { backend: "1:2" }] }
        backends: { "1:2": { servers: [{ name: "7", address: "[::1]:80" }] } }
        """;
    requireSame(Files.accept(yaml));
  }
}
