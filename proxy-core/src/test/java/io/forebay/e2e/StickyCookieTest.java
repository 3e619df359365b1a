package io.forebay.e2e;

import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.StickySetup.COOKIE;
import static io.forebay.e2e.StickySetup.SECRET;
import static io.forebay.e2e.StickySetup.cookie;
import static io.forebay.e2e.StickySetup.get;
import static io.forebay.e2e.StickySetup.named;
import static io.forebay.e2e.StickySetup.server;
import static io.forebay.e2e.StickySetup.setCookies;
import static io.forebay.e2e.StickySetup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.cookie.CookieKey;
import io.forebay.cookie.SignedDates;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.stats.StickyResult;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that keep their server by a cookie of the proxy's. */
@ExtendWith(LeakExtension.class)
class StickyCookieTest {

  private static final String STICKY = "sticky: {cookie: SERVERID}";

  private static String backend(Pair pair, String sticky) {
    return sticky + (pair.toString().endsWith("HTTP_2") ? "\nprotocol: h2c" : "");
  }

  private static PairMessage ask(PairClient client, String cookies) {
    PairMessage answer = client.send(get(cookies)).whole();
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }

  @ParameterizedTest
  @EnumSource
  void clientWithCookie_keepsItsServerAndIsNotGivenItAgain(Pair pair) {
    boolean http2 = pair.toString().endsWith("HTTP_2");
    try (PairOrigin one = named(http2, "one");
        PairOrigin two = named(http2, "two");
        TestProxy proxy = TestProxy.start(yaml(backend(pair, STICKY), one, two));
        PairClient client = pair.client(proxy)) {
      PairMessage first = ask(client, null);
      PairMessage second = ask(client, null);
      assertThat(List.of(first.body(), second.body())).containsExactlyInAnyOrder("one", "two");
      for (PairMessage it : List.of(first, second, second, first)) {
        PairMessage again = ask(client, "a=b; " + cookie(it) + "; c=d");
        assertThat(again.body()).isEqualTo(it.body());
        assertThat(again.field("set-cookie")).isEmpty();
        assertThat(again.field("cache-control")).isEmpty();
      }
      for (PairOrigin origin : List.of(one, two)) {
        assertThat(origin.requests().get(2).field("cookie")).isEqualTo("a=b; c=d");
      }
      awaitIdle(proxy);
    }
  }

  @Test
  void newClient_isGivenOpaqueSessionCookieOfUsualAttributes() {
    try (PairOrigin one = named("one");
        TestProxy proxy = TestProxy.start(yaml(STICKY, one));
        PairClient client = PairClient.connect(false, proxy.port())) {
      PairMessage answer = ask(client, null);
      assertThat(answer.field("set-cookie"))
          .matches("SERVERID=[A-Za-z0-9_-]{20}; Path=/; HttpOnly; SameSite=Lax");
      assertThat(answer.field("cache-control")).isEqualTo("private");
    }
  }

