package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.HttpProtocol;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RetryCondition;
import io.forebay.config.RetryConfig;
import io.forebay.config.RouteConfig;
import io.forebay.config.ServerConfig;
import io.forebay.config.TimeoutsConfig;
import io.forebay.config.TlsVersion;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** defaults < backend < listener < virtual host < route. */
class InheritanceTest {
  static final String FILE =
      """
      defaults:
        timeouts: { connect: 1s, server: 2s, client: 3s, queue: 4s, total: 5s, per_try: 6s }
        retry: { attempts: 5, budget: 50% }
        max_request_body: 1MiB
      listeners:
        web:
          bind: ":80"
          backend: app
          timeouts: { client: 30s, server: 31s, total: 32s }
          retry: { attempts: 4, when: [status_503] }
          max_request_body: 2MiB
          routes:
            - match: { path_prefix: /api }
              backend: app
              timeouts: { total: 0s, tunnel: 7s }
              retry: { other_server: false }
              max_request_body: unlimited
            - match: { path_prefix: /plain }
              backend: app
        bare: { bind: ":81", backend: app }
      virtual_hosts:
        shop:
          hosts: shop.test
          backend: app
          timeouts: { server: 41s }
          routes:
            - { backend: app, timeouts: { tunnel: 42s } }
      backends:
        app:
          timeouts: { connect: 11s, server: 12s, queue: 13s }
          retry: { attempts: 3, when: [status_502] }
          health_check: { path: / }
          servers: [a:80]
      """;

  private static final ProxyConfig CONFIG = Files.accept(FILE).config();

  @Test
  void protocolOfBackend_isThatOfServersThatSayNothing() {
    String yaml =
        """
        listeners: { web: { bind: ":80", backend: app } }
        backends:
          app:
            protocol: h2c
            servers: [a:80, { address: b:80 }, { address: c:80, protocol: http/1.1 }]
        """;
    assertThat(Files.accept(yaml).config().backends().get("app").servers())
        .extracting(ServerConfig::protocol)
        .containsExactly(HttpProtocol.H2C, HttpProtocol.H2C, HttpProtocol.HTTP_1_1);
  }

  private static final String OF_LISTENERS =
      """
      defaults: { protocols: [http/1.1, h2], tls: { min_version: 1.3, certificates: [{ cert: a }] } }
      listeners:
        plain: { bind: ":80", backend: app }
        secure: { bind: ":81", backend: app, tls: {} }
        own: { bind: ":82", backend: app, protocols: h2c }
        alpn: { bind: ":83", backend: app, tls: { certificates: [{ cert: b }], alpn: [h2] } }
      backends: { app: { servers: [a:80] } }
      """;

  @Test
  void tlsOfDefaults_isForListenersThatHaveIt() {
    ProxyConfig config = Files.accept(OF_LISTENERS).config();

    assertThat(config.listeners().get("plain").tls()).isNull();
    ListenerTlsConfig secure = config.listeners().get("secure").tls();
    assertThat(secure.minVersion()).isEqualTo(TlsVersion.TLS_1_3);
    assertThat(secure.certificates()).extracting(it -> it.cert().getFileName() + "").contains("a");
    ListenerTlsConfig alpn = config.listeners().get("alpn").tls();
    assertThat(alpn.minVersion()).isEqualTo(TlsVersion.TLS_1_3);
    assertThat(alpn.certificates()).extracting(it -> it.cert().getFileName() + "").contains("b");
  }

  @Test
  void protocolsOfDefaults_areThoseThatFitTheListener() {
    Map<String, ListenerConfig> listeners = Files.accept(OF_LISTENERS).config().listeners();

    assertThat(listeners.get("plain").protocols()).containsExactly(HttpProtocol.HTTP_1_1);
    assertThat(listeners.get("secure").protocols())
        .containsExactly(HttpProtocol.HTTP_1_1, HttpProtocol.H2);
    assertThat(listeners.get("own").protocols()).containsExactly(HttpProtocol.H2C);
    assertThat(listeners.get("alpn").protocols()).containsExactly(HttpProtocol.H2);
  }

