package io.forebay.e2e;

import static io.forebay.e2e.Setup.awaitIdle;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.ServerState;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that stay with one of the backends that share a route. */
@ExtendWith(LeakExtension.class)
class SplitCookieTest {

  private final ScriptedOrigin blue = ScriptedOrigin.start(OriginScript.named("blue"));
  private final ScriptedOrigin green = ScriptedOrigin.start(OriginScript.named("green"));

  @AfterEach
  void stop() {
    blue.close();
    green.close();
  }

  private String yaml(String route) {
    return yaml("", route, blue.port(), green.port());
  }

  private static String yaml(String backendLines, String route, int blue, int green) {
    return """
        global: {worker_threads: 2, secret: "a secret of this test, which is long enough"}
        listeners:
          web: {bind: "127.0.0.1:0", routes: [{ %s }]}
        backends:
          blue: {servers: [{name: a, address: "127.0.0.1:%d"}] %s}
          green: {servers: [{name: a, address: "127.0.0.1:%d"}] %s}
        """
        .formatted(route, blue, backendLines, green, backendLines);
  }

  private static RawResponse get(TestProxy proxy, String cookies) {
    try (RawClient client = proxy.client()) {
      String line = cookies.isEmpty() ? "" : "Cookie: " + cookies + "\r\n";
      return client.send("GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n").readResponse();
    }
  }

  /** What a client sends back of the only cookie that is set. */
  private static String cookie(RawResponse response) {
    List<String> set = response.headers().all("set-cookie");
    assertThat(set).hasSize(1);
    return set.get(0).split(";")[0];
  }

  /** A cookie of the group that answers with {@code body}. */
  private static String cookieOf(TestProxy proxy, String body) {
    for (int i = 0; i < 1_000; i++) {
      RawResponse response = get(proxy, "");
      if (response.bodyText().equals(body)) {
        return cookie(response);
      }
    }
    throw new AssertionError("nobody is sent to " + body);
  }

  private static void assertStays(TestProxy proxy, String cookie, String body) {
    for (int i = 0; i < 20; i++) {
      RawResponse response = get(proxy, "x=1; " + cookie + "; y=2");
      assertThat(response.bodyText()).isEqualTo(body);
      assertThat(response.headers().contains("set-cookie")).isFalse();
    }
  }

  private static void set(TestProxy proxy, String backend, ServerState state) {
    Proxy it = proxy.proxy();
    it.control()
        .submit(
            () -> {
              it.backend(backend).servers().forEach(server -> server.server().state(state));
              it.backend(backend).refresh();
            })
        .syncUninterruptibly();
  }

