package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.RequestKey;
import io.forebay.config.RouteConfig;
import io.forebay.config.StickyConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StickySectionTest {

  /** {@code sticky} of the backend is on line 5, column 5. */
  private static final String FILE =
      """
      listeners: { web: { bind: ":80", routes: [{ match: { path: / }, backend: app, %s }] } }
      backends:
        app:
          servers: [a:80]
          sticky: %s
      """;

  private static String problem(String route, String backend) {
    assertThat(Files.problems(FILE.formatted(route, backend))).hasSize(1);
    return Files.problems(FILE.formatted(route, backend)).get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{secure: true}                     | 5:13: nothing tells clients apart",
        "yes                                | 5:13: yes (expected: a map, or none)",
        "{cookie: 'a b'}                    | 5:22: a b (expected: a name of",
        "{cookie: a;b}                      | 5:22: a;b (expected: a name of",
        "{cookie: a, key: client_ip}        | 5:22: cookie beside key",
        "{key: client_ip, max_idle: 1h}     | 5:40: max_idle with key",
        "{key: body}                        | 5:19: body (expected: client_ip",
        "{cookie: a, mode: rewrite}         | 5:31: rewrite (expected: insert, prefix",
        "{cookie: a, mode: prefix, domain: example.com} | 5:47: domain with mode: prefix",
        "{cookie: a, mode: prefix, max_idle: 1h} | 5:49: max_idle with mode: prefix",
        "{cookie: a, same_site: none}       | 5:13: same_site: none (expected: secure: true",
        "{cookie: a, same_site: none, secure: false} | 5:13: same_site: none (expected: secure",
        "{cookie: a, max_idle: 2h, max_life: 1h} | 5:13: max_idle: longer than max_life",
        "{cookie: a, max_idle: 0s}          | 5:35: 0s (expected",
        "{cookie: a, path: b}               | 5:31: b (expected: a path",
        "{cookie: a, path: /b;c}            | 5:31: /b;c (expected: a path",
        "{cookie: a, domain: 'a b'}         | 5:33: a b (expected: a domain",
        "{cookie: __Host-a}                 | 5:13: cookie: __Host-a (expected: secure: true",
        "{cookie: __Host-a, secure: true, path: /b} | 5:13: cookie: __Host-a (expected: no domain",
        "{cookie: a, when_server_down: wait} | 5:43: wait (expected: rebalance, fail",
        "{coookie: a, key: client_ip}       | 5:14: unknown key"
      })
  void whatCannotBe_isOneProblemWithItsPlace(String backend, String expected) {
    String problem = problem("priority: 0", backend).replaceFirst(": backends.app.sticky[^:]*", "");
    assertThat(problem).startsWith("f.yaml:" + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sticky: {max_life: 1m}  | {cookie: a, max_idle: 1h} | max_idle: longer than max_life",
        "sticky: {secure: true}  | none                      | nothing tells clients apart",
        "sticky: {same_site: none} | {cookie: a}             | same_site: none (expected: secure",
      })
  void whatRouteAndBackendCannotBeTogether_isAProblemOfTheRoute(
      String route, String backend, String expected) {
    assertThat(problem(route, backend))
        .startsWith("f.yaml:1:87: listeners.web.routes[0].sticky: " + expected);
  }

  @Test
  void routeWithoutServers_cannotBeSticky() {
    String yaml =
        """
        listeners: { web: { bind: ":80", backend: app, routes: [
          { match: { path: /a }, respond: { status: 204 }, sticky: { cookie: a } }] } }
        backends: { app: { servers: [a:80] } }
        """;
    assertThat(Files.problems(yaml))
        .containsExactly(
            "f.yaml:2:60: listeners.web.routes[0].sticky: on a route without servers"
                + " (expected: it beside backend)");
  }

  @Test
  void keys_mergeFromDefaultsToBackendAndFromListenerToRoute() {
    String yaml =
        """
        defaults: { sticky: { path: /all, max_life: 8h } }
        listeners:
          web:
            bind: ":80"
            sticky: { http_only: false }
            routes:
              - { match: { path: /a }, backend: app, sticky: { path: /a } }
              - { match: { path: /b }, backend: app, sticky: { key: "header:X-A" } }
        backends: { app: { servers: [a:80], sticky: { cookie: a, max_idle: 5m } } }
        """;
    var config = Files.accept(yaml).config();
    StickyConfig backend = config.backends().get("app").sticky();
    assertThat(backend).isNotNull();
    assertThat(backend.path()).isEqualTo("/all");
    assertThat(backend.maxLife()).isEqualTo(Duration.ofHours(8));
    assertThat(backend.maxIdle()).isEqualTo(Duration.ofMinutes(5));
    var routes = config.listeners().get("web").routes();
    StickyConfig first = merged(backend, routes.get(0));
    assertThat(first.path()).isEqualTo("/a");
    assertThat(first.cookie()).isEqualTo("a");
    assertThat(first.isHttpOnly()).isFalse();
    StickyConfig second = merged(backend, routes.get(1));
    assertThat(second.key()).isEqualTo(RequestKey.parse("header:x-a"));
    assertThat(second.cookie()).isNull();
  }

  private static StickyConfig merged(StickyConfig backend, RouteConfig route) {
    StickyConfig merged = StickyConfig.merge(backend, route.overrides().policy().sticky());
    assertThat(merged).isNotNull();
    return merged;
  }

  @Test
  void cookieWithoutSecret_isAWarning() {
    String yaml = FILE.formatted("priority: 0", "{cookie: a}");
    assertThat(Files.accept(yaml).warnings().toString())
        .contains("f.yaml:5:13: backends.app.sticky: clients lose their servers at a restart");
    String secret = "global: {secret: 0123456789abcdef}\n";
    assertThat(Files.accept(secret + yaml).warnings().toString()).doesNotContain("lose");
    String key = FILE.formatted("priority: 0", "{key: client_ip}");
    assertThat(Files.accept(key).warnings().toString()).doesNotContain("lose");
  }

  @Test
  void secret_isNeverShown() {
    String yaml =
        """
        global: { secret: "0123456789abcdef" }
        listeners: { web: { bind: ":80", backend: app } }
        backends: { app: { servers: [a:80] } }
        """;
    assertThat(EffectiveConfig.text(Files.accept(yaml)))
        .contains("secret: \"(not shown)\"")
        .doesNotContain("0123456789");
    assertThat(Files.problems(yaml.replace("abcdef", "abc")).toString())
        .contains("f.yaml:1:19: global.secret: a text of 13 characters (expected: 16 to 1024")
        .doesNotContain("0123456789");
    assertThat(Files.problems(yaml.replace("0123456789abcdef", "(not shown)"))).hasSize(1);
  }
}
