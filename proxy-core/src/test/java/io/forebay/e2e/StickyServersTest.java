package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.change;
import static io.forebay.e2e.Setup.takeDown;
import static io.forebay.e2e.StickySetup.COOKIE;
import static io.forebay.e2e.StickySetup.SECRET;
import static io.forebay.e2e.StickySetup.cookie;
import static io.forebay.e2e.StickySetup.get;
import static io.forebay.e2e.StickySetup.named;
import static io.forebay.e2e.StickySetup.setCookies;
import static io.forebay.e2e.StickySetup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.cookie.CookieKey;
import io.forebay.e2e.PairClient.PairAnswer;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of clients whose server drains, is down, fails or is full. */
@ExtendWith(LeakExtension.class)
class StickyServersTest {

  private static final String STICKY = "sticky: {cookie: SERVERID}";

  /** That of the client whose server is s1. */
  private static final String FIRST = of("s1");

  private static String of(String server) {
    return COOKIE + "=" + new String(CookieKey.of(SECRET).token("sticky", "app", server));
  }

  private static boolean isHttp2(Pair pair) {
    return pair.toString().endsWith("HTTP_2");
  }

  private static String protocol(Pair pair) {
    return isHttp2(pair) ? "\nprotocol: h2c" : "";
  }

  /** The body of the answer to the client of s1, after {@code change} of s1. */
  private static void afterChange(
      Pair pair, String sticky, Consumer<Server> change, Consumer<PairMessage> answer) {
    try (PairOrigin one = named(isHttp2(pair), "one");
        PairOrigin two = named(isHttp2(pair), "two");
        TestProxy proxy = TestProxy.start(yaml(sticky + protocol(pair), one, two));
        PairClient client = pair.client(proxy)) {
      change(proxy, 0, change);
      for (int i = 0; i < 2; i++) {
        answer.accept(client.send(get(FIRST)).whole());
      }
      PairMessage another = client.send(get(null)).whole();
      assertThat(another.body()).isEqualTo("two");
      change(
          proxy,
          0,
          it -> {
            it.state(ServerState.UP);
            it.adminState(AdminState.READY);
            it.runtimeWeight(Server.NO_RUNTIME_WEIGHT);
          });
      PairMessage back = client.send(get(FIRST)).whole();
      assertThat(back.body()).isEqualTo("one");
      awaitIdle(proxy);
    }
  }

  private static void isKept(PairMessage answer) {
    assertThat(answer.body()).isEqualTo("one");
    assertThat(setCookies(answer)).isEmpty();
  }

  private static void isMoved(PairMessage answer) {
    assertThat(answer.body()).isEqualTo("two");
    assertThat(cookie(answer)).isEqualTo(of("s2"));
  }

  @ParameterizedTest
  @EnumSource
  void drainingServer_keepsItsClientsAndGetsNoNewOnes(Pair pair) {
    afterChange(pair, STICKY, it -> it.adminState(AdminState.DRAIN), StickyServersTest::isKept);
  }

  @Test
  void serverOfWeightZero_keepsItsClientsAndGetsNoNewOnes() {
    Consumer<Server> zero = it -> it.runtimeWeight(0);
    afterChange(Pair.HTTP_1_TO_HTTP_1, STICKY, zero, StickyServersTest::isKept);
  }

  @Test
  void drainingServer_losesItsClientsWhereSoWished() {
    afterChange(
        Pair.HTTP_1_TO_HTTP_1,
        "sticky: {cookie: SERVERID, when_draining: rebalance}",
        it -> it.adminState(AdminState.DRAIN),
        StickyServersTest::isMoved);
  }

  @ParameterizedTest
  @ValueSource(strings = {STICKY, "sticky: {cookie: SERVERID, when_server_down: fail}"})
  void serverInMaintenance_losesItsClients(String sticky) {
    afterChange(
        Pair.HTTP_1_TO_HTTP_1,
        sticky,
        it -> it.adminState(AdminState.MAINT),
        StickyServersTest::isMoved);
  }

