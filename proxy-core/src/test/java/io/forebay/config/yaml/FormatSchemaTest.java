package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.forebay.config.InvalidConfigException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code conf/forebay.schema.json} against the parser. Whoever adds a key adds it to the schema, to
 * {@code every-key.yaml} of the tests and to {@code conf/forebay.reference.yaml}.
 */
class FormatSchemaTest {
  private static final String EVERY_KEY = Files.text("every-key.yaml");
  private static final FormatSchema SCHEMA = new FormatSchema();
  private static final Learned LEARNED = Files.learn(EVERY_KEY);

  @Test
  void keys_areThoseOfTheParser() {
    for (Learned.Keys map : LEARNED.keys()) {
      assertThat(SCHEMA.keys(map.path())).as(map.path()).isEqualTo(new TreeSet<>(map.known()));
    }
  }

  @Test
  void words_areThoseOfTheParser() {
    for (Learned.Words value : LEARNED.words()) {
      assertThat(SCHEMA.words(value.path()))
          .as(value.path())
          .isEqualTo(new TreeSet<>(value.known()));
    }
  }

  /** Else the comparisons here and those of printed configurations would miss something. */
  @Test
  void everyKey_isInTheFileOfThisTest() {
    Map<JsonNode, Set<String>> missing = new HashMap<>();
    for (Learned.Keys map : LEARNED.keys()) {
      missing.computeIfAbsent(SCHEMA.map(map.path()), it -> new HashSet<>(map.known()));
    }
    for (Learned.Keys map : LEARNED.keys()) {
      missing.get(SCHEMA.map(map.path())).removeAll(map.present());
    }
    assertThat(missing.values()).allMatch(Set::isEmpty);
  }

  @Test
  void everyMapOfTheSchema_wasCompared() {
    Set<JsonNode> compared = new HashSet<>();
    LEARNED.keys().forEach(it -> compared.add(SCHEMA.map(it.path())));
    for (JsonNode schema : SCHEMA.root().findParents("properties")) {
      assertThat(compared).as(schema.toString()).contains(schema);
    }
  }

  @Test
  void everyKey_isDescribed() {
    for (JsonNode properties : SCHEMA.root().findValues("properties")) {
      properties.forEach(
          it -> assertThat(it.path("description").asText()).as(it + "").isNotEmpty());
    }
  }

  /** What a short file has when every default is written out is what the schema says. */
  @Test
  void defaults_areThoseOfTheParser() {
    String yaml =
        """
        listeners:
          web:
            bind: ":80"
            backend: app
            routes:
              - { match: { path: /a }, backend: app }
              - { match: { path: /b }, respond: { body: "" } }
              - { match: { path: /c }, redirect: { port: 1 } }
            access_log: { path: stdout }
            compression: {}
        backends:
          app: { balance: consistent_hash, servers: [a:80], health_check: { path: / } }
        """;
    Map<String, String> own = FormatSchema.scalars(yaml);
    Map<String, String> said = FormatSchema.scalars(EffectiveConfig.text(Files.accept(yaml)));
    assertThat(said).hasSizeGreaterThan(50);
    said.forEach(
        (path, value) -> {
          JsonNode fallback = SCHEMA.fallback(path);
          // Two rules, whose values are not those of a rule that says nothing.
          boolean ofRule = path.contains("passive_check[");
          if (fallback != null && !own.containsKey(path) && !ofRule) {
            assertThat(FormatSchema.normal(fallback)).as(path).isEqualTo(value);
          }
        });
  }

  @Test
  void acceptedFiles_areValid() throws Exception {
    for (Path file : EffectiveConfigTest.accepted()) {
      requireValid(java.nio.file.Files.readString(file));
      requireValid(EffectiveConfig.text(YamlConfigParser.parse(file)));
    }
    requireValid(EVERY_KEY);
    requireValid(EffectiveConfig.text(Files.accept(EVERY_KEY)));
  }

