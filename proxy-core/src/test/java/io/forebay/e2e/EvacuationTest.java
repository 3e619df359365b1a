package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.change;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.server;
import static io.forebay.e2e.Setup.sum;
import static io.forebay.e2e.Setup.takeDown;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.AdminState;
import io.forebay.backend.Avoidance;
import io.forebay.backend.ServerState;
import io.forebay.exchange.RetryReason;
import io.forebay.testkit.Counts;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.SilentPort;
import io.forebay.testkit.TestProxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server goes down while requests wait for its answers: which leave it, and which stay. */
@ExtendWith(LeakExtension.class)
class EvacuationTest {

  private static final String FIRST = "balance: first";
  private static final String PUT =
      "PUT / HTTP/1.1\r\nHost: app.example.com\r\nContent-Length: 10\r\n\r\n";

  private static final String UPGRADE =
      "GET /tunnel HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
  private static final String UPGRADED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
  private static final OriginScript BODY = OriginScript.respondWith(it -> ok(it.bodyText()));

  private final CountDownLatch goOn = new CountDownLatch(1);

  /** Answers each request with {@code body}, but not before the test says so. */
  private OriginScript late(String body) {
    return c -> {
      while (c.readRequest() != null) {
        goOn.await();
        c.send(ok(body));
      }
    };
  }

  private static TestProxy proxy(String backend, ScriptedOrigin... origins) {
    int[] ports = IntStream.range(0, origins.length).map(i -> origins[i].port()).toArray();
    return TestProxy.start(yaml("{}", FIRST + "\n" + backend, ports));
  }

  private static void awaitRequests(ScriptedOrigin origin, int count) {
    await("requests").atMost(LONG).until(() -> origin.heads().size() == count);
  }

  private static long moved(TestProxy proxy) {
    return sum(proxy.proxy(), it -> it.retries.get(RetryReason.SERVER_DOWN.ordinal()));
  }

  // ---- those that leave ----