  @Test
  void everyAttribute_isSaidAsConfigured() {
    String sticky =
        "sticky: {cookie: a, path: /b, domain: example.com, http_only: false, secure: true,"
            + " same_site: none, no_cache: false}";
    try (PairOrigin one = named("one");
        TestProxy proxy = TestProxy.start(yaml(sticky, one));
        PairClient client = PairClient.connect(false, proxy.port())) {
      PairMessage answer = ask(client, null);
      assertThat(answer.field("set-cookie"))
          .matches("a=.{20}; Path=/b; Domain=example.com; SameSite=None; Secure");
      assertThat(answer.field("cache-control")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"public, max-age=60", "no-cache"})
  void answerThatMayBeShared_isMarkedPrivateBesideWhatTheServerSays(String said) {
    assertThat(cacheControl(said)).containsExactly(said, "private");
  }

  @ParameterizedTest
  @ValueSource(strings = {"private", "max-age=5,Private", "no-store"})
  void answerThatMayNotBeShared_isLeftAlone(String said) {
    assertThat(cacheControl(said)).containsExactly(said);
  }

  private static List<String> cacheControl(String said) {
    PairMessage answer = PairMessage.of("200", "").with("cache-control", said);
    try (PairOrigin one = PairOrigin.start(false, request -> new Reply(Act.ANSWER, answer));
        TestProxy proxy = TestProxy.start(yaml(STICKY, one));
        PairClient client = PairClient.connect(false, proxy.port())) {
      return ask(client, null).fields().stream()
          .filter(it -> it.getKey().equals("cache-control"))
          .map(it -> it.getValue())
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AAAAAAAAAAAAAAAAAAAA",
        "cut",
        "long",
        "another",
        "",
        "=",
        "a value of any kind, \"quoted\"",
        "one",
        "s1"
      })
  void cookieThatIsNotOurs_isThatOfNewClient(String value) {
    try (PairOrigin one = named("one");
        TestProxy proxy = TestProxy.start(yaml(STICKY, one));
        PairClient client = PairClient.connect(false, proxy.port())) {
      String right = cookie(ask(client, null));
      String sent =
          switch (value) {
            case "cut" -> right.substring(0, right.length() - 1);
            case "long" -> right + "A";
            case "another" -> right.substring(0, right.length() - 1) + "*";
            default -> COOKIE + "=" + value;
          };
      assertThat(cookie(ask(client, sent))).isEqualTo(right);
      assertThat(one.requests().get(1).field("cookie")).isEmpty();
      assertThat(count(proxy, StickyResult.INVALID)).isEqualTo(1);
    }
  }

  @Test
  void cookieOfOtherBackendOrKey_isThatOfNewClient() {
    String other = new String(CookieKey.of("another secret, as good").token("sticky", "app", "s1"));
    String elsewhere = new String(CookieKey.of(SECRET).token("sticky", "other", "s1"));
    String dated = new String(CookieKey.of(SECRET).token("sticky, dated", "app", "s1"));
    String right = new String(CookieKey.of(SECRET).token("sticky", "app", "s1"));
    try (PairOrigin one = named("one");
        TestProxy proxy = TestProxy.start(yaml(STICKY, one));
        PairClient client = PairClient.connect(false, proxy.port())) {
      for (String it : List.of(other, elsewhere, dated)) {
        assertThat(cookie(ask(client, COOKIE + "=" + it))).isEqualTo(COOKIE + "=" + right);
      }
      assertThat(setCookies(ask(client, COOKIE + "=" + right))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void severalCookiesOfTheName_theFirstThatIsRightCountsAndNoneIsPassedOn(boolean http2) {
    try (PairOrigin one = named("one");
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(STICKY, one, two));
        PairClient client = PairClient.connect(http2, proxy.port())) {
      PairMessage first = ask(client, null);
      PairMessage second = ask(client, null);
      String wrong = COOKIE + "=wrong";
      for (int i = 0; i < 3; i++) {
        PairMessage request =
            get(wrong + ";x=1")
                .with("cookie", cookie(second))
                .with("cookie", "y; " + cookie(first));
        PairMessage answer = client.send(request).whole();
        assertThat(answer.body()).isEqualTo(second.body());
        assertThat(answer.field("set-cookie")).isEmpty();
      }
      PairOrigin of = second.body().equals("one") ? one : two;
      List<String> left =
          of.requests().get(1).fields().stream()
              .filter(it -> it.getKey().equals("cookie"))
              .map(it -> it.getValue())
              .toList();
      assertThat(String.join("; ", left)).isEqualTo("x=1; y");
    }
  }

  @Test
  void notIndirect_serverSeesTheCookieAndClientIsGivenItAlways() {
    String sticky = "sticky: {cookie: SERVERID, indirect: false}";
    try (PairOrigin one = named("one");
        TestProxy proxy = TestProxy.start(yaml(sticky, one));
        PairClient client = PairClient.connect(false, proxy.port())) {
      String cookie = cookie(ask(client, null));
      assertThat(cookie(ask(client, cookie))).isEqualTo(cookie);
      assertThat(one.requests().get(1).field("cookie")).isEqualTo(cookie);
    }
  }

  @Test
  void newClients_areSpreadAsTheBalancerDoes() {
    try (PairOrigin one = named("one");
        PairOrigin two = named("two");
        PairOrigin three = named("three");
        TestProxy proxy = TestProxy.start(yaml(STICKY, one, two, three));
        PairClient client = PairClient.connect(false, proxy.port())) {
      String kept = cookie(ask(client, null));
      for (int i = 0; i < 29; i++) {
        ask(client, null);
        ask(client, kept);
      }
      List<Integer> counts =
          List.of(one.requests().size(), two.requests().size(), three.requests().size());
      assertThat(counts).containsExactlyInAnyOrder(10, 10, 39);
      assertThat(count(proxy, StickyResult.NEW)).isEqualTo(30);
      assertThat(count(proxy, StickyResult.KEPT)).isEqualTo(29);
    }
  }

  private static long count(TestProxy proxy, StickyResult result) {
    int backend = proxy.proxy().metricIds().backend("app");
    return Setup.sum(proxy.proxy(), it -> it.sticky.get(result.cell(backend)));
  }

  @Test
  void reload_changesNoClientsServer() throws Exception {
    try (PairOrigin one = named("one");
        PairOrigin two = named("two");
        PairOrigin three = named("three");
        TestProxy proxy = TestProxy.start(yaml(STICKY, one, two));
        PairClient client = PairClient.connect(false, proxy.port())) {
      PairMessage first = ask(client, null);
      PairMessage second = ask(client, null);
      List<String> turned = List.of(server("s3", three), server("s2", two), server("s1", one));
      proxy.proxy().apply(TestProxy.parse(yaml(SECRET, STICKY, turned)));
      for (PairMessage it : List.of(first, second, first)) {
        PairMessage again = ask(client, cookie(it));
        assertThat(again.body()).isEqualTo(it.body());
        assertThat(setCookies(again)).isEmpty();
      }
      List<String> less = List.of(server("s2", two));
      proxy.proxy().apply(TestProxy.parse(yaml(SECRET, STICKY, less)));
      for (PairMessage it : List.of(first, second)) {
        PairMessage again = ask(client, cookie(it));
        assertThat(again.body()).isEqualTo("two");
        assertThat(setCookies(again)).hasSize(it.body().equals("two") ? 0 : 1);
      }
    }
  }

  @Test
  void anotherProxyWithTheSecret_knowsTheCookies() {
    try (PairOrigin one = named("one");
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(STICKY, one, two));
        TestProxy another =
            TestProxy.start(yaml(SECRET, STICKY, List.of(server("s2", two), server("s1", one))));
        PairClient client = PairClient.connect(false, proxy.port());
        PairClient there = PairClient.connect(true, another.port())) {
      for (int i = 0; i < 4; i++) {
        PairMessage answer = ask(client, null);
        PairMessage again = ask(there, cookie(answer));
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(setCookies(again)).isEmpty();
      }
    }
  }

  @Test
  void answersOfOurOwn_setNoCookie() throws Exception {
    String routes =
        """
        global: {secret: "%s"}
        listeners:
          web:
            bind: "127.0.0.1:0"
            routes:
              - {match: {path: /}, backend: app}
        backends:
          app: {servers: ["127.0.0.1:%d"], sticky: {cookie: a}}
        """
            .formatted(SECRET, Setup.freePort());
    try (TestProxy proxy = TestProxy.start(routes);
        PairClient client = PairClient.connect(false, proxy.port())) {
      PairMessage answer = client.send(get(null)).whole();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(setCookies(answer)).isEmpty();
    }
  }

  @Test
  void routeAndVirtualHost_sayOtherThanTheBackend() {
    String yaml =
        """
        global: {worker_threads: 1, secret: "%s"}
        defaults: {sticky: {same_site: strict}}
        listeners:
          web:
            bind: "127.0.0.1:0"
            backend: app
            routes:
              - {match: {path: /none}, backend: app, sticky: none}
              - {match: {path: /other}, backend: app, sticky: {cookie: other}}
              - {match: {path: /path}, backend: app, sticky: {path: /path}}
        virtual_hosts:
          shop: {hosts: [shop.example.com], backend: app, sticky: {cookie: shop}}
        backends:
          app: {sticky: {cookie: SERVERID}, servers: [%s]}
        """;
    try (PairOrigin one = named("one");
        TestProxy proxy = TestProxy.start(yaml.formatted(SECRET, server("s1", one)));
        PairClient client = PairClient.connect(true, proxy.port())) {
      assertThat(set(client, "/")).startsWith("SERVERID=").contains("SameSite=Strict");
      assertThat(set(client, "/none")).isEmpty();
      assertThat(set(client, "/other")).startsWith("other=").contains("SameSite=Strict");
      assertThat(set(client, "/path")).startsWith("SERVERID=").contains("Path=/path;");
      try (var raw = proxy.client()) {
        String answer =
            raw.send("GET / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n")
                .readResponse()
                .headers()
                .toString();
        assertThat(answer).contains("shop=");
      }
    }
  }

  private static String set(PairClient client, String path) {
    return client.send(PairMessage.of("GET " + path, "")).whole().field("set-cookie");
  }

  @Test
  void curlWithAJar_keepsItsServer(@TempDir Path folder) throws Exception {
    assumeThat(Path.of("/usr/bin/curl")).as("curl").exists();
    try (PairOrigin one = named("one");
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(DATED, one, two))) {
      Set<String> bodies = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        bodies.add(curl(folder.resolve("jar"), proxy.port()));
      }
      assertThat(bodies).hasSize(1).isSubsetOf("one", "two");
    }
  }