  @Test
  void backend_winsOverDefaults() {
    TimeoutsConfig timeouts = CONFIG.backends().get("app").timeouts();
    assertThat(timeouts.connect()).isEqualTo(Duration.ofSeconds(11));
    assertThat(timeouts.queue()).isEqualTo(Duration.ofSeconds(13));
    assertThat(timeouts.total()).isEqualTo(Duration.ofSeconds(5));
    assertThat(timeouts.perTry()).isEqualTo(Duration.ofSeconds(6));
    assertThat(CONFIG.backends().get("app").retry())
        .isEqualTo(new RetryConfig(3, EnumSet.of(RetryCondition.STATUS_502), true, 50));
  }

  @Test
  void listener_winsOverBackend() {
    TimeoutsConfig timeouts = timeouts(listener("web").overrides());
    assertThat(timeouts.server()).isEqualTo(Duration.ofSeconds(31));
    assertThat(timeouts.connect()).isEqualTo(Duration.ofSeconds(11));
    assertThat(timeouts.total()).isEqualTo(Duration.ofSeconds(32));
    assertThat(listener("web").timeouts().client()).isEqualTo(Duration.ofSeconds(30));
    assertThat(retry(listener("web").overrides()))
        .isEqualTo(new RetryConfig(4, EnumSet.of(RetryCondition.STATUS_503), true, 50));
    assertThat(listener("web").overrides().maxRequestBody()).isEqualTo(2L << 20);
  }

  @Test
  void route_winsOverListener() {
    OverridesConfig route = route(0).overrides();
    assertThat(timeouts(route).total()).isEqualTo(Duration.ZERO);
    assertThat(timeouts(route).tunnel()).isEqualTo(Duration.ofSeconds(7));
    assertThat(timeouts(route).server()).isEqualTo(Duration.ofSeconds(31));
    assertThat(retry(route))
        .isEqualTo(new RetryConfig(4, EnumSet.of(RetryCondition.STATUS_503), false, 50));
    assertThat(route.maxRequestBody()).isEqualTo(OverridesConfig.UNLIMITED);
  }

  @Test
  void virtualHost_winsOverListener() {
    for (RouteConfig route : List.of(route(2), route(3))) {
      assertThat(route.match().hosts()).containsExactly("shop.test");
      assertThat(timeouts(route.overrides()).server()).isEqualTo(Duration.ofSeconds(41));
      assertThat(timeouts(route.overrides()).total()).isEqualTo(Duration.ofSeconds(32));
      assertThat(route.overrides().maxRequestBody()).isEqualTo(2L << 20);
    }
    assertThat(timeouts(route(2).overrides()).tunnel()).isEqualTo(Duration.ofSeconds(42));
    assertThat(timeouts(route(3).overrides()).tunnel()).isEqualTo(Duration.ofHours(1));
    assertThat(CONFIG.listeners().get("web").routes())
        .extracting(RouteConfig::label)
        .containsExactly("/api/*", "/plain/*", "shop.test", "shop.test#2");
  }

  @Test
  void whatIsNotSaid_isInherited() {
    assertThat(route(1).overrides()).isEqualTo(listener("web").overrides());
    assertThat(listener("bare").overrides().maxRequestBody()).isEqualTo(1L << 20);
    assertThat(listener("bare").timeouts().client()).isEqualTo(Duration.ofSeconds(3));
    assertThat(timeouts(listener("bare").overrides()).server()).isEqualTo(Duration.ofSeconds(12));
  }

  private static ListenerConfig listener(String name) {
    return CONFIG.listeners().get(name);
  }

  private static RouteConfig route(int index) {
    return listener("web").routes().get(index);
  }

  private static TimeoutsConfig timeouts(OverridesConfig overrides) {
    return overrides.timeouts().over(CONFIG.backends().get("app").timeouts());
  }

  private static RetryConfig retry(OverridesConfig overrides) {
    return overrides.retry().over(CONFIG.backends().get("app").retry());
  }
}
