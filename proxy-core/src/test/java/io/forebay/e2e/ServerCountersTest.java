package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.sum;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.http.ProxyError;
import io.forebay.runtime.Proxy;
import io.forebay.stats.ByteCells;
import io.forebay.stats.RouteErrors;
import io.forebay.stats.ServerCount;
import io.forebay.testkit.Counts;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted of each server, whichever protocols client and server speak. */
@ExtendWith(LeakExtension.class)
class ServerCountersTest {

  private static Function<PairMessage, Reply> always(Act act, String status) {
    return request -> new Reply(act, PairMessage.of(status, "text"));
  }

  private static long count(TestProxy proxy, int server, ServerCount what) {
    return Counts.of(proxy.proxy(), what, Setup.server(proxy, server).id());
  }

  private static void get(PairClient client, String path) {
    client.send(PairMessage.of("GET " + path, "")).whole();
  }

  @ParameterizedTest
  @EnumSource
  void answered_triesConnectionsAndClasses(Pair pair) {
    try (PairOrigin origin =
            pair.origin(it -> new Reply(Act.ANSWER, PairMessage.of(it.start().substring(5), "")));
        TestProxy proxy = pair.proxy(origin);
        PairClient client = pair.client(proxy)) {
      for (String status : List.of("200", "201", "204", "304", "404", "404", "500")) {
        get(client, "/" + status);
      }
      awaitIdle(proxy);
      assertThat(count(proxy, 0, ServerCount.TRIES)).isEqualTo(7);
      assertThat(count(proxy, 0, ServerCount.REUSES)).isEqualTo(6);
      assertThat(count(proxy, 0, ServerCount.CONNECTIONS)).isEqualTo(1);
      assertThat(count(proxy, 0, ServerCount.ANSWERS_2XX)).isEqualTo(3);
      assertThat(count(proxy, 0, ServerCount.ANSWERS_3XX)).isEqualTo(1);
      assertThat(count(proxy, 0, ServerCount.ANSWERS_4XX)).isEqualTo(2);
      assertThat(count(proxy, 0, ServerCount.ANSWERS_5XX)).isEqualTo(1);
      assertThat(count(proxy, 0, ServerCount.MOST_IN_FLIGHT)).isEqualTo(1);
      assertThat(count(proxy, 0, ServerCount.RESPONSE_NANOS)).isPositive();
      assertThat(count(proxy, 0, ServerCount.CONNECT_NANOS)).isPositive();
      assertThat(count(proxy, 0, ServerCount.RESETS)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytes_areThoseOfTheServerAndOfTheListener(Pair pair) {
    try (PairOrigin small = pair.origin(always(Act.ANSWER, "200"));
        PairOrigin large =
            pair.origin(it -> new Reply(Act.ANSWER, PairMessage.of("200", "x".repeat(100_000))));
        TestProxy proxy = pair.proxy(small, large);
        PairClient client = pair.client(proxy)) {
      get(client, "/");
      get(client, "/");
      awaitIdle(proxy);
      Proxy it = proxy.proxy();
      int web = it.metricIds().listener("web");
      int first = Setup.server(proxy, 0).id();
      int second = Setup.server(proxy, 1).id();
      assertThat(sum(it, s -> s.serverBytes.get(ByteCells.inCell(first)))).isBetween(1L, 50_000L);
      assertThat(sum(it, s -> s.serverBytes.get(ByteCells.inCell(second)))).isGreaterThan(100_000L);
      assertThat(sum(it, s -> s.serverBytes.get(ByteCells.outCell(first)))).isBetween(1L, 10_000L);
      assertThat(sum(it, s -> s.clientBytes.get(ByteCells.inCell(web)))).isBetween(1L, 10_000L);
      assertThat(sum(it, s -> s.clientBytes.get(ByteCells.outCell(web)))).isGreaterThan(100_000L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void dropped_isAResetAndARedispatch(Pair pair) {
    try (PairOrigin drops = pair.origin(always(Act.DROP, "200"));
        PairOrigin takes = pair.origin(always(Act.ANSWER, "200"));
        TestProxy proxy = pair.proxy(drops, takes);
        PairClient client = pair.client(proxy)) {
      for (int i = 0; i < 4; i++) {
        get(client, "/");
      }
      awaitIdle(proxy);
      long dropped = drops.requests().size();
      assertThat(dropped).isPositive();
      assertThat(count(proxy, 0, ServerCount.RESETS)).isEqualTo(dropped);
      assertThat(count(proxy, 0, ServerCount.REDISPATCHES)).isEqualTo(dropped);
      assertThat(count(proxy, 0, ServerCount.RETRIES)).isZero();
      assertThat(count(proxy, 1, ServerCount.ANSWERS_2XX)).isEqualTo(4);
      assertThat(count(proxy, 1, ServerCount.REDISPATCHES)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void droppedByTheOnlyServer_isRetriedThere(Pair pair) {
    try (PairOrigin drops = pair.origin(always(Act.DROP, "200"));
        TestProxy proxy = pair.proxy(drops);
        PairClient client = pair.client(proxy)) {
      assertThat(client.send(PairMessage.of("GET /", "")).whole().status()).isEqualTo(502);
      awaitIdle(proxy);
      long tries = count(proxy, 0, ServerCount.TRIES);
      assertThat(tries).isGreaterThan(1);
      assertThat(count(proxy, 0, ServerCount.RETRIES)).isEqualTo(tries - 1);
      assertThat(count(proxy, 0, ServerCount.RESETS)).isEqualTo(tries);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerThatIsCut_isAResetOfAnAnswer(Pair pair) {
    try (PairOrigin origin = pair.origin(always(Act.CUT, "200"));
        TestProxy proxy = pair.proxy(origin);
        PairClient client = pair.client(proxy)) {
      assertThatThrownBy(() -> get(client, "/")).isInstanceOf(UncheckedIOException.class);
      awaitIdle(proxy);
      assertThat(count(proxy, 0, ServerCount.RESETS)).isEqualTo(1);
      assertThat(count(proxy, 0, ServerCount.ANSWERS_2XX)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void silence_isATimeout(Pair pair) {
    CountDownLatch end = new CountDownLatch(1);
    Function<PairMessage, Reply> silent =
        request -> {
          awaitUninterrupted(end);
          return new Reply(Act.ANSWER, PairMessage.of("200", ""));
        };
    try (PairOrigin origin = pair.origin(silent)) {
      String config =
          pair.config("", "", origin).replace("timeouts: {}", "timeouts: {server: 200ms}");
      try (TestProxy proxy = TestProxy.start(config);
          PairClient client = pair.client(proxy)) {
        assertThat(client.send(PairMessage.of("POST /", "x")).whole().status()).isEqualTo(504);
        awaitIdle(proxy);
        assertThat(count(proxy, 0, ServerCount.TIMEOUTS)).isEqualTo(1);
        assertThat(count(proxy, 0, ServerCount.RESETS)).isZero();
      } finally {
        end.countDown();
      }
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestsAtATime_theMostIsKept(Pair pair) {
    Semaphore answers = new Semaphore(0);
    Function<PairMessage, Reply> held =
        request -> {
          answers.acquireUninterruptibly();
          return new Reply(Act.ANSWER, PairMessage.of("200", ""));
        };
    try (PairOrigin origin = pair.origin(held);
        TestProxy proxy = pair.proxy(origin)) {
      List<PairClient> clients = new ArrayList<>();
      List<PairClient.PairAnswer> awaited = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        PairClient client = pair.client(proxy);
        clients.add(client);
        awaited.add(client.send(PairMessage.of("GET /", "")));
      }
      await().atMost(LONG).until(() -> Setup.server(proxy, 0).inFlight() == 3);
      answers.release(100);
      awaited.forEach(PairClient.PairAnswer::whole);
      clients.forEach(PairClient::close);
      awaitIdle(proxy);
      int id = Setup.server(proxy, 0).id();
      long most =
          proxy.proxy().loopStats().stream()
              .mapToLong(it -> it.servers.get(ServerCount.MOST_IN_FLIGHT.cell(id)))
              .max()
              .orElseThrow();
      assertThat(most).isEqualTo(3);
      await().atMost(LONG).until(() -> proxy.proxy().openConnections() == 0);
      assertThat(proxy.proxy().mostConnections("web")).isEqualTo(3);
      assertThat(proxy.proxy().mostConnections("other")).isZero();
    }
  }

  @Test
  void nothingListens_isAConnectErrorAndARedispatch() {
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("yes")));
        TestProxy proxy = TestProxy.start(yaml("{}", "", refusing.port(), origin.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      }
      awaitIdle(proxy);
      long refused = count(proxy, 0, ServerCount.CONNECT_ERRORS);
      assertThat(refused).isPositive();
      assertThat(count(proxy, 0, ServerCount.REDISPATCHES)).isEqualTo(refused);
      assertThat(count(proxy, 0, ServerCount.TRIES)).isEqualTo(refused);
      assertThat(count(proxy, 0, ServerCount.CONNECTIONS)).isZero();
    }
  }

  @Test
  void nonsense_isABadAnswer() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(OriginScript.respond("HTTP/1.1 2x0\r\n\r\n"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      awaitIdle(proxy);
      assertThat(count(proxy, 0, ServerCount.BAD_ANSWERS)).isEqualTo(1);
      assertThat(count(proxy, 0, ServerCount.RESETS)).isZero();
    }
  }

  @Test
  void waitForAServer_isCountedWithTheTimeItTook() {
    Semaphore answers = new Semaphore(0);
    OriginScript held =
        c -> {
          for (RawRequest request = c.readRequest(); request != null; request = c.readRequest()) {
            answers.acquire();
            c.send(ok("yes"));
          }
        };
    String limit = "max_connections: 1\nqueue: {timeout: 30s}\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(held);
        TestProxy proxy = TestProxy.start(yaml("{}", limit, origin.port()));
        RawClient first = proxy.client();
        RawClient second = proxy.client()) {
      first.send(GET);
      await().atMost(LONG).until(() -> origin.requests().size() == 1);
      second.send(GET);
      await().atMost(LONG).until(() -> proxy.proxy().backend("app").queue().length() == 1);
      answers.release(100);
      first.readResponse();
      second.readResponse();
      awaitIdle(proxy);
      Proxy it = proxy.proxy();
      int route = it.metricIds().route("web", "*", "app");
      assertThat(it.backend("app").queue().longest()).isEqualTo(1);
      assertThat(sum(it, s -> s.queued.get(route))).isEqualTo(1);
      long waited = sum(it, s -> s.queueNanos.get(route));
      assertThat(waited).isPositive();
      assertThat(count(proxy, 0, ServerCount.QUEUE_NANOS)).isEqualTo(waited);
    }
  }

  @Test
  void tunnel_takesAsLongAsItsAnswerTook() {
    ManualTicker ticker = new ManualTicker();
    OriginScript script =
        c -> {
          c.readHead();
          c.send(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                  + "Upgrade: websocket\r\n\r\n");
          c.readExactly(1);
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(ticker, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(101);
      ticker.advance(Duration.ofSeconds(20));
      client.reset();
      awaitIdle(proxy);
      int route = proxy.proxy().metricIds().route("web", "*", "app");
      int id = Setup.server(proxy, 0).id();
      long nanos =
          proxy.proxy().loopStats().stream()
              .map(it -> it.peek(route, id))
              .filter(Objects::nonNull)
              .mapToLong(it -> it.duration().sumNanos())
              .sum();
      assertThat(nanos).isLessThan(Duration.ofSeconds(20).toNanos());
    }
  }

  @Test
  void reload_keepsWhatWasCounted() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("yes")));
        TestProxy proxy = TestProxy.start(yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      awaitIdle(proxy);
      int id = Setup.server(proxy, 0).id();
      proxy.proxy().apply(TestProxy.parse(yaml("{}", "balance: first", origin.port())));
      client.send(GET).readResponse();
      awaitIdle(proxy);
      assertThat(Setup.server(proxy, 0).id()).isEqualTo(id);
      assertThat(count(proxy, 0, ServerCount.TRIES)).isEqualTo(2);
      assertThat(count(proxy, 0, ServerCount.ANSWERS_2XX)).isEqualTo(2);
      assertThat(Counts.serverIn(proxy.proxy())).isPositive();
    }
  }

  @Test
  void errors_areThoseOfTheirRoute() {
    String yaml =
        """
        global: {worker_threads: 2}
        listeners:
          web: {bind: "127.0.0.1:0", routes: [{match: {path: /none}, respond: {status: 204}}]}
          other: {bind: "127.0.0.1:0", routes: [{match: {path: /none}, respond: {status: 204}}]}
        """;
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(404);
      awaitIdle(proxy);
      assertThat(noRoute(proxy, "web")).isEqualTo(1);
      assertThat(noRoute(proxy, "other")).isZero();
    }
  }

  private static long noRoute(TestProxy proxy, String listener) {
    var routes = proxy.proxy().metricIds().routes();
    long found = 0;
    for (int i = 0; i < routes.size(); i++) {
      int cell = RouteErrors.cell(i, ProxyError.NO_ROUTE.ordinal());
      if (routes.get(i).listener().equals(listener)) {
        found += sum(proxy.proxy(), it -> it.errors.get(cell));
      }
    }
    return found;
  }
}