  private static String curl(Path jar, int port) throws Exception {
    String[] command = {
      "/usr/bin/curl",
      "-q",
      "-s",
      "-m",
      "20",
      "--noproxy",
      "*",
      "-b",
      "" + jar,
      "-c",
      "" + jar,
      "http://127.0.0.1:" + port + "/"
    };
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  // ---- dates ----

  private static String dated(Duration born, Duration seen, String server) {
    CookieKey key = CookieKey.of(SECRET);
    SignedDates dates = new SignedDates(key, InstantSource.system(), 1);
    long now = Instant.now().getEpochSecond();
    byte[] token = key.token("sticky, dated", "app", server);
    byte[] value =
        dates.write(
            0, token, new SignedDates.Dates(now - born.toSeconds(), now - seen.toSeconds()));
    return COOKIE + "=" + new String(value, StandardCharsets.ISO_8859_1);
  }

  private static final String DATED = "sticky: {cookie: SERVERID, max_idle: 1h, max_life: 8h}";

  @Test
  void datesOfClientInUse_areKeptAndRenewed() {
    try (PairOrigin one = named("one");
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(DATED, one, two));
        PairClient client = PairClient.connect(false, proxy.port())) {
      PairMessage first = ask(client, null);
      assertThat(first.field("set-cookie"))
          .matches("SERVERID=.{52}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600");
      assertThat(setCookies(ask(client, cookie(first)))).isEmpty();
      // Seen a while ago: the same server, and a later date.
      for (int i = 0; i < 3; i++) {
        PairMessage later = ask(client, dated(Duration.ofHours(2), Duration.ofMinutes(50), "s2"));
        assertThat(later.body()).isEqualTo("two");
        assertThat(later.field("set-cookie")).contains("Max-Age=3600");
      }
      // What is left of its life is shorter than it may be idle.
      PairMessage old = ask(client, dated(Duration.ofMinutes(450), Duration.ofMinutes(50), "s2"));
      assertThat(old.body()).isEqualTo("two");
      assertThat(old.field("set-cookie")).matches(".*Max-Age=(1800|179[0-9])");
    }
  }

