package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.e2e.PairClient.PairAnswer;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.http.ProxyError;
import io.forebay.limit.LimitCounts;
import io.forebay.limit.RateLimitZone;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rate limits in front of real servers, by a clock that stands still until a test moves it. */
@ExtendWith(LeakExtension.class)
class RateLimitTest {

  private final ManualTicker ticker = new ManualTicker();

  private TestProxy proxy(Pair pair, String zones, String limit, PairOrigin origin) {
    String yaml = pair.config(", rate_limit: " + limit, "", origin);
    return TestProxy.start(ticker, "rate_limits: {" + zones + "}\n" + yaml);
  }

  private static PairOrigin origin(Pair pair) {
    return pair.origin(request -> new Reply(Act.ANSWER, PairMessage.of("200", "ok")));
  }

  private TestProxy proxy(String zones, String limit, ScriptedOrigin origin) {
    return TestProxy.start(ticker, config(zones, limit, "", origin));
  }

  /** A configuration with further keys of the listener, each with a comma in front. */
  private static String config(String zones, String limit, String more, ScriptedOrigin origin) {
    String yaml = Setup.yaml("{}", "", origin.port());
    return "rate_limits: {%s}\n%s"
        .formatted(
            zones,
            yaml.replace("backend: app}", "backend: app, rate_limit: " + limit + more + "}"));
  }

  private static LimitCounts counts(TestProxy proxy, String zone) {
    return zone(proxy, zone).counts();
  }

  private static RateLimitZone zone(TestProxy proxy, String name) {
    return proxy.proxy().rateLimits().stream()
        .filter(it -> it.config().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Integer> statuses(PairClient client, int requests) {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      statuses.add(client.send(PairMessage.of("GET /", "")).whole().status());
    }
    return statuses;
  }

  private static int passing(RawClient client, String request, int requests) {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      passed += client.send(request).readResponse().status() == 200 ? 1 : 0;
    }
    return passed;
  }

  // ---- rates ----

