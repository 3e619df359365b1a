package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.http.ProxyError;
import io.forebay.observe.Event;
import io.forebay.runtime.ServerChange;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits of servers and requests that wait for one, with two event loops. */
@ExtendWith(LeakExtension.class)
class QueueTest {

  private static final String ONE = "max_connections: 1\nqueue: {timeout: 30s}\n";

  /** Answers each request with its target once a permit is there. */
  private static OriginScript gated(Semaphore permits) {
    return c -> {
      for (RawRequest request = c.readRequest(); request != null; request = c.readRequest()) {
        permits.acquire();
        c.send(ok(request.target()));
      }
    };
  }

  private static String get(String target) {
    return GET.replace(" / ", " " + target + " ");
  }

  private static Backend app(TestProxy proxy) {
    return proxy.proxy().backend("app");
  }

  private static void awaitQueue(TestProxy proxy, int length) {
    await("a queue of " + length).atMost(LONG).until(() -> app(proxy).queue().length() == length);
  }

  private static void awaitRequests(ScriptedOrigin origin, int count) {
    await("requests at the server").atMost(LONG).until(() -> origin.requests().size() == count);
  }

  // ---- the limit ----

  @Test
  void manyClients_limitNeverExceededAndAllAnswered() throws Exception {
    AtomicInteger active = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    OriginScript script =
        c -> {
          while (c.readRequest() != null) {
            most.accumulateAndGet(active.incrementAndGet(), Math::max);
            c.pause(Duration.ofMillis(2));
            active.decrementAndGet();
            c.send(ok("done"));
          }
        };
    int clients = 200;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", "max_connections: 5\nqueue: {timeout: 60s}\n", origin.port()))) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        done.add(
            threads.submit(
                () -> {
                  try (RawClient client = proxy.client().readTimeout(Duration.ofSeconds(60))) {
                    for (int k = 0; k < 3; k++) {
                      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
                    }
                  }
                }));
      }
      for (Future<?> it : done) {
        it.get(120, TimeUnit.SECONDS);
      }
      assertThat(most.get()).isBetween(1, 5);
      awaitIdle(proxy);
      assertThat(app(proxy).queue().length()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void limitSetAtRunTime_letsRequestsWaitUntilItIsTakenBack() {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy = TestProxy.start(yaml("{}", "queue: {timeout: 60s}\n", origin.port()));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(origin, 1);
      limit(proxy, 1);
      client.send(get("/waits"));
      awaitQueue(proxy, 1);
      assertThat(origin.requests()).hasSize(1);

      limit(proxy, 0);
      awaitRequests(origin, 2);
      permits.release(2);
      assertThat(busy.readResponse().bodyText()).isEqualTo("/busy");
      assertThat(client.readResponse().bodyText()).isEqualTo("/waits");
      assertThat(proxy.proxy().events().since(0))
          .filteredOn(it -> it.kind() == Event.Kind.LIMIT)
          .extracting(Event::text)
          .containsExactly("max_connections 0 -> 1 by a test", "max_connections 1 -> 0 by a test");
    }
  }

  private static void limit(TestProxy proxy, int limit) {
    Server server = Setup.server(proxy, 0);
    proxy.proxy().change(server, new ServerChange(null, null, limit), "a test").join();
  }

  @Test
  void fullServer_isLeftAloneWhileAnotherHasRoom() {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin small = ScriptedOrigin.start(gated(permits));
        ScriptedOrigin large = ScriptedOrigin.start(OriginScript.named("large"));
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", "", small.port(), large.port())
                    .replace("{name: s1,", "{name: s1, max_connections: 1,"));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(small, 1);
      for (int i = 0; i < 10; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("large");
      }
      permits.release();
      assertThat(busy.readResponse().bodyText()).isEqualTo("/busy");
    }
  }

  @Test
  void everyServerFull_waitsRatherThanUseABackup() {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin first = ScriptedOrigin.start(gated(permits));
        ScriptedOrigin backup = ScriptedOrigin.start(OriginScript.named("backup"));
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", ONE, first.port(), backup.port())
                    .replace("{name: s2,", "{name: s2, backup: true,"));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(first, 1);
      client.send(get("/waits"));
      awaitQueue(proxy, 1);
      permits.release(2);
      assertThat(client.readResponse().bodyText()).isEqualTo("/waits");
      assertThat(backup.requests()).isEmpty();
    }
  }

  @Test
  void tunnel_countsUntilItEnds() {
    OriginScript script =
        c -> {
          if (c.readHead().contains("Upgrade")) {
            c.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
            c.awaitClose();
          } else {
            c.send(ok("after"));
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{}", ONE, origin.port()));
        RawClient tunnel = proxy.client();
        RawClient client = proxy.client()) {
      tunnel.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
      assertThat(tunnel.readResponse().status()).isEqualTo(101);
      client.send(GET);
      awaitQueue(proxy, 1);
      assertThat(origin.heads()).hasSize(1);
      tunnel.reset();
      assertThat(client.readResponse().bodyText()).isEqualTo("after");
    }
  }

  // ---- order and bodies ----

  @Test
  void waitingRequests_goInTheOrderTheyCameInFromBothLoops() {
    Semaphore permits = new Semaphore(0);
    List<RawClient> clients = new ArrayList<>();
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy = TestProxy.start(yaml("{}", ONE, origin.port()))) {
      int count = 12;
      for (int i = 0; i <= count; i++) {
        RawClient client = proxy.client();
        clients.add(client.send(get("/" + i)));
        if (i == 0) {
          awaitRequests(origin, 1);
        }
        awaitQueue(proxy, i);
      }
      for (int i = 0; i <= count; i++) {
        permits.release();
        assertThat(clients.get(i).readResponse().bodyText()).isEqualTo("/" + i);
      }
      assertThat(origin.requests())
          .extracting(RawRequest::target)
          .containsExactly(
              "/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10", "/11", "/12");
      awaitIdle(proxy);
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void bodyThatArrivesDuringTheWait_isSentWhole() {
    Semaphore permits = new Semaphore(0);
    String body = "x".repeat(100_000);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy = TestProxy.start(yaml("{}", ONE, origin.port()));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(GET);
      awaitRequests(origin, 1);
      client.send(post("/upload", "", body));
      awaitQueue(proxy, 1);
      permits.release(2);
      assertThat(busy.readResponse().status()).isEqualTo(200);
      assertThat(client.readResponse().bodyText()).isEqualTo("/upload");
      assertThat(origin.requests().get(1).bodyText()).isEqualTo(body);
    }
  }

  // ---- ends of waiting ----

  @Test
  void waitTooLong_503WithRetryAfter() {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", "max_connections: 1\nqueue: {timeout: 100ms}\n", origin.port()));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(GET);
      awaitRequests(origin, 1);
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.headers().first("retry-after")).isEqualTo("1");
      assertThat(response.bodyText()).contains("no server was free in time");
      assertThat(errors(proxy.proxy(), ProxyError.QUEUE_TIMEOUT)).isEqualTo(1);
      assertThat(app(proxy).queue().length()).isZero();
      permits.release(2);
      assertThat(busy.readResponse().status()).isEqualTo(200);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void listenersOwnTime_winsOverTheBackends() {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", ONE, origin.port())
                    .replace("backend: app}", "backend: app, timeouts: {queue: 100ms}}"));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(GET);
      awaitRequests(origin, 1);
      assertThat(client.send(GET).readResponse().bodyText()).contains("no server was free in time");
    }
  }

  @Test
  void queueFull_503AtOnce() {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", "max_connections: 1\nqueue: {max: 1, timeout: 30s}\n", origin.port()));
        RawClient busy = proxy.client();
        RawClient waiting = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(GET);
      awaitRequests(origin, 1);
      waiting.send(GET);
      awaitQueue(proxy, 1);
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.headers().first("retry-after")).isEqualTo("1");
      assertThat(response.bodyText()).contains("so is the queue");
      assertThat(errors(proxy.proxy(), ProxyError.QUEUE_FULL)).isEqualTo(1);
      permits.release(2);
      assertThat(waiting.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void clientThatGoes_leavesTheQueue() {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy = TestProxy.start(yaml("{}", ONE, origin.port()));
        RawClient busy = proxy.client();
        RawClient leaving = proxy.client();
        RawClient staying = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(origin, 1);
      leaving.send(get("/leaving"));
      awaitQueue(proxy, 1);
      staying.send(get("/staying"));
      awaitQueue(proxy, 2);
      leaving.reset();
      awaitQueue(proxy, 1);
      permits.release(2);
      assertThat(staying.readResponse().bodyText()).isEqualTo("/staying");
      assertThat(origin.requests())
          .extracting(RawRequest::target)
          .containsExactly("/busy", "/staying");
      awaitIdle(proxy);
    }
  }

  @Test
  void clientThatEndsItsHalf_hasLeftIfItHasWaitedForLong() {
    Semaphore permits = new Semaphore(0);
    AtomicLong ahead = new AtomicLong();
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy =
            TestProxy.start(() -> System.nanoTime() + ahead.get(), yaml("{}", ONE, origin.port()));
        RawClient busy = proxy.client();
        RawClient done = proxy.client();
        RawClient leaving = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(origin, 1);
      done.send(get("/done"));
      done.shutdownOutput();
      leaving.send(get("/leaving"));
      awaitQueue(proxy, 2);
      ahead.set(Duration.ofMillis(1500).toNanos());
      leaving.shutdownOutput();
      awaitQueue(proxy, 1);
      permits.release(2);
      assertThat(done.readResponse().bodyText()).isEqualTo("/done");
      assertThat(leaving.readAll()).isEmpty();
      awaitIdle(proxy);
    }
  }

  // ---- no server, reload, stop ----

  @Test
  void holdWithoutServer_goesOnWhenOneComesUp() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("up"));
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", "queue: {when_no_server: hold, timeout: 30s}\n", origin.port()));
        RawClient first = proxy.client();
        RawClient second = proxy.client()) {
      state(proxy, ServerState.DOWN);
      first.send(GET);
      second.send(GET);
      awaitQueue(proxy, 2);
      assertThat(origin.requests()).isEmpty();
      state(proxy, ServerState.UP);
      assertThat(first.readResponse().bodyText()).isEqualTo("up");
      assertThat(second.readResponse().bodyText()).isEqualTo("up");
      awaitIdle(proxy);
    }
  }

  @Test
  void holdWithoutServer_503WhenNoneComesUpInTime() {
    try (TestProxy proxy =
            TestProxy.start(yaml("{}", "queue: {when_no_server: hold, timeout: 100ms}\n", 1));
        RawClient client = proxy.client()) {
      state(proxy, ServerState.DOWN);
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.bodyText()).contains("no server was free in time");
    }
  }

  @Test
  void noServerUp_withoutHoldFailsAtOnce() {
    try (TestProxy proxy = TestProxy.start(yaml("{}", ONE, 1));
        RawClient client = proxy.client()) {
      state(proxy, ServerState.DOWN);
      assertThat(client.send(GET).readResponse().bodyText()).contains("no server is available");
    }
  }

  @Test
  void lastServerGoesDown_whoWaitsIsAnsweredAtOnce() {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy = TestProxy.start(yaml("{}", ONE, origin.port()));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(origin, 1);
      client.send(GET);
      awaitQueue(proxy, 1);
      state(proxy, ServerState.DOWN);
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.bodyText()).contains("no server is available");
      assertThat(errors(proxy.proxy(), ProxyError.NO_SERVER)).isEqualTo(1);
      permits.release();
      assertThat(busy.readResponse().bodyText()).isEqualTo("/busy");
      awaitIdle(proxy);
    }
  }

  @Test
  void lastServerGoesDown_whoMayHoldGoesOnWaiting() {
    Semaphore permits = new Semaphore(0);
    String hold = "max_connections: 1\nqueue: {when_no_server: hold, timeout: 30s}\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy = TestProxy.start(yaml("{}", hold, origin.port()));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(origin, 1);
      client.send(get("/held"));
      awaitQueue(proxy, 1);
      state(proxy, ServerState.DOWN);
      permits.release(2);
      assertThat(busy.readResponse().bodyText()).isEqualTo("/busy");
      assertThat(app(proxy).queue().length()).isEqualTo(1);
      state(proxy, ServerState.UP);
      assertThat(client.readResponse().bodyText()).isEqualTo("/held");
    }
  }

  @Test
  void backendRemovedByReload_whoWaitsGoesOnWithItsServers() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        ScriptedOrigin next = ScriptedOrigin.start(OriginScript.named("next"));
        TestProxy proxy = TestProxy.start(yaml("{}", ONE, origin.port()));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(origin, 1);
      client.send(get("/waits"));
      awaitQueue(proxy, 1);
      Backend removed = app(proxy);
      proxy.proxy().apply(TestProxy.parse(renamed(ONE, next.port())));
      assertThat(removed.queue().length()).isEqualTo(1);
      permits.release(2);
      assertThat(busy.readResponse().bodyText()).isEqualTo("/busy");
      assertThat(client.readResponse().bodyText()).isEqualTo("/waits");
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("next");
      awaitIdle(proxy);
    }
  }

  @Test
  void backendRemovedByReload_whoHeldForAServerToComeUpIsAnsweredAtOnce() throws Exception {
    String hold = "queue: {when_no_server: hold, timeout: 30s}\n";
    try (ScriptedOrigin next = ScriptedOrigin.start(OriginScript.named("next"));
        TestProxy proxy = TestProxy.start(yaml("{}", hold, 1));
        RawClient client = proxy.client()) {
      state(proxy, ServerState.DOWN);
      client.send(GET);
      awaitQueue(proxy, 1);
      proxy.proxy().apply(TestProxy.parse(renamed(hold, next.port())));
      assertThat(client.readResponse().bodyText()).contains("no server is available");
    }
  }

  private static String renamed(String backend, int port) {
    return yaml("{}", backend, port).replace("app", "other");
  }

  // ---- another try ----

  @Test
  void connectFails_waitsForTheOtherServer() {
    Semaphore permits = new Semaphore(0);
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy =
            TestProxy.start(yaml("{}", ONE + "balance: first\n", origin.port(), refusing.port()));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(origin, 1);
      client.send(post("/waits", "", "a body"));
      awaitQueue(proxy, 1);
      permits.release(2);
      assertThat(busy.readResponse().bodyText()).isEqualTo("/busy");
      assertThat(client.readResponse().bodyText()).isEqualTo("/waits");
      assertThat(origin.requests().get(1).bodyText()).isEqualTo("a body");
      awaitIdle(proxy);
    }
  }

  @Test
  void connectFails_withoutAQueueItIsAnsweredAtOnce() {
    Semaphore permits = new Semaphore(0);
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    "{}",
                    "max_connections: 1\nqueue: {max: 0}\nbalance: first\n",
                    origin.port(),
                    refusing.port()));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(get("/busy"));
      awaitRequests(origin, 1);
      assertThat(client.send(GET).readResponse().bodyText())
          .contains("no server accepted the connection");
      permits.release();
      assertThat(busy.readResponse().bodyText()).isEqualTo("/busy");
    }
  }

  private static void state(TestProxy proxy, ServerState state) {
    Backend backend = app(proxy);
    backend.servers().forEach(it -> it.server().state(state));
    backend.refresh();
  }

  @Test
  void reloadWithMoreRoom_servesWhoWaits() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy = TestProxy.start(yaml("{}", ONE, origin.port()));
        RawClient busy = proxy.client();
        RawClient second = proxy.client();
        RawClient third = proxy.client()) {
      busy.send(GET);
      awaitRequests(origin, 1);
      second.send(get("/second"));
      awaitQueue(proxy, 1);
      third.send(get("/third"));
      awaitQueue(proxy, 2);
      String more = ONE.replace("max_connections: 1", "max_connections: 2");
      proxy.proxy().apply(TestProxy.parse(yaml("{}", more, origin.port())));
      awaitRequests(origin, 2);
      assertThat(app(proxy).queue().length()).isEqualTo(1);
      permits.release(3);
      assertThat(second.readResponse().bodyText()).isEqualTo("/second");
      assertThat(third.readResponse().bodyText()).isEqualTo("/third");
      awaitIdle(proxy);
    }
  }

  @Test
  void stop_answersWhoStillWaitsWhenItsTimeIsOver() throws Exception {
    Semaphore permits = new Semaphore(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(gated(permits));
        TestProxy proxy = TestProxy.start(yaml("{}", ONE, origin.port()));
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(GET);
      awaitRequests(origin, 1);
      client.send(GET);
      awaitQueue(proxy, 1);
      CompletableFuture<Integer> left =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return proxy.proxy().drain(Duration.ZERO, Duration.ofMillis(100));
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.bodyText()).contains("the proxy is stopping");
      left.get(30, TimeUnit.SECONDS);
    }
  }
}
