package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ListenerConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RateLimitConfig;
import io.forebay.config.RateLimitUseConfig;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rate_limits} and {@code rate_limit}: which limits hold where, and what is refused. */
class RateLimitSectionTest {
  private static final String FILE =
      """
      rate_limits:
        a: { key: client_ip, rate: 10/s }
        b: { key: path, rate: 1/min, algorithm: sliding_window }
        c: { key: listener, concurrency: 3 }
      defaults: { rate_limit: { zone: a } }
      listeners:
        bare: { bind: ":81", backend: app }
        web:
          bind: ":80"
          backend: app
          rate_limit: [{ zone: a, burst: 5 }, { zone: b }]
          routes:
            - { match: { path: /off }, backend: app, rate_limit: none }
            - { match: { path: /same }, backend: app }
      virtual_hosts:
        shop:
          hosts: shop.test
          listeners: web
          backend: app
          rate_limit: { zone: c }
          routes:
            - { match: { path: /own }, backend: app, rate_limit: { zone: b, dry_run: true } }
      backends: { app: { servers: [a:80], health_check: { path: / } } }
      """;

  @Test
  void limits_innerReplacesOuterAsAWhole() {
    ProxyConfig config = Files.accept(FILE).config();
    assertThat(zones(config.listeners().get("bare").overrides())).containsExactly("a");
    ListenerConfig web = config.listeners().get("web");
    assertThat(zones(web.overrides())).containsExactly("a", "b");
    assertThat(web.routes().stream().map(it -> zones(it.overrides())))
        .containsExactlyInAnyOrder(List.of(), List.of("a", "b"), List.of("c"), List.of("b"));
  }

  private static List<String> zones(OverridesConfig overrides) {
    RateLimitConfig limit = Objects.requireNonNull(overrides.policy().rateLimit());
    return limit.uses().stream().map(RateLimitUseConfig::zone).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zone: aa | 0:0: .zone: aa (expected: a rate limit: a, b, c; did you mean a?)",
        "burst: 1 | : zone is missing (expected: the name of one of rate_limits)",
        "zone: b, burst: 2 | burst: 2 (expected: only with a zone whose algorithm is token_bucket, unlike b)",
        "zone: c, burst: 2 | burst: 2 (expected: only with a zone whose algorithm is token_bucket, unlike c)",
        "zone: a, delay: none | delay without burst (expected: a burst, whose requests are delayed)",
        "zone: a, burst: 7000 | burst: 7000 (expected: at most 6000 at 10/s, which is a wait of ten minutes)",
        "zone: a, burst: 1000000, delay: none | (expected: at most 864000 at 10/s, which is a day ahead)",
        "zone: a, status: 399 | 399 (expected: a whole number from 400 to 599)",
        "zone: a, status: 600 | 600 (expected: a whole number from 400 to 599)",
        "zone: a, allow: 10.0.0.1/8 | did you mean 10.0.0.0/8?",
        "zone: a, delay: nodelay, burst: 1 | nodelay (expected: paced, none",
        "zone: a, headers: true | true (expected: refused, always, never",
      })
  void use_refusedWithItsLine(String use, String problem) {
    String yaml = FILE.replace("rate_limit: { zone: c }", "rate_limit: { " + use + " }");
    String end = problem.substring(problem.indexOf(".zone: ") < 0 ? 0 : problem.indexOf(".zone: "));
    assertThat(Files.problems(yaml))
        .singleElement()
        .asString()
        .startsWith("f.yaml:20:")
        .contains(end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key: client_ip, rate: 0/s | requests in a time, such as 100/s",
        "key: client_ip | a limit on one thing (expected: rate or concurrency)",
        "key: client_ip, rate: 1/s, concurrency: 1 | a limit on one thing (expected: rate or concurrency)",
        "rate: 1/s | key is missing (expected: client_ip, path, route",
        "key: [], rate: 1/s | (expected: client_ip, path, route",
        "key: ip, rate: 1/s | ip (expected: client_ip, path, route",
        "key: [path, path], rate: 1/s | path: named twice (expected: each part of a key once)",
        "key: path, rate: 1/s, status: 200 | 200 (expected: a whole number from 400 to 599)",
        "key: path, rate: 1/s, max_keys: 0 | 0 (expected: a whole number from 1 to 10000000)",
        "key: path, concurrency: 0 | 0 (expected: a whole number from 1 to 1000000)",
        "key: path, concurrency: 1, max_keys: 5 | max_keys (expected: only with rate)",
        "key: path, concurrency: 1, algorithm: token_bucket | algorithm (expected: only with rate)",
      })
  void zone_refusedWithItsLine(String zone, String problem) {
    String yaml = FILE.replace("{ key: client_ip, rate: 10/s }", "{ " + zone + " }");
    assertThat(Files.problems(yaml))
        .anyMatch(it -> it.startsWith("f.yaml:2:") && it.contains(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"general | none, a map with a zone", "[] | none, a map with a zone", "[5] | a map"})
  void rateLimit_isNoneAMapOrAList(String value, String expected) {
    String yaml = FILE.replace("rate_limit: { zone: c }", "rate_limit: " + value);
    assertThat(Files.problems(yaml)).singleElement().asString().contains("expected: " + expected);
  }

  @Test
  void zoneUsedTwice_refused() {
    String yaml =
        FILE.replace("rate_limit: { zone: c }", "rate_limit: [{ zone: a }, { zone: a, burst: 1 }]");
    assertThat(Files.problems(yaml)).singleElement().asString().contains("zone a is used twice");
  }

  @Test
  void zoneThatNobodyUses_warned() {
    String yaml = FILE.replace("rate_limit: { zone: c }", "rate_limit: none");
    assertThat(Files.accept(yaml).warnings())
        .anyMatch(it -> it.toString().contains("nothing uses this rate limit"));
  }
}
