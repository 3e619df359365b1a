package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.BackendConfig;
import io.forebay.config.Balance;
import io.forebay.config.BalanceConfig;
import io.forebay.config.BindAddress;
import io.forebay.config.BodyExpectation;
import io.forebay.config.CheckPace;
import io.forebay.config.Cidr;
import io.forebay.config.CircuitBreakerConfig;
import io.forebay.config.ConfigProblem;
import io.forebay.config.ForwardedConfig;
import io.forebay.config.ForwardedHeader;
import io.forebay.config.GlobalConfig;
import io.forebay.config.HeaderOps;
import io.forebay.config.HeadersConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.Http2Config;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.InitialState;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.JsonPath;
import io.forebay.config.KeepAliveConfig;
import io.forebay.config.LimitsConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.LogConfig;
import io.forebay.config.LogPath;
import io.forebay.config.MatchConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.PathRewriteConfig;
import io.forebay.config.ProcessConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.QueueConfig;
import io.forebay.config.RedirectConfig;
import io.forebay.config.ReloadConfig;
import io.forebay.config.RetryCondition;
import io.forebay.config.RetryConfig;
import io.forebay.config.RouteConfig;
import io.forebay.config.ServerConfig;
import io.forebay.config.ShutdownConfig;
import io.forebay.config.StatsPageConfig;
import io.forebay.config.StatusRange;
import io.forebay.config.StubStatusConfig;
import io.forebay.config.TimeoutsConfig;
import io.forebay.config.UpstreamTlsConfig;
import io.forebay.config.WhenMarkedDown;
import io.forebay.config.WhenNoServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlConfigParserTest {
  @Test
  void minimalFile_hasDefaults() {
    ProxyConfig config = Files.accepted("minimal.yaml").config();

    assertThat(config.global()).isEqualTo(GlobalConfig.DEFAULT);
    assertThat(config.listeners())
        .containsExactly(
            Map.entry(
                "web",
                new ListenerConfig(
                    "web",
                    List.of(new BindAddress(null, 8080)),
                    "app",
                    List.of(),
                    null,
                    ForwardedConfig.DEFAULT,
                    HeadersConfig.EMPTY,
                    ListenerConfig.NO_LIMIT,
                    TimeoutsConfig.DEFAULT,
                    LimitsConfig.DEFAULT,
                    OverridesConfig.NONE.complete(),
                    ListenerConfig.PLAIN,
                    null,
                    Http2Config.DEFAULT,
                    null)));
    assertThat(config.backends())
        .containsExactly(
            Map.entry(
                "app",
                new BackendConfig(
                    "app",
                    List.of(
                        ServerConfig.parse("10.0.1.10:8080"),
                        ServerConfig.parse("10.0.1.11:8080"),
                        ServerConfig.parse("10.0.1.12:8080")),
                    HealthCheckConfig.of("/health"))));
    assertThat(config.admin()).containsExactly(AdminConfig.DEFAULT);
  }

  @Test
  void minimalFile_hasNoWarnings() {
    assertThat(Files.accepted("minimal.yaml").warnings()).isEmpty();
  }

  @Test
  void supportedFile_hasNoWarnings() {
    assertThat(Files.accepted("supported.yaml").warnings()).isEmpty();
  }

  @Test
  void global_isRead() {
    assertThat(supported().global())
        .isEqualTo(
            new GlobalConfig(
                4,
                4096,
                new LogConfig(LogConfig.Level.INFO, LogPath.STDOUT),
                new ShutdownConfig(Duration.ofSeconds(5), Duration.ofMinutes(1)),
                ProcessConfig.DEFAULT,
                new ReloadConfig(false),
                null,
                null));
  }

  @Test
  void process_isRead() throws Exception {
    String yaml =
        """
        global: { node: a, user: www, group: 33, pid_file: /run/forebay.pid, upgrade_socket: /u }
        listeners: { web: { bind: ":80", backend: app } }
        backends: { app: { servers: ["a:80"] } }
        """;
    assertThat(YamlConfigParser.parse("f.yaml", yaml).config().global().process())
        .isEqualTo(new ProcessConfig("a", "www", "33", "/run/forebay.pid", "/u"));
  }

  @Test
  void timeouts_backendsOwnWinOverDefaults() {
    TimeoutsConfig clients = web().timeouts();
    assertThat(clients.client()).isEqualTo(Duration.ofSeconds(20));
    assertThat(clients.requestHeaders()).isEqualTo(Duration.ofSeconds(5));
    assertThat(clients.keepAlive()).isEqualTo(Duration.ofSeconds(90));
    TimeoutsConfig app = backend("app").timeouts();
    assertThat(app.connect()).isEqualTo(Duration.ofSeconds(1));
    assertThat(app.server()).isEqualTo(Duration.ofSeconds(30));
    assertThat(app.tunnel()).isEqualTo(Duration.ofHours(2));
    TimeoutsConfig api = backend("api").timeouts();
    assertThat(api.connect()).isEqualTo(Duration.ofMillis(500));
    assertThat(api.server()).isEqualTo(Duration.ofMinutes(1));
    assertThat(api.tunnel()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void listeners_keepTheOrderOfTheFile() {
    assertThat(supported().listeners()).containsOnlyKeys("http", "web");
    assertThat(supported().listeners().keySet()).containsExactly("http", "web");
  }

  @Test
  void redirect_onListener_isRead() {
    ListenerConfig http = supported().listeners().get("http");

    assertThat(http.bind())
        .containsExactly(new BindAddress("0.0.0.0", 80), new BindAddress("::", 80));
    assertThat(http.redirect())
        .isEqualTo(
            new RedirectConfig(
                "https",
                "www.example.com",
                8443,
                new PathRewriteConfig("/moved", null, null, null, null),
                308));
    assertThat(http.defaultBackend()).isNull();
  }

  @Test
  void headers_setsThenOwnBlock_areMerged() {
    assertThat(web().headers())
        .isEqualTo(
            new HeadersConfig(
                new HeaderOps(List.of("X-Internal", "X-Debug"), Map.of(), Map.of(), Map.of()),
                new HeaderOps(
                    List.of("Server"),
                    Map.of("X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY"),
                    Map.of("Via-Proxy", "1.1 forebay"),
                    Map.of("Cache-Control", "no-store"))));
  }

  @Test
  void routes_inheritTheListenersHeaders() {
    RouteConfig api = web().routes().get(0);

    assertThat(api.headers().response()).isEqualTo(web().headers().response());
    assertThat(api.headers().request().remove()).containsExactly("X-Internal", "X-Debug");
    assertThat(api.headers().request().set()).containsExactly(Map.entry("X-Api", "yes"));
  }

  @Test
  void routes_areReadInOrder() {
    assertThat(web().routes())
        .extracting(RouteConfig::match)
        .containsExactly(
            new MatchConfig(List.of("app.example.com", "*.example.org"), null, "/api"),
            new MatchConfig(List.of("app.example.com"), "/old", null),
            MatchConfig.ANY);
    assertThat(web().routes())
        .extracting(RouteConfig::label)
        .containsExactly("app.example.com+1/api/*", "app.example.com/old", "*");
    assertThat(web().routes().get(1).redirect())
        .isEqualTo(
            new RedirectConfig(
                null, null, null, new PathRewriteConfig("/new", null, null, null, null), 301));
  }

  @Test
  void forwarded_isRead() {
    assertThat(web().forwarded())
        .isEqualTo(
            new ForwardedConfig(
                EnumSet.of(ForwardedHeader.X_FORWARDED_FOR, ForwardedHeader.FORWARDED),
                List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1"), Cidr.parse("192.0.2.7/32"))));
  }

  @Test
  void backend_isRead() {
    BackendConfig api = backend("api");

    assertThat(api.balance()).isEqualTo(BalanceConfig.of(Balance.LEAST_CONN));
    assertThat(api.keepAlive()).isEqualTo(new KeepAliveConfig(false, 32, Duration.ofSeconds(4)));
    assertThat(api.retry())
        .isEqualTo(
            new RetryConfig(
                3,
                EnumSet.of(RetryCondition.CONNECT_FAILURE, RetryCondition.STATUS_503),
                false,
                50));
    assertThat(api.healthCheck())
        .isEqualTo(
            new HealthCheckConfig(
                HttpCheckConfig.of("/ready"),
                new CheckPace(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(300)),
                1,
                5));
    assertThat(api.servers())
        .containsExactly(
            new ServerConfig("one", "10.0.1.10", 8080, 3),
            new ServerConfig("two", "2001:db8::1", 8080, 0),
            new ServerConfig("localhost:9000", "localhost", 9000, 1));
  }

  @Test
  void whenMarkedDown_leavesConnectionsUnlessToldOtherwise() {
    assertThat(parsed("servers: [a:80]").whenMarkedDown()).isEqualTo(WhenMarkedDown.LEAVE);
    assertThat(parsed("when_marked_down: close_connections", "servers: [a:80]").whenMarkedDown())
        .isEqualTo(WhenMarkedDown.CLOSE_CONNECTIONS);
  }

  @Test
  void limitsAndQueue_areReadAndServersInheritTheLimit() {
    BackendConfig app =
        parsed(
            "max_connections: 10\n    queue: {max: 7, timeout: 3s, when_no_server: hold}\n"
                + "    servers: [\"a:1\", {address: \"b:1\", max_connections: 2},"
                + " {address: \"c:1\", max_connections: 0}]");

    assertThat(app.servers()).extracting(ServerConfig::maxConnections).containsExactly(10, 2, 0);
    assertThat(app.queue()).isEqualTo(new QueueConfig(7, Duration.ofSeconds(3), WhenNoServer.HOLD));
  }

  @Test
  void fallbacksInACircle_areOneProblemWithTheWay() {
    String yaml =
        """
        listeners: { web: { bind: ":80", backend: a } }
        backends:
          a: { servers: ["a:1"], fallback_backend: b }
          b: { servers: ["b:1"], fallback_backend: c }
          c: { servers: ["c:1"], fallback_backend: b }
        """;
    assertThatThrownBy(() -> YamlConfigParser.parse("f.yaml", yaml))
        .isInstanceOf(InvalidConfigException.class)
        .satisfies(
            it ->
                assertThat(((InvalidConfigException) it).problems())
                    .extracting(Object::toString)
                    .containsExactly(
                        "f.yaml:4:44: backends.b.fallback_backend: b -> c -> b (expected: a chain"
                            + " that ends)"));
  }

  @Test
  void circuitBreaker_isOffUnlessSaid_andFillsInDefaults() {
    assertThat(parsed("servers: [\"a:1\"]").circuitBreaker()).isNull();
    assertThat(parsed("circuit_breaker: {}\n    servers: [\"a:1\"]").circuitBreaker())
        .isEqualTo(CircuitBreakerConfig.DEFAULT);
    CircuitBreakerConfig own =
        parsed(
                "circuit_breaker: {failures: 3, scope: backend, count: [reset, status_500]}\n"
                    + "    servers: [\"a:1\"]")
            .circuitBreaker();
    assertThat(own.failures()).isEqualTo(3);
    assertThat(own.openFor()).isEqualTo(Duration.ofSeconds(60));
    assertThat(own.halfOpenSuccesses()).isEqualTo(2);
    assertThat(own.scope()).isEqualTo(CircuitBreakerConfig.Scope.BACKEND);
    assertThat(own.count().words()).containsExactly("reset", "status_500");
  }

  @Test
  void queueTimeout_isTheNearestSaidElseConnectOrTenSecondsWhenHolding() {
    assertThat(queueTimeout("timeouts: {connect: 4s}")).isEqualTo(Duration.ofSeconds(4));
    assertThat(queueTimeout("queue: {when_no_server: hold}")).isEqualTo(Duration.ofSeconds(10));
    assertThat(queueTimeout("timeouts: {queue: 3s}")).isEqualTo(Duration.ofSeconds(3));
    assertThat(queueTimeout("timeouts: {queue: 3s}\n    queue: {timeout: 2s}"))
        .isEqualTo(Duration.ofSeconds(2));
  }

  private static Duration queueTimeout(String lines) {
    BackendConfig backend = parsed(lines + "\n    servers: [\"a:1\"]");
    return backend.queue().timeout(backend.timeouts());
  }

  private static BackendConfig parsed(String backend) {
    return io.forebay.testkit.TestProxy.parse(
            "listeners:\n  web: {bind: \":1\", backend: app}\nbackends:\n  app:\n    " + backend)
        .backends()
        .get("app");
  }

  @Test
  void server_withoutName_isNamedAfterItsAddress() {
    assertThat(backend("app").servers())
        .extracting(ServerConfig::name)
        .containsExactly("app1:8080", "[::1]:8081");
  }

  @Test
  void admin_listOfMaps_isRead() {
    assertThat(supported().admin())
        .containsExactly(
            new AdminConfig(
                List.of(new BindAddress("127.0.0.1", 8404), new BindAddress("::1", 8404)),
                EnumSet.of(Serve.HEALTH),
                List.of("app", "api")),
            new AdminConfig(
                List.of(new BindAddress("127.0.0.1", 9101)), EnumSet.of(Serve.METRICS), List.of()));
  }

  @Test
  void admin_statusAndAllow_areRead() {
    ProxyConfig config =
        Files.accept(
                """
                listeners: { w: { bind: ':80', redirect: { path: / } } }
                admin:
                  - { bind: 127.0.0.1:8080, serve: [status], allow: [127.0.0.1/32], access_log: none }
                  - { bind: 127.0.0.1:8081, serve: status, status: { path: /s } }
                """)
            .config();

    AdminConfig first = config.admin().get(0);
    assertThat(first.serve()).containsExactly(Serve.STATUS);
    assertThat(first.status()).isEqualTo(new StubStatusConfig("/nginx_status"));
    assertThat(first.allow()).hasToString("[127.0.0.1/32]");
    AdminConfig second = config.admin().get(1);
    assertThat(second.status()).isEqualTo(new StubStatusConfig("/s"));
    assertThat(second.allow()).isNull();
  }

  @Test
  void admin_statsPage_isWhereItIsSaidAndLoadedAgainAsOften() {
    ProxyConfig config =
        Files.accept(
                """
                listeners: { w: { bind: ':80', redirect: { path: / } } }
                admin:
                  - { bind: 127.0.0.1:8404, stats: { path: /s, refresh: 0s } }
                  - { bind: '0.0.0.0:7500', serve: [stats] }
                  - { bind: '0.0.0.0:9101' }
                """)
            .config();

    assertThat(config.admin().get(0).stats()).isEqualTo(new StatsPageConfig("/s", Duration.ZERO));
    assertThat(config.admin().get(1).stats()).isEqualTo(StatsPageConfig.DEFAULT);
    assertThat(config.admin().get(2).serve()).containsExactly(Serve.HEALTH, Serve.METRICS);
  }

  @Test
  void admin_emptyList_isNone() {
    ProxyConfig config =
        Files.accept("listeners: { w: { bind: ':80', redirect: { path: / } } }\nadmin: []")
            .config();

    assertThat(config.admin()).isEmpty();
  }

  @Test
  void healthCheckTimeout_unset_isNeverLongerThanTheInterval() {
    HealthCheckConfig check = check("{ path: /, interval: 700ms }");

    assertThat(check.pace().timeout()).isEqualTo(Duration.ofMillis(700));
    assertThat(check("{ path: /, interval: 1m }").pace().timeout())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void healthCheck_withoutPath_isATcpConnect() {
    assertThat(check("{}")).isEqualTo(new HealthCheckConfig(null, CheckPace.DEFAULT, 2, 3));
    assertThat(check("{ type: tcp, interval: 1s }").http()).isNull();
  }

  @Test
  void healthCheck_tcpWithInheritedKeysOfRequests_warnsOfThem() {
    ParsedConfig parsed =
        Files.accept(
            """
            defaults: { health_check: { path: /up, method: HEAD } }
            listeners: { web: { bind: ":80", backend: app } }
            backends: { app: { servers: [a:80], health_check: { type: tcp } } }
            """);
    assertThat(parsed.config().backends().get("app").healthCheck().http()).isNull();
    assertThat(parsed.warnings())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "f.yaml:1:35: backends.app.health_check.path: without effect in a check without a request",
            "f.yaml:1:48: backends.app.health_check.method: without effect in a check without a request");
  }

  @Test
  void healthCheck_everyKey_isRead() {
    HealthCheckConfig check =
        check(
            """
            { type: http, method: OPTIONS, path: /up, host: "app.test:8080", interval: 5s, fast_interval: 300ms,
              down_interval: 30s, headers: { X-Check: "1" }, expect_status: [200, 300-302],
              expect_body: { contains: "fine", regex: "f.*e", json: { "$.a[2]['b c']": true } } }
            """);

    assertThat(check.http())
        .isEqualTo(
            new HttpCheckConfig(
                "OPTIONS",
                "/up",
                "app.test:8080",
                Map.of("X-Check", "1"),
                List.of(new StatusRange(200, 200), new StatusRange(300, 302)),
                new BodyExpectation(
                    "fine", "f.*e", Map.of(JsonPath.parse("$.a[2]['b c']"), "true"))));
    assertThat(check.pace())
        .isEqualTo(
            new CheckPace(
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2)));
  }

  @Test
  void drainTimeouts_nearestWins() {
    String servers = "servers: [a:80, { address: b:80, drain_timeout: 1m }]";
    assertThat(parsed("health_check: {}", servers).servers())
        .extracting(ServerConfig::drainTimeout)
        .containsExactly(Duration.ofSeconds(30), Duration.ofMinutes(1));
    assertThat(parsed("drain_timeout: 5s", servers).servers())
        .extracting(ServerConfig::drainTimeout)
        .containsExactly(Duration.ofSeconds(5), Duration.ofMinutes(1));
  }

  @Test
  void checkPorts_nearestWins() {
    String servers = "servers: [a:80, { address: b:80, check_port: 9 }]";
    assertThat(parsed("health_check: { port: 8 }", servers).servers())
        .extracting(ServerConfig::checkPort)
        .containsExactly(8, 9);
    assertThat(parsed("health_check: {}, check_port: 7", servers).servers())
        .extracting(ServerConfig::checkPort)
        .containsExactly(7, 9);
    assertThat(parsed("health_check: {}", servers).servers())
        .extracting(ServerConfig::checkPort)
        .containsExactly(0, 9);
  }

  @Test
  void healthCheckTls_withoutPath_isAHandshake() {
    assertThat(check("{ tls: {} }").tls()).isEqualTo(UpstreamTlsConfig.DEFAULT);
    assertThat(check("{ tls: {} }").http()).isNull();
    assertThat(check("{ type: tls }").tls()).isEqualTo(UpstreamTlsConfig.DEFAULT);
    HealthCheckConfig https = check("{ path: /, tls: { verify: false, sni: app.test } }");
    assertThat(https.http()).isNotNull();
    assertThat(https.tls()).isEqualTo(new UpstreamTlsConfig(false, null, "app.test"));
    assertThat(check("{ path: /, tls: none }").tls()).isNull();
    assertThat(check("{ tls: none }").tls()).isNull();
  }

  @Test
  void healthCheckTls_ca_isReadWithTheConfiguration() {
    String ca = Files.text("ca.pem");
    assertThat(check("{ tls: { ca: src/test/resources/config/ca.pem } }").tls().ca().pem())
        .isEqualTo(ca.strip());
  }

  @Test
  void checkAddresses_nearestWins() {
    String servers = "servers: [a:80, { address: b:80, check_address: c }, 'unix:/a']";
    assertThat(parsed("health_check: {}, check_address: d", servers).servers())
        .extracting(ServerConfig::checkAddress)
        .containsExactly("d", "c", null);
  }

  @Test
  void healthCheckOfServer_isThatOfTheBackendKeyByKey() {
    BackendConfig backend =
        parsed(
            "initial_state: down, health_check: { path: /up, rise: 4 }",
            "servers: [a:80, { address: b:80, health_check: { path: /other } },"
                + " { address: c:80, health_check: none }, { address: d:80, health_check: { type: tcp } }]");
    List<HealthCheckConfig> checks = backend.servers().stream().map(backend::checkOf).toList();
    assertThat(checks.get(0)).isEqualTo(backend.healthCheck());
    assertThat(checks.get(1))
        .isEqualTo(
            new HealthCheckConfig(
                HttpCheckConfig.of("/other"), CheckPace.DEFAULT, 4, 3, InitialState.DOWN));
    assertThat(checks.get(2)).isNull();
    assertThat(checks.get(3))
        .isEqualTo(
            new HealthCheckConfig(
                null, null, CheckPace.DEFAULT, 4, 3, InitialState.DOWN, null, false));
  }

  @Test
  void healthCheckOfServer_whereTheBackendHasNone_isTheOnlyOne() {
    BackendConfig backend =
        parsed("initial_state: up", "servers: [a:80, { address: b:80, health_check: {} }]");
    assertThat(backend.healthCheck()).isNull();
    assertThat(backend.isChecked()).isTrue();
    assertThat(backend.checkOf(backend.servers().get(1)).initialState()).isEqualTo(InitialState.UP);
  }

  @Test
  void initialState_isRead() {
    String servers = "servers: [a:80]";
    assertThat(parsed("health_check: {}", servers).healthCheck().initialState())
        .isEqualTo(InitialState.CHECKED);
    assertThat(parsed("health_check: {}, initial_state: down", servers).healthCheck())
        .isEqualTo(new HealthCheckConfig(null, CheckPace.DEFAULT, 2, 3, InitialState.DOWN));
  }

  private static BackendConfig parsed(String first, String second) {
    return Files.accept(
            "listeners: { web: { bind: ':80', backend: app } }\nbackends: { app: { %s, %s } }"
                .formatted(first, second))
        .config()
        .backends()
        .get("app");
  }

  @Test
  void healthCheck_wordsInPlaceOfListsAndMaps_areRead() {
    HttpCheckConfig http = check("{ path: /, expect_status: 204, expect_body: up }").http();

    assertThat(http.expectStatus()).containsExactly(new StatusRange(204, 204));
    assertThat(http.expectBody()).isEqualTo(BodyExpectation.contains("up"));
    assertThat(check("{ path: / }").http().expectStatus())
        .containsExactly(new StatusRange(200, 399));
  }

  @Test
  void aliases_plain_areAccepted() {
    ProxyConfig config =
        Files.accept(
                """
                listeners:
                  web: { bind: ":80", backend: a, routes: [{ match: { path: /b }, backend: b }] }
                backends:
                  a: { servers: &servers [one:80, two:80], health_check: &check { path: / } }
                  b: { servers: *servers, health_check: *check }
                """)
            .config();

    assertThat(config.backends().get("b").servers())
        .isEqualTo(config.backends().get("a").servers())
        .hasSize(2);
  }

  @Test
  void scalars_followTheCoreSchema() {
    Map<String, String> set =
        Files.accept(
                """
                listeners:
                  web:
                    bind: ":80"
                    redirect: { path: / }
                    headers:
                      response:
                        set: { A: yes, B: 0644, C: 1:30, D: 0x1F, E: true, F: "null", G: 1.2, 404: x }
                """)
            .config()
            .listeners()
            .get("web")
            .headers()
            .response()
            .set();

    assertThat(set)
        .containsExactly(
            Map.entry("A", "yes"),
            Map.entry("B", "0644"),
            Map.entry("C", "1:30"),
            Map.entry("D", "0x1F"),
            Map.entry("E", "true"),
            Map.entry("F", "null"),
            Map.entry("G", "1.2"),
            Map.entry("404", "x"));
  }

  @Test
  void byteOrderMark_isSkipped() {
    assertThat(Files.accept("\uFEFF" + Files.text("minimal.yaml")).config())
        .isEqualTo(Files.accepted("minimal.yaml").config());
  }

  @Test
  void windowsLineEnds_areAccepted() {
    assertThat(Files.accept(Files.text("supported.yaml").replace("\n", "\r\n")).config())
        .isEqualTo(supported());
  }

  @Test
  void warnings_doNotRefuse() {
    String yaml =
        """
        listeners:
          a: { bind: ":80", redirect: { scheme: http } }
          b:
            bind: ":81"
            routes:
              - { match: { path: /x }, backend: app }
              - { match: { path: /x }, backend: other }
        header_sets:
          spare: {}
        backends:
          app: { servers: [a:80], health_check: { path: /, interval: 1s, timeout: 3s } }
          other: { servers: [a:80] }
          spare: { servers: [a:80], health_check: { path: / } }
        admin: { ready_requires: spare }
        """;

    assertThat(Files.accept(yaml).warnings())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "f.yaml:2:31: listeners.a.redirect: redirects to itself: the listener's scheme is http"
                + " already",
            "f.yaml:7:9: listeners.b.routes[1]: never used: the route on line 6 matches the same",
            "f.yaml:9:3: header_sets.spare: nothing uses this header set",
            "f.yaml:11:75: backends.app.health_check.timeout: longer than the interval: a hanging"
                + " server is noticed late",
            "f.yaml:12:3: backends.other: no health_check: only requests that fail tell that a"
                + " server is down",
            "f.yaml:13:3: backends.spare: nothing uses this backend");
  }

  private static HealthCheckConfig check(String yaml) {
    return Files.accept(
            """
            listeners: { web: { bind: ":80", backend: app } }
            backends: { app: { servers: [a:80], health_check: %s } }
            """
                .formatted(yaml))
        .config()
        .backends()
        .get("app")
        .healthCheck();
  }

  private static ProxyConfig supported() {
    return Files.accepted("supported.yaml").config();
  }

  private static ListenerConfig web() {
    return supported().listeners().get("web");
  }

  private static BackendConfig backend(String name) {
    return supported().backends().get(name);
  }
}