  @Test
  void getWaits_answeredByOtherServerAtOnce() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("", hung, good);
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitRequests(hung, 1);
      takeDown(proxy, 0);
      assertThat(client.readResponse().bodyText()).isEqualTo("good");
      assertThat(moved(proxy)).isEqualTo(1);
      await("its connection to be closed").atMost(LONG).until(() -> hung.openConnections() == 0);
      awaitIdle(proxy);
    }
  }

  @Test
  void manyWait_allAreMovedWhateverTheBudget() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("retry: {budget: 0%}", hung, good)) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        clients.add(proxy.client().send(GET));
      }
      awaitRequests(hung, 40);
      takeDown(proxy, 0);
      for (RawClient client : clients) {
        assertThat(client.readResponse().bodyText()).isEqualTo("good");
        client.close();
      }
      assertThat(moved(proxy)).isEqualTo(40);
      awaitIdle(proxy);
    }
  }

  @Test
  void answerComesAfterTheMove_isDropped() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(late("late"));
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("", hung, good);
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitRequests(hung, 1);
      takeDown(proxy, 0);
      assertThat(client.readResponse().bodyText()).isEqualTo("good");
      goOn.countDown();
      await("its connection to be closed").atMost(LONG).until(() -> hung.openConnections() == 0);
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
    }
  }

  @Test
  void putWithHalfOfItsBody_wholeBodyReachesOtherServer() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(late("late"));
        ScriptedOrigin good = ScriptedOrigin.start(BODY);
        TestProxy proxy = proxy("", hung, good);
        RawClient client = proxy.client()) {
      client.send(PUT + "01234");
      awaitRequests(hung, 1);
      takeDown(proxy, 0);
      awaitRequests(good, 1);
      client.send("56789");
      assertThat(client.readResponse().bodyText()).isEqualTo("0123456789");
      goOn.countDown();
    }
  }

  @Test
  void bodyIsKeptUntilTheAnswerBegins_andCounted() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(late("late"));
        TestProxy proxy = proxy("", hung);
        RawClient client = proxy.client()) {
      client.send(PUT + "01234");
      awaitRequests(hung, 1);
      await("what has come").atMost(LONG).until(() -> proxy.proxy().replayBufferBytes() == 5);
      goOn.countDown();
      client.send("56789");
      assertThat(client.readResponse().bodyText()).isEqualTo("late");
      await("the end").atMost(LONG).until(() -> proxy.proxy().replayBufferBytes() == 0);
    }
  }

  @Test
  void postWithIdempotencyKey_isMoved() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin good = ScriptedOrigin.start(BODY);
        TestProxy proxy = proxy("", hung, good);
        RawClient client = proxy.client()) {
      client.send(post("/", "Idempotency-Key: k1\r\n", "pay 5"));
      awaitRequests(hung, 1);
      takeDown(proxy, 0);
      assertThat(client.readResponse().bodyText()).isEqualTo("pay 5");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "retry: {attempts: 0, budget: 0%}"})
  void connectHangs_postIsMovedAsNothingWasSent(String retry) {
    try (SilentPort silent = SilentPort.open();
        ScriptedOrigin good = ScriptedOrigin.start(BODY);
        TestProxy proxy =
            TestProxy.start(
                yaml("{connect: 60s}", FIRST + "\n" + retry, silent.port(), good.port()));
        RawClient client = proxy.client()) {
      client.send(post("/", "", "hello"));
      await("the connect").atMost(LONG).until(() -> server(proxy, 0).inFlight() == 1);
      takeDown(proxy, 0);
      assertThat(client.readResponse().bodyText()).isEqualTo("hello");
      assertThat(moved(proxy)).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @Test
  void oneServerAfterTheOtherHangs_eachIsLeftOnce() {
    OriginScript never = OriginScript.neverAnswer();
    try (ScriptedOrigin a = ScriptedOrigin.start(never);
        ScriptedOrigin b = ScriptedOrigin.start(never);
        ScriptedOrigin c = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("", a, b, c);
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitRequests(a, 1);
      takeDown(proxy, 0);
      awaitRequests(b, 1);
      takeDown(proxy, 1);
      assertThat(client.readResponse().bodyText()).isEqualTo("good");
      assertThat(a.heads()).hasSize(1);
      assertThat(b.heads()).hasSize(1);
    }
  }

  @Test
  void serverIsSuspected_getIsMovedToOneThatIsNot() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("", hung, good);
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitRequests(hung, 1);
      change(proxy, 0, it -> it.avoid(Avoidance.SUSPECTED));
      assertThat(client.readResponse().bodyText()).isEqualTo("good");
    }
  }

  @Test
  void otherServerComesUpLater_getIsMovedThen() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("", hung, good);
        RawClient client = proxy.client()) {
      takeDown(proxy, 1);
      client.send(GET);
      awaitRequests(hung, 1);
      takeDown(proxy, 0);
      change(proxy, 1, it -> it.state(ServerState.UP));
      assertThat(client.readResponse().bodyText()).isEqualTo("good");
    }
  }

  // ---- those that stay ----

  @Test
  void postWaits_staysAndIsNotSentTwice() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(late("late"));
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("", hung, good);
        RawClient posting = proxy.client();
        RawClient getting = proxy.client()) {
      posting.send(post("/", "", "pay 5"));
      getting.send(GET);
      awaitRequests(hung, 2);
      takeDown(proxy, 0);
      assertThat(getting.readResponse().bodyText()).isEqualTo("good");
      goOn.countDown();
      assertThat(posting.readResponse().bodyText()).isEqualTo("late");
      assertThat(good.requests()).hasSize(1);
    }
  }

  @Test
  void noOtherServer_staysAndIsAnsweredLate() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(late("late"));
        TestProxy proxy = proxy("", hung);
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitRequests(hung, 1);
      takeDown(proxy, 0);
      goOn.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("late");
      assertThat(moved(proxy)).isZero();
      await("its connection not to be kept").atMost(LONG).until(() -> hung.openConnections() == 0);
    }
  }

  @Test
  void onlyOtherServerIsSuspectedToo_stays() {
    try (ScriptedOrigin hung = ScriptedOrigin.start(late("late"));
        ScriptedOrigin other = ScriptedOrigin.start(OriginScript.named("other"));
        TestProxy proxy = proxy("", hung, other);
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitRequests(hung, 1);
      change(proxy, 1, it -> it.avoid(Avoidance.SUSPECTED));
      change(proxy, 0, it -> it.avoid(Avoidance.SUSPECTED));
      goOn.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("late");
      assertThat(server(proxy, 1).inFlight()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry: {attempts: 0}", "retry: {when: [connect_failure]}"})
  void requestsAreNotToBeRepeated_stays(String retry) {
    try (ScriptedOrigin hung = ScriptedOrigin.start(late("late"));
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy(retry, hung, good);
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitRequests(hung, 1);
      takeDown(proxy, 0);
      goOn.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("late");
      assertThat(good.heads()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 103 Early Hints\r\n\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nla"
      })
  void answerHasBegun_stays(String begun) {
    String answer = begun.startsWith("HTTP/1.1 103") ? begun + ok("late") : ok("late");
    CountDownLatch sent = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readRequest();
          String part = begun.contains("Length") ? answer.substring(0, answer.length() - 2) : begun;
          c.send(part);
          sent.countDown();
          goOn.await();
          c.send(answer.substring(part.length()));
        };
    try (ScriptedOrigin slow = ScriptedOrigin.start(script);
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("", slow, good);
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitBytesFromServer(proxy, sent);
      takeDown(proxy, 0);
      goOn.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("late");
      assertThat(good.heads()).isEmpty();
    }
  }

  private static void awaitBytesFromServer(TestProxy proxy, CountDownLatch sent) {
    await("a part of the answer")
        .atMost(LONG)
        .until(() -> sent.getCount() == 0 && Counts.serverIn(proxy.proxy()) > 0);
  }

  @Test
  void serverIsDrained_waitingRequestsStayAndIdleConnectionsAreClosed() {
    try (ScriptedOrigin drained = ScriptedOrigin.start(OriginScript.named("warm"));
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("", drained, good);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("warm");
      drained.script(late("late"));
      change(proxy, 0, it -> it.adminState(AdminState.DRAIN));
      await("idle connection to close").atMost(LONG).until(() -> drained.openConnections() == 0);
      change(proxy, 0, it -> it.adminState(AdminState.READY));
      client.send(GET);
      awaitRequests(drained, 2);
      change(proxy, 0, it -> it.adminState(AdminState.DRAIN));
      goOn.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("late");
      await("its connection not to be kept")
          .atMost(LONG)
          .until(() -> drained.openConnections() == 0);
    }
  }

  // ---- those that are cut ----

  @Test
  void connectionsAreToBeClosed_answersUnderWayPostsAndTunnelsEndAndGetsAreMoved() {
    OriginScript script =
        c -> {
          RawRequest request = c.readRequest();
          if (request != null && request.target().equals("/half")) {
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nla");
          } else if (request != null && request.target().equals("/tunnel")) {
            c.send(UPGRADED);
          }
          c.awaitClose();
        };
    try (ScriptedOrigin down = ScriptedOrigin.start(script);
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = proxy("when_marked_down: close_connections", down, good);
        RawClient half = proxy.client();
        RawClient tunnel = proxy.client();
        RawClient posting = proxy.client();
        RawClient getting = proxy.client()) {
      half.send(GET.replace(" / ", " /half "));
      assertThat(half.readHead()).contains("200");
      tunnel.send(UPGRADE);
      assertThat(tunnel.readHead()).contains("101");
      posting.send(post("/", "", "pay 5"));
      getting.send(GET);
      awaitRequests(down, 4);

      change(proxy, 0, it -> it.avoid(Avoidance.SUSPECTED));
      assertThat(getting.readResponse().bodyText()).isEqualTo("good");
      assertThat(down.openConnections()).as("it is not down yet").isGreaterThanOrEqualTo(3);
      takeDown(proxy, 0);

      RawResponse response = posting.readResponse();
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.bodyText()).contains("went down");
      assertThat(half.readExactly(2)).isEqualTo("la".getBytes(StandardCharsets.US_ASCII));
      assertThat(half.closedByPeer(LONG)).isTrue();
      assertThat(tunnel.closedByPeer(LONG)).isTrue();
      await("all connections to be closed").atMost(LONG).until(() -> down.openConnections() == 0);
      assertThat(good.requests()).hasSize(1);
      awaitIdle(proxy);
    }
  }
}