  @ParameterizedTest
  @EnumSource
  void serverThatIsDown_losesItsClients(Pair pair) {
    afterChange(pair, STICKY, it -> it.state(ServerState.DOWN), StickyServersTest::isMoved);
  }

  @ParameterizedTest
  @EnumSource
  void serverThatIsDown_failsForItsClientsWhereSoWished(Pair pair) {
    afterChange(
        pair,
        "sticky: {cookie: SERVERID, when_server_down: fail}",
        it -> it.state(ServerState.DOWN),
        answer -> {
          assertThat(answer.status()).isEqualTo(503);
          assertThat(setCookies(answer)).isEmpty();
        });
  }

  @Test
  void callOfClientWhoseServerIsDown_isToldAsGrpcSaysIt() {
    String sticky = "sticky: {cookie: SERVERID, when_server_down: fail}\nprotocol: h2c";
    try (PairOrigin one = named(true, "one");
        PairOrigin two = named(true, "two");
        TestProxy proxy = TestProxy.start(yaml(sticky, one, two));
        PairClient client = PairClient.connect(true, proxy.port())) {
      takeDown(proxy, 0);
      PairMessage call =
          PairMessage.of("POST /shop.v1.Orders/Get", "")
              .with("content-type", "application/grpc")
              .with("cookie", FIRST);
      PairMessage answer = client.send(call).whole();
      assertThat(answer.field("grpc-status") + answer.trailer("grpc-status")).isEqualTo("14");
      assertThat(two.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void serverThatFails_isLeftForAnotherAndItsCookie(Pair pair) {
    try (PairOrigin one =
            PairOrigin.start(
                isHttp2(pair), request -> new Reply(Act.ANSWER, PairMessage.of("503", "one")));
        PairOrigin two = named(isHttp2(pair), "two");
        TestProxy proxy =
            TestProxy.start(yaml(STICKY + "\npassive_check: none" + protocol(pair), one, two));
        PairClient client = pair.client(proxy)) {
      isMoved(client.send(get(FIRST)).whole());
      assertThat(one.requests()).hasSize(1);
      awaitIdle(proxy);
    }
  }

  @Test
  void serverThatFails_isNotLeftWhereClientsAreToBeTold() {
    String sticky =
        "sticky: {cookie: SERVERID, when_server_down: fail}\npassive_check: none\nretry: {attempts: 5}";
    PairOrigin gone = named("gone");
    try (PairOrigin one =
            PairOrigin.start(
                false, request -> new Reply(Act.ANSWER, PairMessage.of("503", "one")));
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(sticky, one, two, gone));
        PairClient client = PairClient.connect(false, proxy.port())) {
      PairMessage answer = client.send(get(FIRST)).whole();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("one");
      gone.close();
      assertThat(client.send(get(of("s3"))).whole().status()).isEqualTo(503);
      assertThat(two.requests()).isEmpty();
      awaitIdle(proxy);
    }
  }

  @Test
  void serverThatIsGone_isLeftForAnother() {
    PairOrigin gone = named("gone");
    try (PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(STICKY + "\npassive_check: none", gone, two));
        PairClient client = PairClient.connect(false, proxy.port())) {
      gone.close();
      isMoved(client.send(get(FIRST)).whole());
    }
  }

  /** Holds the answer of one request to {@code /slow} until the latch is open. */
  private static PairOrigin slow(String name, CountDownLatch go) {
    return PairOrigin.start(
        false,
        request -> {
          if (request.start().equals("GET /slow")) {
            awaitOpen(go);
          }
          return new Reply(Act.ANSWER, PairMessage.of("200", name));
        });
  }

  private static void awaitOpen(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void fullServer_isWaitedForByItsClientsWhileOthersGoElsewhere() {
    CountDownLatch go = new CountDownLatch(1);
    String backend = STICKY + "\nmax_connections: 1\nqueue: {timeout: 1m}";
    try (PairOrigin one = slow("one", go);
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(backend, one, two));
        PairClient busy = PairClient.connect(false, proxy.port());
        PairClient waiting = PairClient.connect(true, proxy.port());
        PairClient other = PairClient.connect(false, proxy.port())) {
      PairAnswer held = busy.send(PairMessage.of("GET /slow", "").with("cookie", FIRST));
      await().atMost(LONG).until(() -> Setup.server(proxy, 0).inFlight() == 1);
      PairAnswer kept = waiting.send(get(FIRST));
      await().atMost(LONG).until(() -> proxy.proxy().backend("app").queue().length() == 1);
      // The client of the other server and new ones do not wait behind it.
      assertThat(other.send(get(of("s2"))).whole().body()).isEqualTo("two");
      go.countDown();
      isKept(held.whole());
      isKept(kept.whole());
      awaitIdle(proxy);
    }
  }

  @Test
  void fullServerForTooLong_isLeftWithoutAnError() {
    CountDownLatch go = new CountDownLatch(1);
    String backend = STICKY + "\nmax_connections: 1\nqueue: {timeout: 50ms}";
    try (PairOrigin one = slow("one", go);
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(backend, one, two));
        PairClient busy = PairClient.connect(false, proxy.port());
        PairClient waiting = PairClient.connect(false, proxy.port())) {
      PairAnswer held = busy.send(PairMessage.of("GET /slow", "").with("cookie", FIRST));
      await().atMost(LONG).until(() -> Setup.server(proxy, 0).inFlight() == 1);
      isMoved(waiting.send(get(FIRST)).whole());
      go.countDown();
      isKept(held.whole());
    }
  }