  @Test
  void unixSockets_areValid() {
    requireValid(
        """
        listeners:
          web: { bind: "unix:/run/a", backend: app, forwarded: { trusted_proxies: [unix] } }
        backends: { app: { servers: ["unix:/run/b", { address: "unix:/run/c" }] } }
        admin: { bind: ["unix:/run/d", ":8404"] }
        """);
  }

  private static void requireValid(String yaml) {
    assertThat(SCHEMA.complaints(yaml)).as(yaml).isEmpty();
  }

  @Test
  void acceptedVariations_areValid() {
    for (int seed = 0; seed < 60; seed++) {
      String yaml = Files.vary(EVERY_KEY, new Random(seed));
      try {
        YamlConfigParser.parse("f.yaml", yaml, Map.of());
      } catch (InvalidConfigException e) {
        continue;
      }
      requireValid(yaml);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version: 2",
        "upstreams: {}",
        "listeners: {}",
        "global: { worker_threads: many }",
        "global: { worker_threads: 0 }",
        "global: { log: { level: warn } }",
        "global: { shutdown: { delay: 5 } }",
        "global: { shutdown: { drain_timeout: 0s } }",
        "global: { pid_file: forebay.pid }",
        "defaults: { timeouts: { client: 50 } }",
        "defaults: { timeouts: { client: 5 s } }",
        "defaults: { retry: { budget: 20 } }",
        "defaults: { retry: { when: [timeout] } }",
        "defaults: { max_request_body: 20M }",
        "defaults: { access_log: false }",
        "defaults: { limits: { fields: 0 } }",
        "defaults: { error_pages: { 200: a.html } }",
        "defaults: { error_pages: { 503: a.png } }",
        "header_sets: { a: { set: { A: b } } }",
        "header_sets: { a: { response: { set: { \"A B\": b } } } }",
        "header_sets: { \"a b\": {} }",
        "listeners: { web: {} }",
        "listeners: { web: { bind: [] } }",
        "listeners: { web: { bind: 8080 } }",
        "listeners: { web: { bind: \":80\", timeout: { client: 1s } } }",
        "listeners: { web: { bind: \":80\", routes: [{ match: {} }] } }",
        "listeners: { web: { bind: \":80\", routes: [{ backend: a, redirect: { path: / } }] } }",
        "listeners: { web: { bind: \":80\", redirect: {} } }",
        "listeners: { web: { bind: \":80\", redirect: { path: /, status: 300 } } }",
        "listeners: { web: { bind: \":80\", forwarded: { trusted_proxies: all } } }",
        "virtual_hosts: { a: {} }",
        "virtual_hosts: { a: { hosts: a, timeouts: { client: 1s } } }",
        "backends: { a: {} }",
        "backends: { a: { servers: [] } }",
        "backends: { a: { servers: [\"http://a\"] } }",
        "backends: { a: { servers: [{ name: a }] } }",
        "backends: { a: { servers: [a:80], balance: roundrobin } }",
        "backends: { a: { servers: [a:80], balance: { type: consistent_hash, key: ip } } }",
        "backends: { a: { servers: [a:80], health_check: { path: health } } }",
        "backends: { a: { servers: [{ address: a:80, weight: 257 }] } }",
        "backends: { a: { servers: [a:80], queue: { when_no_server: wait } } }",
        "admin: { serve: everything }",
      })
  void brokenFile_isInvalid(String part) {
    String listeners =
        part.startsWith("listeners") ? "" : "listeners: { web: { bind: \":80\" } }\n";
    assertThat(SCHEMA.complaints(listeners + part)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource
  void references_mayStandAnywhere(String part) {
    assertThat(SCHEMA.complaints("listeners: { web: { bind: \":80\" } }\n" + part)).isEmpty();
  }

  static List<String> references_mayStandAnywhere() {
    return List.of(
        "global: { max_connections: \"${MOST:-5}\", log: { level: \"${LEVEL}\" } }",
        "defaults: { timeouts: { client: \"${TIME:-5s}\" }, max_request_body: \"${SIZE}\" }",
        "backends: { a: { servers: [\"${APP}\"], retry: { budget: \"${BUDGET:-5%}\" } } }");
  }
}