  @Test
  void datesThatAreOver_areThoseOfNewClient() {
    try (PairOrigin one = named("one");
        TestProxy proxy = TestProxy.start(yaml(DATED, one));
        PairClient client = PairClient.connect(false, proxy.port())) {
      List<String> cookies =
          List.of(
              dated(Duration.ofHours(2), Duration.ofMinutes(61), "s1"),
              dated(Duration.ofMinutes(481), Duration.ZERO, "s1"),
              dated(Duration.ZERO, Duration.ofHours(-2), "s1"));
      for (String it : cookies) {
        ask(client, it);
      }
      assertThat(count(proxy, StickyResult.INVALID)).isEqualTo(3);
      ask(client, dated(Duration.ofMinutes(479), Duration.ofMinutes(59), "s1"));
      assertThat(count(proxy, StickyResult.KEPT)).isEqualTo(1);
    }
  }

  @Test
  void datesThatWereChangedOrMoved_areThoseOfNewClient() {
    try (PairOrigin one = named("one");
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(DATED, one, two));
        PairClient client = PairClient.connect(false, proxy.port())) {
      String good = dated(Duration.ZERO, Duration.ZERO, "s1");
      String other = dated(Duration.ZERO, Duration.ZERO, "s2");
      int token = COOKIE.length() + 1;
      List<String> cookies =
          List.of(
              good.substring(0, token + 20),
              good.substring(0, token + 26),
              good.substring(0, token + 20) + other.substring(token + 20),
              good.substring(0, token + 25) + "-" + good.substring(token + 26),
              good + "A");
      for (String it : cookies) {
        ask(client, it);
      }
      assertThat(count(proxy, StickyResult.INVALID)).isEqualTo(5);
    }
  }
}