  @ParameterizedTest
  @EnumSource
  void burstWithoutDelay_servedAtOnceAndTheRestRefused(Pair pair) {
    try (PairOrigin origin = origin(pair);
        TestProxy proxy =
            proxy(
                pair,
                "z: {key: client_ip, rate: 2/s}",
                "{zone: z, burst: 3, delay: none}",
                origin);
        PairClient client = pair.client(proxy)) {
      assertThat(statuses(client, 6)).containsExactly(200, 200, 200, 200, 429, 429);
      ticker.advance(Duration.ofSeconds(1));
      assertThat(statuses(client, 3)).containsExactly(200, 200, 429);
      assertThat(origin.requests()).hasSize(6);
      assertThat(counts(proxy, "z").refused.sum()).isEqualTo(3);
      assertThat(errors(proxy.proxy(), ProxyError.RATE_LIMITED)).isEqualTo(3);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void slidingWindow_takesItsWholeNumberAtOnce(Pair pair) {
    try (PairOrigin origin = origin(pair);
        TestProxy proxy =
            proxy(
                pair,
                "z: {key: client_ip, rate: 4/10s, algorithm: sliding_window}",
                "{zone: z}",
                origin);
        PairClient client = pair.client(proxy)) {
      assertThat(statuses(client, 5)).containsExactly(200, 200, 200, 200, 429);
      ticker.advance(Duration.ofSeconds(15));
      assertThat(statuses(client, 3)).containsExactly(200, 200, 429);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusal_tellsTheLimitAndWhenToComeAgain(Pair pair) {
    try (PairOrigin origin = origin(pair);
        TestProxy proxy = proxy(pair, "z: {key: client_ip, rate: 100/10min}", "{zone: z}", origin);
        PairClient client = pair.client(proxy)) {
      PairMessage passed = client.send(PairMessage.of("GET /", "")).whole();
      assertThat(passed.field("ratelimit") + passed.field("retry-after")).isEmpty();
      PairMessage refused = client.send(PairMessage.of("POST /", "body")).whole();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.field("retry-after")).isEqualTo("6");
      assertThat(refused.field("ratelimit-policy")).isEqualTo("\"z\";q=100;w=600");
      assertThat(refused.field("ratelimit")).isEqualTo("\"z\";r=0;t=6");
      assertThat(refused.body()).contains("the client sends more requests than it may");
    }
  }

  @Test
  void headersAlways_tellPassedAnswersWhatIsLeft() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            proxy(
                "a: {key: path, rate: 2/500ms}, b: {key: path, rate: 10/10s, algorithm: sliding_window}",
                "[{zone: a, burst: 3, delay: none, headers: always}, {zone: b, headers: always}]",
                origin);
        RawClient client = proxy.client()) {
      RawResponse answer = client.send(GET).readResponse();
      assertThat(answer.headers().all("ratelimit-policy"))
          .containsExactly("\"a\";q=4;w=1", "\"b\";q=10;w=10");
      assertThat(answer.headers().all("ratelimit"))
          .containsExactly("\"a\";r=3;t=1", "\"b\";r=9;t=20");
    }
  }

  @Test
  void headersNever_leaveRetryAfterAlone() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            proxy("z: {key: path, rate: 1/s}", "{zone: z, headers: never, status: 503}", origin);
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      RawResponse refused = client.send(GET).readResponse();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers().all("retry-after")).containsExactly("1");
      assertThat(refused.headers().all("ratelimit")).isEmpty();
    }
  }

  @Test
  void call_isToldTheStatusOfGrpc() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            proxy("z: {key: client_ip, rate: 1/min}", "{zone: z, burst: 1, delay: none}", origin);
        RawClient first = proxy.client();
        Http2Client client = Http2Client.connect(proxy.port())) {
      assertThat(passing(first, GET, 3)).isEqualTo(2);
      Http2Fields answer = client.open(Http2Fields.grpc("/shop.v1.Orders/Get"), true).awaitHead();
      assertThat(answer.get("grpc-status")).isEqualTo("8");
      assertThat(answer.get("retry-after")).isEqualTo("60");
    }
  }

  // ---- delay ----

  @ParameterizedTest
  @EnumSource
  void paced_excessWaitsForItsTurn(Pair pair) {
    try (PairOrigin origin = origin(pair);
        TestProxy proxy =
            proxy(pair, "z: {key: client_ip, rate: 2/s}", "{zone: z, burst: 1}", origin);
        PairClient client = pair.client(proxy);
        PairClient other = pair.client(proxy)) {
      assertThat(statuses(client, 1)).containsExactly(200);
      PairAnswer waiting = client.send(PairMessage.of("POST /late", "body"));
      await("one that waits").until(() -> counts(proxy, "z").delayed.sum() == 1);
      assertThat(statuses(other, 1)).containsExactly(429);
      ticker.advance(Duration.ofMillis(499));
      assertThat(origin.requests()).hasSize(1);
      ticker.advance(Duration.ofMillis(40));
      assertThat(waiting.whole().status()).isEqualTo(200);
      assertThat(origin.requests()).hasSize(2);
      awaitIdle(proxy);
    }
  }

  @Test
  void paced_clientThatGoesIsNotServed() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy = proxy("z: {key: path, rate: 2/min}", "{zone: z, burst: 2}", origin)) {
      try (RawClient client = proxy.client();
          RawClient other = proxy.client();
          Http2Client third = Http2Client.connect(proxy.port())) {
        client.send(GET).readResponse();
        client.send(GET);
        other.send(GET);
        await("two that wait").until(() -> counts(proxy, "z").delayed.sum() == 2);
        client.reset();
        ticker.advance(Duration.ofSeconds(2));
        other.shutdownOutput();
        await("both gone").until(() -> errors(proxy.proxy(), ProxyError.CLIENT_GONE) == 2);
        assertThat(third.get("/").awaitHead().status()).isEqualTo(429);
      }
      ticker.advance(Duration.ofMinutes(2));
      awaitIdle(proxy);
      assertThat(origin.requests()).hasSize(1);
    }
  }

  // ---- keys ----

  @ParameterizedTest
  @CsvSource({
    "header:X-User, 'X-User: a', 'X-User: b'",
    "cookie:sid, 'Cookie: x=1; sid=a', 'Cookie: sid=b'",
    "client_ip, 'X-Forwarded-For: 192.0.2.1', 'X-Forwarded-For: 192.0.2.2'",
    "client_ip, 'X-Forwarded-For: 2001:db8::1', 'X-Forwarded-For: 2001:db8:0:1::1'",
    "'[client_ip, header:X-User]', 'X-User: a', 'X-User: b'",
  })
  void keys_areLimitedEachForItself(String key, String one, String other) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            TestProxy.start(
                ticker,
                config(
                    "z: {key: " + quoted(key) + ", rate: 1/s}",
                    "{zone: z}",
                    ", forwarded: {trusted_proxies: [127.0.0.1]}",
                    origin));
        RawClient client = proxy.client()) {
      assertThat(passing(client, get("/?q=1", one), 3)).isEqualTo(1);
      assertThat(passing(client, get("/?q=1", other), 3)).isEqualTo(1);
      assertThat(zone(proxy, "z").store().keys()).isEqualTo(2);
    }
  }

  private static String quoted(String key) {
    return key.startsWith("[")
        ? key.replace("header:X-User", "\"header:X-User\"")
        : '"' + key + '"';
  }

  private static String get(String target, String field) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n";
  }

  @Test
  void ipv6_countsByTheNetworkOfTheClient() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            TestProxy.start(
                ticker,
                config(
                    "z: {key: client_ip, rate: 1/s}",
                    "{zone: z}",
                    ", forwarded: {trusted_proxies: [127.0.0.1]}",
                    origin));
        RawClient client = proxy.client()) {
      int passed = 0;
      for (int i = 0; i < 10; i++) {
        passed += passing(client, get("/", "X-Forwarded-For: 2001:db8::" + i + ":1"), 1);
      }
      assertThat(passed).isEqualTo(1);
    }
  }

  @Test
  void forwardedByAPeerThatIsNotTrusted_makesNoOtherKey() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy = proxy("z: {key: client_ip, rate: 1/s}", "{zone: z}", origin);
        RawClient client = proxy.client()) {
      assertThat(passing(client, get("/", "X-Forwarded-For: 192.0.2.1"), 1)).isEqualTo(1);
      assertThat(passing(client, get("/", "X-Forwarded-For: 192.0.2.2"), 1)).isZero();
    }
  }

  @Test
  void missingKey_fallsBackOrIsNotLimited() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy = proxy("z: {key: \"header:X-User\", rate: 1/s}", "{zone: z}", origin);
        TestProxy falling =
            proxy(
                "z: {key: \"header:X-User\", fallback_key: path, rate: 1/s}", "{zone: z}", origin);
        RawClient client = proxy.client();
        RawClient fallen = falling.client()) {
      assertThat(passing(client, get("/", "X: y"), 5)).isEqualTo(5);
      assertThat(passing(client, get("/", "X-User:"), 5)).isEqualTo(5);
      assertThat(passing(fallen, get("/", "X: y"), 5)).isEqualTo(1);
      assertThat(passing(fallen, get("/a", "X: y"), 5)).isEqualTo(1);
      assertThat(passing(fallen, get("/", "X-User: /"), 5)).isEqualTo(1);
    }
  }

  @Test
  void routesAndListeners_areKeysOfTheirOwn() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            TestProxy.start(
                ticker,
                """
                rate_limits:
                  r: {key: route, rate: 1/s}
                  l: {key: listener, rate: 3/s, algorithm: sliding_window}
                defaults: {rate_limit: [{zone: r}, {zone: l}]}
                listeners:
                  web:
                    bind: "127.0.0.1:0"
                    backend: app
                    routes:
                      - {match: {path_prefix: /a}, backend: app}
                      - {match: {path_prefix: /b}, backend: app}
                      - {match: {path_prefix: /free}, backend: app, rate_limit: none}
                  two: {bind: "127.0.0.1:0", backend: app}
                backends: {app: {servers: ["127.0.0.1:%d"]}}
                """
                    .formatted(origin.port()));
        RawClient client = proxy.client();
        RawClient two = RawClient.connect(proxy.port("two"))) {
      assertThat(passing(client, get("/a", "X: y"), 2)).isEqualTo(1);
      assertThat(passing(client, get("/b", "X: y"), 2)).isEqualTo(1);
      assertThat(passing(client, get("/", "X: y"), 2)).isEqualTo(1);
      assertThat(passing(client, get("/free", "X: y"), 5)).isEqualTo(5);
      ticker.advance(Duration.ofMillis(999));
      assertThat(passing(client, get("/a", "X: y"), 1)).isZero();
      assertThat(passing(two, get("/", "X: y"), 2)).isZero();
      ticker.advance(Duration.ofMillis(1));
      assertThat(passing(two, get("/", "X: y"), 2)).isEqualTo(1);
    }
  }

  // ---- which requests ----

  @Test
  void allowedClients_areNotLimited() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            TestProxy.start(
                ticker,
                config(
                    "z: {key: client_ip, rate: 1/s}",
                    "{zone: z, allow: [192.0.2.0/24, \"2001:db8::/32\"]}",
                    ", forwarded: {trusted_proxies: [127.0.0.1]}",
                    origin));
        RawClient client = proxy.client()) {
      assertThat(passing(client, get("/", "X-Forwarded-For: 192.0.2.77"), 5)).isEqualTo(5);
      assertThat(passing(client, get("/", "X-Forwarded-For: 2001:db8::1"), 5)).isEqualTo(5);
      assertThat(passing(client, get("/", "X-Forwarded-For: 192.0.3.1"), 5)).isEqualTo(1);
    }
  }

  @Test
  void allOfSeveralLimits_andWhatOneRefusesDoesNotCountInTheOthers() {
    String zones =
        "wide: {key: client_ip, rate: 5/min, algorithm: sliding_window}, narrow: {key: path, rate: 1/min}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy = proxy(zones, "[{zone: wide}, {zone: narrow}]", origin);
        RawClient client = proxy.client()) {
      assertThat(passing(client, get("/a", "X: y"), 20)).isEqualTo(1);
      for (String path : List.of("/b", "/c", "/d", "/e")) {
        assertThat(passing(client, get(path, "X: y"), 2)).as(path).isEqualTo(1);
      }
      assertThat(passing(client, get("/f", "X: y"), 2)).isZero();
      assertThat(counts(proxy, "narrow").refused.sum()).isEqualTo(22);
      assertThat(counts(proxy, "wide").refused.sum()).isEqualTo(3);
    }
  }

  @Test
  void dryRun_countsAndPasses() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            proxy("z: {key: path, rate: 1/s}", "{zone: z, burst: 1, dry_run: true}", origin);
        RawClient client = proxy.client()) {
      assertThat(passing(client, GET, 5)).isEqualTo(5);
      assertThat(counts(proxy, "z").dryRun.sum()).isEqualTo(3);
      assertThat(counts(proxy, "z").refused.sum()).isZero();
      assertThat(counts(proxy, "z").delayed.sum()).isZero();
    }
  }

  @Test
  void answersThatNoServerGives_areLimitedToo() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            TestProxy.start(
                ticker,
                """
                rate_limits: {z: {key: client_ip, rate: 2/s, algorithm: sliding_window}}
                listeners:
                  web:
                    bind: "127.0.0.1:0"
                    rate_limit: {zone: z}
                    routes: [{match: {path: /hi}, respond: {body: hi}}]
                backends: {app: {servers: ["127.0.0.1:%d"]}}
                """
                    .formatted(origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(get("/hi", "X: y")).readResponse().status()).isEqualTo(200);
      assertThat(client.send(get("/none", "X: y")).readResponse().status()).isEqualTo(404);
      assertThat(client.send(get("/none", "X: y")).readResponse().status()).isEqualTo(429);
    }
  }

  // ---- concurrency ----

  @ParameterizedTest
  @EnumSource
  void concurrency_countsUntilTheEndOfTheAnswer(Pair pair) {
    CountDownLatch busy = new CountDownLatch(1);
    try (PairOrigin origin =
            pair.origin(
                request -> {
                  awaitDone(busy);
                  return new Reply(Act.ANSWER, PairMessage.of("200", "ok"));
                });
        TestProxy proxy = proxy(pair, "z: {key: client_ip, concurrency: 2}", "{zone: z}", origin);
        PairClient one = pair.client(proxy);
        PairClient two = pair.client(proxy);
        PairClient three = pair.client(proxy)) {
      PairAnswer first = one.send(PairMessage.of("GET /", ""));
      PairAnswer second = two.send(PairMessage.of("GET /", ""));
      await("two under way").until(() -> Setup.inFlight(proxy.proxy()) == 2);
      PairMessage refused = three.send(PairMessage.of("GET /", "")).whole();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.field("retry-after")).isEqualTo("1");
      assertThat(refused.field("ratelimit")).isEmpty();
      busy.countDown();
      assertThat(first.whole().status()).isEqualTo(200);
      assertThat(second.whole().status()).isEqualTo(200);
      assertThat(statuses(three, 5)).containsOnly(200);
      awaitIdle(proxy);
    }
  }

  private static void awaitDone(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void concurrency_webSocketCountsUntilItCloses() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                c -> {
                  c.readRequest();
                  c.send(
                      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                          + "Upgrade: websocket\r\n\r\n");
                  c.readExactly(1);
                });
        TestProxy proxy = proxy("z: {key: path, concurrency: 1}", "{zone: z}", origin);
        RawClient socket = proxy.client();
        RawClient client = proxy.client()) {
      String upgrade =
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
      assertThat(socket.send(upgrade).readHead()).startsWith("HTTP/1.1 101");
      assertThat(client.send(GET).readResponse().status()).isEqualTo(429);
      socket.reset();
      await("the place is free").until(() -> zone(proxy, "z").store().keys() == 0);
      assertThat(client.send(upgrade).readHead()).startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void concurrency_requestsThatFailGiveTheirPlaceBack() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.closeAfterHead());
        TestProxy proxy =
            proxy(
                "z: {key: path, concurrency: 1}, late: {key: path, rate: 1/s}",
                "[{zone: z}, {zone: late}]",
                origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 5; i++) {
        ticker.advance(Duration.ofSeconds(1));
        assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
        assertThat(client.send(GET).readResponse().status()).isEqualTo(429);
      }
      assertThat(zone(proxy, "z").store().keys()).isZero();
      assertThat(counts(proxy, "late").refused.sum()).isEqualTo(5);
    }
  }

  // ---- logs ----

  @Test
  void accessLog_tellsWhatLimitsHaveDone(@TempDir Path folder) {
    Path file = folder.resolve("access.log");
    String log = ", access_log: {path: %s, format: \"${status} ${rate_limit} ${reason}\"}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"));
        TestProxy proxy =
            TestProxy.start(
                ticker,
                config(
                    "z: {key: path, rate: 1/min}, dry: {key: client_ip, rate: 2/h, algorithm: sliding_window}",
                    "[{zone: z}, {zone: dry, dry_run: true}]",
                    log.formatted(file),
                    origin));
        RawClient client = proxy.client()) {
      passing(client, get("/a", "X: y"), 2);
      passing(client, get("/b", "X: y"), 1);
      passing(client, get("/c", "X: y"), 1);
      ticker.advance(Duration.ofMinutes(1));
      AccessLogFile.awaitLines(file, 4);
      assertThat(AccessLogFile.read(file))
          .containsExactly(
              "200 - complete",
              "429 refused rate_limited",
              "200 - complete",
              "200 dry_run complete");
    }
  }

  // ---- reload ----

  @Test
  void reload_keepsWhatIsKnownUnlessTheLimitIsAnother() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"))) {
      String yaml = config("z: {key: path, rate: 1/min}", "{zone: z}", "", origin);
      try (TestProxy proxy = TestProxy.start(ticker, yaml);
          RawClient client = proxy.client()) {
        assertThat(passing(client, GET, 2)).isEqualTo(1);
        proxy.proxy().apply(TestProxy.parse(yaml.replace("1/min}", "1/min, status: 503}")));
        assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
        proxy.proxy().apply(TestProxy.parse(yaml.replace("1/min", "2/min")));
        assertThat(passing(client, GET, 2)).isEqualTo(1);
        assertThat(counts(proxy, "z").refused.sum()).isEqualTo(3);
        proxy
            .proxy()
            .apply(TestProxy.parse(yaml.replace("rate_limit: {zone: z}", "rate_limit: none")));
        assertThat(passing(client, GET, 5)).isEqualTo(5);
      }
    }
  }

  @Test
  void reloadsUnderLoad_neverLetMorePass() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("s"))) {
      String yaml =
          config("z: {key: client_ip, rate: 1/h}", "{zone: z, burst: 23, delay: none}", "", origin);
      try (TestProxy proxy = TestProxy.start(ticker, yaml)) {
        CountDownLatch done = new CountDownLatch(4);
        List<Integer> passed = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int i = 0; i < 4; i++) {
          new Thread(
                  () -> {
                    try (RawClient client = proxy.client()) {
                      passed.add(passing(client, GET, 50));
                    } finally {
                      done.countDown();
                    }
                  })
              .start();
        }
        int turn = 0;
        while (done.getCount() > 0) {
          String status = "rate: 1/h, status: " + (430 + turn++ % 2);
          proxy.proxy().apply(TestProxy.parse(yaml.replace("rate: 1/h", status)));
        }
        assertThat(passed.stream().mapToInt(it -> it).sum()).isEqualTo(24);
      }
    }
  }
}
