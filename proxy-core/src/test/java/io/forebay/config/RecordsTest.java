package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What constructors refuse, and that records cannot be changed from outside. */
class RecordsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ListenerConfig WEB = listener("app", List.of(), null);
  private static final BackendConfig APP = backend(ServerConfig.parse("a:80"));

  @ParameterizedTest
  @MethodSource("refused")
  void constructor_impossibleValue_isRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused(
            () ->
                new GlobalConfig(
                    -1, 1, LogConfig.DEFAULT, ShutdownConfig.DEFAULT, ProcessConfig.DEFAULT),
            "worker_threads: -1 (expected: 0 to 1024)"),
        refused(
            () ->
                new GlobalConfig(
                    0, 0, LogConfig.DEFAULT, ShutdownConfig.DEFAULT, ProcessConfig.DEFAULT),
            "max_connections: 0 (expected: 1 to 10000000)"),
        refused(
            () -> new ShutdownConfig(SECOND.negated(), SECOND),
            "delay: PT-1S (expected: more than 0 and at most 30 days)"),
        refused(
            () -> new ShutdownConfig(SECOND, Duration.ZERO),
            "drain_timeout: PT0S (expected: more than 0 and at most 30 days)"),
        refused(() -> new ServerConfig("a", "a", 0, 1), "port: 0 (expected: 1 to 65535)"),
        refused(() -> new ServerConfig("a", "a", 80, 257), "weight: 257 (expected: 0 to 256)"),
        refused(
            () -> backend(ServerConfig.parse("a:80"), ServerConfig.parse("a:80")),
            "server: a:80 (expected: each name once)"),
        refused(
            () -> backend(backup()),
            "backup: all servers (expected: at least one server that is no backup)"),
        refused(
            () -> new BalanceConfig(Balance.CONSISTENT_HASH, null, 0),
            "key: none (expected: a key for consistent_hash)"),
        refused(
            () -> new BalanceConfig(Balance.FIRST, RequestKey.CLIENT_IP, 0),
            "key: client_ip (expected: none, consistent_hash alone has a key)"),
        refused(
            () -> new BalanceConfig(Balance.CONSISTENT_HASH, RequestKey.CLIENT_IP, 0.9),
            "load_factor: 0.9 (expected: 0 or 1 to 100)"),
        refused(
            () -> new BalanceConfig(Balance.FIRST, null, 1.25),
            "load_factor: 1.25 (expected: 0, consistent_hash alone has one)"),
        refused(
            () -> new RequestKey(RequestKey.Source.PATH, "x"),
            "key: path:x (expected: client_ip, path, header:NAME, cookie:NAME or query:NAME)"),
        refused(() -> backend(), "servers: [] (expected: at least one server)"),
        refused(
            () -> new KeepAliveConfig(true, 1, Duration.ZERO),
            "idle_timeout: PT0S (expected: more than 0 and at most 30 days)"),
        refused(
            () -> new KeepAliveConfig(true, -1, SECOND),
            "idle_connections: -1 (expected: 0 to 65536)"),
        refused(() -> new RetryConfig(11, Set.of(), true, 20), "attempts: 11 (expected: 0 to 10)"),
        refused(() -> new RetryConfig(1, Set.of(), true, 101), "budget: 101 (expected: 0 to 100)"),
        refused(
            () -> HealthCheckConfig.of("health"),
            "path: health (expected: a path that starts with /)"),
        refused(
            () -> new RedirectConfig(null, null, null, PathRewriteConfig.NONE, 301),
            "redirect: 301 (expected: at least one of scheme, host, port and a change of the"
                + " path)"),
        refused(
            () -> new RedirectConfig("https", null, null, PathRewriteConfig.NONE, 304),
            "status: 304 (expected: 301, 302, 303, 307 or 308)"),
        refused(
            () ->
                new RouteConfig(
                    MatchConfig.ANY,
                    null,
                    null,
                    null,
                    null,
                    null,
                    HeadersConfig.EMPTY,
                    OverridesConfig.NONE,
                    0,
                    "*"),
            "route: * (expected: one of backend, backends, redirect and respond)"),
        refused(
            () -> new WeightedBackend("app", 1_000_001),
            "weight: 1000001 (expected: 0 to 1000000)"),
        refused(() -> new SplitConfig(List.of(), null), "backends: 0 (expected: 1 to 100)"),
        refused(
            () -> new SplitConfig(List.of(new WeightedBackend("app", 0)), null),
            "backends: [WeightedBackend[name=app, weight=0]] (expected: at least one with a weight"
                + " above 0)"),
        refused(
            () -> new PathRewriteConfig("/a", "/b", null, null, null),
            "rewrite: 2 (expected: path, or strip_prefix and add_prefix, or regex)"),
        refused(
            () -> new PathRewriteConfig(null, "/", null, null, null),
            "strip_prefix: / (expected: a path of at least one element)"),
        refused(
            () -> new PathRewriteConfig(null, null, null, "/a", null),
            "to: null (expected: regex and to, or neither)"),
        refused(
            () -> new PathRewriteConfig(null, null, null, "/(a)", "/$2"),
            "to: /$2 (expected: a group that regex has: it has 1)"),
        refused(
            () -> new PathRewriteConfig(null, null, null, "/(a)", "/" + "$1".repeat(21)),
            "to: /" + "$1".repeat(21) + " (expected: at most 20 groups)"),
        refused(
            () -> new ErrorPagesConfig(Map.of(302, ErrorPageConfig.BUILT_IN), null),
            "error_pages: 302 (expected: one of [400, 401, 403, 404, 405, 408, 413, 414, 417, 429, 431,"
                + " 500, 501, 502, 503, 504, 505])"),
        refused(
            () -> new ErrorPagesConfig(Map.of(), List.of(new StatusRange(200, 404))),
            "intercept: 200-404 (expected: statuses from 400 to 599)"),
        refused(
            () -> page(ErrorPageConfig.Form.HTML, 503),
            "error page: a (expected: status and fields in a whole answer only)"),
        refused(
            () ->
                new ErrorPageConfig(
                    List.of(
                        page(ErrorPageConfig.Form.HTML, 0), page(ErrorPageConfig.Form.HTML, 0))),
            "error page: a (expected: one file for each form)"),
        refused(
            () ->
                new ErrorPageConfig(
                    List.of(
                        page(ErrorPageConfig.Form.HTML, 0), page(ErrorPageConfig.Form.WHOLE, 1))),
            "error page: a (expected: one file for each form)"),
        refused(
            () -> listener(null, List.of(), null),
            "listener: web (expected: default_backend, redirect or routes)"),
        refused(
            () -> new AdminConfig(List.of(), Set.of(AdminConfig.Serve.HEALTH), List.of()),
            "bind: [] (expected: at least one address)"),
        refused(
            () ->
                new AdminConfig(
                    List.of(BindAddress.parse(":1")), Set.of(AdminConfig.Serve.API), List.of()),
            "serve: API (expected: no api on other addresses than loopback and unix sockets, or auth)"),
        refused(
            () ->
                new AdminConfig(
                    List.of(BindAddress.parse(":1")),
                    Set.of(AdminConfig.Serve.STATUS),
                    List.of(),
                    null,
                    null,
                    null),
            "status: null (expected: status where it is served, and nowhere else)"),
        refused(
            () -> new StatsPageConfig("/stats", Duration.ofMillis(999)),
            "refresh: PT0.999S (expected: 1s to 1h, or 0s for never)"),
        refused(
            () -> new StubStatusConfig("/api/v1/status"),
            "path: /api/v1/status (expected: another path than those of health, metrics, api)"),
        refused(
            () -> config(Map.of("web", WEB), Map.of()),
            "default_backend: app (expected: a backend)"),
        refused(
            () -> config(Map.of("other", WEB), Map.of("app", APP)),
            "listener: other (expected: web)"));
  }

  private static ErrorPageConfig.Answer page(ErrorPageConfig.Form form, int status) {
    return new ErrorPageConfig.Answer(form, "a", status, List.of(), "");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1,     true",
    "127.8.9.1:1,     true",
    "[::1]:1,         true",
    "localhost:1,     true",
    "unix:/run/a,     true",
    ":1,              false",
    "0.0.0.0:1,       false",
    "[::]:1,          false",
    "10.0.0.1:1,      false",
    "admin.example:1, false"
  })
  void admin_servesApiByDefaultWhereOnlyThisMachineConnects(String bind, boolean api) {
    assertThat(AdminConfig.defaultServe(List.of(BindAddress.parse(bind)), AdminApiConfig.DEFAULT))
        .contains(AdminConfig.Serve.HEALTH, AdminConfig.Serve.METRICS)
        .doesNotContain(AdminConfig.Serve.STATUS)
        .satisfies(it -> assertThat(it.contains(AdminConfig.Serve.API)).isEqualTo(api));
  }

  @Test
  void collections_areCopies() {
    List<BindAddress> bind = new ArrayList<>(List.of(new BindAddress(null, 80)));
    AdminConfig admin = new AdminConfig(bind, EnumSet.of(AdminConfig.Serve.HEALTH), List.of());
    bind.clear();

    assertThat(admin.bind()).hasSize(1);
    assertThatThrownBy(() -> admin.serve().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> config(Map.of("web", WEB), Map.of("app", APP)).backends().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void forwarded_trustsOnlyItsNetworks() {
    ForwardedConfig forwarded =
        new ForwardedConfig(Set.of(), List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1")));

    assertThat(forwarded.trusts(new byte[] {10, 0, 0, 1})).isTrue();
    assertThat(forwarded.trusts(new byte[] {11, 0, 0, 1})).isFalse();
    assertThat(ForwardedConfig.DEFAULT.trusts(new byte[] {127, 0, 0, 1})).isFalse();
  }

  @Test
  void problem_isOneLine() {
    ConfigProblem problem = new ConfigProblem("f.yaml", 3, 5, "listeners.web", "wrong");

    assertThat(problem).hasToString("f.yaml:3:5: listeners.web: wrong");
    assertThat(new InvalidConfigException(List.of(problem, problem)))
        .hasMessage("f.yaml:3:5: listeners.web: wrong\nf.yaml:3:5: listeners.web: wrong");
  }

  private static Arguments refused(ThrowingCallable call, String message) {
    return Arguments.argumentSet(message, call, message);
  }

  private static ProxyConfig config(
      Map<String, ListenerConfig> listeners, Map<String, BackendConfig> backends) {
    return new ProxyConfig(GlobalConfig.DEFAULT, listeners, backends, List.of());
  }

  private static ListenerConfig listener(
      String backend, List<RouteConfig> routes, RedirectConfig redirect) {
    return new ListenerConfig(
        "web",
        List.of(new BindAddress(null, 80)),
        backend,
        routes,
        redirect,
        ForwardedConfig.DEFAULT,
        HeadersConfig.EMPTY,
        ListenerConfig.NO_LIMIT,
        TimeoutsConfig.DEFAULT,
        LimitsConfig.DEFAULT,
        OverridesConfig.NONE,
        ListenerConfig.PLAIN,
        null,
        Http2Config.DEFAULT,
        null);
  }

  private static ServerConfig backup() {
    return new ServerConfig(
        "a",
        "a",
        80,
        1,
        true,
        0,
        0,
        ServerConfig.DEFAULT_DRAIN_TIMEOUT,
        null,
        null,
        Duration.ZERO,
        0,
        HttpProtocol.HTTP_1_1,
        null,
        UpstreamHost.PRESERVE,
        SendProxy.NONE);
  }

  private static BackendConfig backend(ServerConfig... servers) {
    return new BackendConfig("app", List.of(servers), null);
  }
}