  @Test
  void fullServerWithoutQueue_isLeftAtOnce() {
    CountDownLatch go = new CountDownLatch(1);
    String backend = STICKY + "\nmax_connections: 1\nqueue: {max: 0}";
    try (PairOrigin one = slow("one", go);
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(backend, one, two));
        PairClient busy = PairClient.connect(false, proxy.port());
        PairClient waiting = PairClient.connect(false, proxy.port())) {
      PairAnswer held = busy.send(PairMessage.of("GET /slow", "").with("cookie", FIRST));
      await().atMost(LONG).until(() -> Setup.server(proxy, 0).inFlight() == 1);
      isMoved(waiting.send(get(FIRST)).whole());
      go.countDown();
      isKept(held.whole());
    }
  }

  @Test
  void serverThatGoesDown_isNotWaitedForAnyLonger() {
    CountDownLatch go = new CountDownLatch(1);
    String backend = STICKY + "\nmax_connections: 1\nqueue: {timeout: 1m}";
    try (PairOrigin one = slow("one", go);
        PairOrigin two = named("two");
        TestProxy proxy = TestProxy.start(yaml(backend, one, two));
        PairClient busy = PairClient.connect(false, proxy.port());
        PairClient waiting = PairClient.connect(false, proxy.port())) {
      busy.send(PairMessage.of("GET /slow", "").with("cookie", FIRST));
      await().atMost(LONG).until(() -> Setup.server(proxy, 0).inFlight() == 1);
      PairAnswer moved = waiting.send(get(FIRST));
      await().atMost(LONG).until(() -> proxy.proxy().backend("app").queue().length() == 1);
      change(proxy, 0, it -> it.adminState(AdminState.MAINT));
      isMoved(moved.whole());
      go.countDown();
    }
  }

  @Test
  void fallbackBackend_keepsItsClientsToo() {
    String yaml =
        """
        global: {worker_threads: 1, secret: "%s"}
        defaults: {sticky: {cookie: SERVERID}}
        listeners:
          web: {bind: "127.0.0.1:0", backend: app}
        backends:
          app: {servers: [%s], fallback_backend: spare}
          spare: {servers: [%s]}
        """;
    try (PairOrigin one = named("one");
        PairOrigin two = named("two");
        PairOrigin three = named("three");
        TestProxy proxy =
            TestProxy.start(
                yaml.formatted(
                    SECRET,
                    StickySetup.server("s1", one),
                    StickySetup.server("s1", two) + ", " + StickySetup.server("s2", three)));
        PairClient client = PairClient.connect(false, proxy.port())) {
      takeDown(proxy, 0);
      PairMessage first = client.send(get(FIRST)).whole();
      for (int i = 0; i < 3; i++) {
        PairMessage again = client.send(get(cookie(first))).whole();
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(setCookies(again)).isEmpty();
      }
    }
  }

  // ---- the application's cookie ----

  private static final String PREFIX = "sticky: {cookie: SID, mode: prefix}";

  private static PairOrigin application(boolean http2, String name) {
    PairMessage answer =
        PairMessage.of("200", name)
            .with("set-cookie", "SID=abc~d; Path=/; HttpOnly")
            .with("set-cookie", "other=x")
            .with("set-cookie", "SID=; Max-Age=0");
    PairMessage plain = PairMessage.of("200", name);
    return PairOrigin.start(
        http2,
        request -> new Reply(Act.ANSWER, request.start().equals("GET /login") ? answer : plain));
  }

  @ParameterizedTest
  @EnumSource
  void applicationsCookie_keepsTheServerAndIsItsOwnAtTheServer(Pair pair) {
    try (PairOrigin one = application(isHttp2(pair), "one");
        PairOrigin two = application(isHttp2(pair), "two");
        TestProxy proxy = TestProxy.start(yaml(PREFIX + protocol(pair), one, two));
        PairClient client = pair.client(proxy)) {
      assertThat(setCookies(client.send(get(null)).whole())).isEmpty();
      PairMessage login = client.send(PairMessage.of("GET /login", "")).whole();
      List<String> set = setCookies(login);
      assertThat(set).hasSize(3).contains("other=x", "SID=; Max-Age=0");
      String ours = set.stream().filter(it -> it.contains("abc")).findFirst().orElseThrow();
      assertThat(ours).matches("SID=[A-Za-z0-9_-]{20}~abc~d; Path=/; HttpOnly");
      String cookie = ours.split(";")[0];
      PairOrigin of = login.body().equals("one") ? one : two;
      int before = of.requests().size();
      for (int i = 0; i < 3; i++) {
        PairMessage again = client.send(get("a=b; " + cookie + "; SID=own")).whole();
        assertThat(again.body()).isEqualTo(login.body());
        assertThat(of.requests().get(before + i).field("cookie"))
            .isEqualTo("a=b; SID=abc~d; SID=own");
      }
      // Whose prefix names no server any more still has the value of the application.
      String forged = "SID=" + "A".repeat(20) + "~abc~d";
      String body = client.send(get(forged)).whole().body();
      List<PairMessage> seen = (body.equals("one") ? one : two).requests();
      assertThat(seen.get(seen.size() - 1).field("cookie")).isEqualTo("SID=abc~d");
      awaitIdle(proxy);
    }
  }

  // ---- keys ----

  @ParameterizedTest
  @ValueSource(strings = {"header:X-Session-ID", "query:session", "cookie:session"})
  void key_keepsTheServerWhateverTheBalance(String key) {
    String backend = "balance: least_conn\nsticky: {key: \"" + key + "\"}";
    try (PairOrigin one = named("one");
        PairOrigin two = named("two");
        PairOrigin three = named("three");
        TestProxy proxy = TestProxy.start(yaml(backend, one, two, three));
        PairClient client = PairClient.connect(false, proxy.port())) {
      for (int session = 0; session < 12; session++) {
        PairMessage request =
            PairMessage.of("GET /?session=" + session, "")
                .with("x-session-id", "" + session)
                .with("cookie", "session=" + session);
        String server = client.send(request).whole().body();
        for (int i = 0; i < 3; i++) {
          assertThat(client.send(request).whole().body()).isEqualTo(server);
        }
        if (server.equals("one")) {
          takeDown(proxy, 0);
          assertThat(client.send(request).whole().body()).isNotEqualTo("one");
          change(proxy, 0, it -> it.state(ServerState.UP));
          assertThat(client.send(request).whole().body()).isEqualTo("one");
        }
      }
      assertThat(one.requests()).isNotEmpty();
      assertThat(two.requests()).isNotEmpty();
      int before = one.requests().size();
      for (int i = 0; i < 9; i++) {
        assertThat(setCookies(client.send(get(null)).whole())).isEmpty();
      }
      assertThat(one.requests().size() - before).isBetween(1, 5);
    }
  }
}
