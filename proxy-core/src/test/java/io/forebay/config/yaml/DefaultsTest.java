package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.BackendConfig;
import io.forebay.config.Balance;
import io.forebay.config.Cidr;
import io.forebay.config.ForwardedConfig;
import io.forebay.config.ForwardedHeader;
import io.forebay.config.HeadersConfig;
import io.forebay.config.KeepAliveConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.QueueConfig;
import io.forebay.config.WhenNoServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code defaults} says of listeners and backends, and what these say of the same. */
class DefaultsTest {
  private static final String FILE =
      """
      defaults:
        header_sets: own
        headers: { response: { set: { A: defaults, B: defaults } } }
        forwarded: { add: [x-real-ip], trusted_proxies: 10.0.0.0/8 }
        balance: least_conn
        keep_alive: { idle_connections: 16, idle_timeout: 30s }
        queue: { max: 20, when_no_server: hold }
        health_check: { path: /up, interval: 1s, fall: 7 }
      header_sets:
        own: { request: { set: { X-Set: defaults } } }
      listeners:
        web:
          bind: ":80"
          backend: app
          headers: { response: { set: { B: listener } } }
          forwarded: { trusted_proxies: [192.0.2.1] }
          routes:
            - { match: { path: /r }, backend: app, headers: { response: { set: { B: route } } } }
        bare: { bind: ":81", backend: bare }
      backends:
        app:
          balance: { type: consistent_hash, key: path }
          keep_alive: { idle_timeout: 4s }
          queue: { timeout: 3s, when_no_server: fail }
          health_check: { path: /app, rise: 5 }
          servers: [a:80]
        bare: { servers: [b:80] }
        copy: { from: app, keep_alive: { server: false }, health_check: none }
      """;

  private static final ProxyConfig CONFIG = Files.accept(FILE).config();

  private static BackendConfig backend(String name) {
    return CONFIG.backends().get(name);
  }

  private static Map<String, String> responseHeaders(HeadersConfig headers) {
    return headers.response().set();
  }

  @Test
  void headers_nearestWins() {
    var web = CONFIG.listeners().get("web");
    assertThat(responseHeaders(web.headers())).isEqualTo(Map.of("A", "defaults", "B", "listener"));
    assertThat(responseHeaders(web.routes().get(0).headers()))
        .isEqualTo(Map.of("A", "defaults", "B", "route"));
    assertThat(CONFIG.listeners().get("bare").headers().request().set())
        .isEqualTo(Map.of("X-Set", "defaults"));
  }

  @Test
  void forwarded_mergesKeyByKey() {
    assertThat(CONFIG.listeners().get("web").forwarded())
        .isEqualTo(
            new ForwardedConfig(
                Set.of(ForwardedHeader.X_REAL_IP), List.of(Cidr.parse("192.0.2.1"))));
    assertThat(CONFIG.listeners().get("bare").forwarded().trustedProxies().networks())
        .containsExactly(Cidr.parse("10.0.0.0/8"));
  }

  @Test
  void backend_inheritsWhatItDoesNotSay() {
    assertThat(backend("bare").balance().type()).isEqualTo(Balance.LEAST_CONN);
    assertThat(backend("bare").keepAlive())
        .isEqualTo(new KeepAliveConfig(true, 16, Duration.ofSeconds(30)));
    assertThat(backend("bare").queue()).isEqualTo(new QueueConfig(20, null, WhenNoServer.HOLD));
    assertThat(backend("bare").healthCheck().http().path()).isEqualTo("/up");
    assertThat(backend("bare").healthCheck().fall()).isEqualTo(7);
  }

  @Test
  void backend_mapsMergeKeyByKey() {
    assertThat(backend("app").balance().type()).isEqualTo(Balance.CONSISTENT_HASH);
    assertThat(backend("app").keepAlive())
        .isEqualTo(new KeepAliveConfig(true, 16, Duration.ofSeconds(4)));
    assertThat(backend("app").queue())
        .isEqualTo(new QueueConfig(20, Duration.ofSeconds(3), WhenNoServer.FAIL));
    assertThat(backend("app").healthCheck().http().path()).isEqualTo("/app");
    assertThat(backend("app").healthCheck().pace().interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(backend("app").healthCheck().rise()).isEqualTo(5);
  }

  @Test
  void copy_hasWhatItsOriginalInherits() {
    assertThat(backend("copy").keepAlive())
        .isEqualTo(new KeepAliveConfig(false, 16, Duration.ofSeconds(4)));
  }

  @Test
  void healthCheckNone_switchesItOffWithoutAWarning() {
    assertThat(backend("copy").healthCheck()).isNull();
    assertThat(Files.accept(FILE).warnings())
        .singleElement()
        .asString()
        .contains("nothing uses this backend");
  }

  @Test
  void mistakeInDefaults_isToldOnceWithItsLine() {
    assertThat(Files.problems(FILE.replace("max: 20", "max: many")))
        .containsExactly(
            "f.yaml:7:17: backends.app.queue.max: many (expected: a whole number from 0 to"
                + " 1000000)");
  }
}