  @ParameterizedTest
  @EnumSource
  void client_staysWithItsGroup(Pair pair) {
    String protocol = pair.name().endsWith("HTTP_2") ? ", protocol: h2c" : "";
    try (PairOrigin one = pair.origin(it -> new Reply(Act.ANSWER, PairMessage.of("200", "one")));
        PairOrigin two = pair.origin(it -> new Reply(Act.ANSWER, PairMessage.of("200", "two")));
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    protocol,
                    "backends: [blue, green], split_cookie: group",
                    one.port(),
                    two.port()));
        PairClient client = pair.client(proxy)) {
      for (int i = 0; i < 5; i++) {
        PairMessage first = client.send(PairMessage.of("GET /", "")).whole();
        String cookie = first.field("set-cookie").split(";")[0];
        assertThat(cookie).matches("group=[A-Za-z0-9_-]{20}");
        for (int j = 0; j < 20; j++) {
          PairMessage request = PairMessage.of("GET /", "").with("cookie", cookie);
          PairMessage next = client.send(request).whole();
          assertThat(next.body()).isEqualTo(first.body());
          assertThat(next.field("set-cookie")).isEmpty();
        }
      }
      awaitIdle(proxy);
    }
  }

  @Test
  void cookieThatNobodyGave_isThatOfANewClient() {
    try (TestProxy proxy = TestProxy.start(yaml("backends: [blue, green], split_cookie: group"));
        TestProxy other = TestProxy.start(yaml("backends: [blue, green], split_cookie: other"))) {
      String good = cookieOf(proxy, "blue");
      String cut = good.substring(0, good.length() - 1);
      String ofAnother = cookieOf(other, "blue").replace("other=", "group=");
      for (String bad : new String[] {"group=", "group=blue", cut, good + "A", ofAnother}) {
        assertThat(cookie(get(proxy, bad))).as(bad).startsWith("group=");
      }
      assertStays(proxy, "group=blue; " + good, "blue");
    }
  }

  @Test
  void reload_groupsStayByTheirNames_andWeight0LetsNobodyIn() throws ProxyException {
    try (TestProxy proxy = TestProxy.start(yaml("backends: [blue, green], split_cookie: group"))) {
      String ofBlue = cookieOf(proxy, "blue");
      String ofGreen = cookieOf(proxy, "green");
      String turned = "backends: [green, {name: blue, weight: 3}], split_cookie: group";
      proxy.proxy().apply(TestProxy.parse(yaml(turned)));
      assertStays(proxy, ofBlue, "blue");
      assertStays(proxy, ofGreen, "green");
      String closed = "backends: [green, {name: blue, weight: 0}], split_cookie: group";
      proxy.proxy().apply(TestProxy.parse(yaml(closed)));
      RawResponse moved = get(proxy, ofBlue);
      assertThat(moved.bodyText()).isEqualTo("green");
      assertThat(cookie(moved)).isEqualTo(ofGreen);
    }
  }

  @Test
  void anotherProxyWithTheSameSecret_hasTheSameGroups() {
    String yaml = yaml("backends: [blue, green], split_cookie: group");
    try (TestProxy one = TestProxy.start(yaml);
        TestProxy two = TestProxy.start(yaml)) {
      assertStays(two, cookieOf(one, "blue"), "blue");
      assertStays(one, cookieOf(two, "green"), "green");
    }
  }

  @Test
  void groupWithoutServers_clientsAreElsewhereMeanwhile_andComeBack() {
    try (TestProxy proxy = TestProxy.start(yaml("backends: [blue, green], split_cookie: group"))) {
      String ofBlue = cookieOf(proxy, "blue");
      set(proxy, "blue", ServerState.DOWN);
      assertStays(proxy, ofBlue, "green");
      set(proxy, "blue", ServerState.UP);
      assertStays(proxy, ofBlue, "blue");
    }
  }

  @Test
  void errorsOfOurOwn_setNoCookie() {
    try (TestProxy proxy = TestProxy.start(yaml("backends: [blue, green], split_cookie: group"))) {
      set(proxy, "blue", ServerState.DOWN);
      set(proxy, "green", ServerState.DOWN);
      RawResponse error = get(proxy, "");
      assertThat(error.status()).isEqualTo(503);
      assertThat(error.headers().contains("set-cookie")).isFalse();
    }
  }

  @Test
  void attributes_areThoseOfTheConfiguration_andTheAnswerIsPrivate() {
    String map =
        "{cookie: g, max_age: 1h, path: /app, domain: example.com, secure: true,"
            + " http_only: false, same_site: strict}";
    try (TestProxy proxy = TestProxy.start(yaml("backends: [blue], split_cookie: " + map))) {
      RawResponse response = get(proxy, "");
      assertThat(response.headers().first("set-cookie"))
          .matches(
              "g=[^;]{20}; Path=/app; Domain=example.com; SameSite=Strict; Secure; Max-Age=3600");
      assertThat(response.headers().all("cache-control")).containsExactly("private");
    }
    try (TestProxy proxy = TestProxy.start(yaml("backends: [blue], split_cookie: g"))) {
      assertThat(get(proxy, "").headers().first("set-cookie"))
          .matches("g=[^;]{20}; Path=/; HttpOnly; SameSite=Lax");
    }
  }

  @Test
  void stickyServers_areKeptWithinTheGroup() {
    String two =
        yaml("backends: [blue, green], split_cookie: group")
            .replace(
                "blue: {servers: [",
                "blue: {sticky: {cookie: server}, servers: [{name: b, address: \"127.0.0.1:%d\"}, "
                    .formatted(green.port()));
    try (TestProxy proxy = TestProxy.start(two)) {
      List<String> set = List.of();
      RawResponse first = get(proxy, "");
      for (int i = 0; i < 1_000 && set.size() != 2; i++) {
        first = get(proxy, "");
        set = first.headers().all("set-cookie");
      }
      assertThat(set).hasSize(2);
      String cookies = set.get(0).split(";")[0] + "; " + set.get(1).split(";")[0];
      assertStays(proxy, cookies, first.bodyText());
    }
  }
}
