package io.forebay.health.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Backend;
import io.forebay.backend.BreakerState;
import io.forebay.backend.Server;
import io.forebay.config.BackendConfig;
import io.forebay.health.guard.Guards;
import io.forebay.http.ProxyError;
import io.forebay.testkit.Counts;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Circuit breakers of a proxy with real sockets; only the time that they are open is made up. */
@ExtendWith(LeakExtension.class)
class BreakerProxyTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String BREAKER =
      "circuit_breaker: {failures: 3, open_for: 50s, half_open_successes: 2}\n"
          + "retry: {when: []}\nbalance: first\n";

  private final ManualTicker ticker = new ManualTicker();
  private final List<Runnable> ends = new CopyOnWriteArrayList<>();
  private final AtomicBoolean healthy = new AtomicBoolean();
  private final ScriptedOrigin origin = ScriptedOrigin.start(this::serve);

  @AfterEach
  void close() {
    origin.close();
  }

  /** 503 unless it is healthy. */
  private void serve(io.forebay.testkit.OriginConnection c) throws Exception {
    while (c.readRequest() != null) {
      String status = healthy.get() ? "200 OK" : "503 Service Unavailable";
      c.send("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
    }
  }

  private TestProxy start(String backend, ScriptedOrigin... origins) {
    TestProxy proxy = TestProxy.start(TestProxy.yaml(backend, origins));
    var loop = Breakers.Control.of(proxy.proxy().control());
    var control =
        new Breakers.Control() {
          @Override
          public void execute(Runnable task) {
            loop.execute(task);
          }

          @Override
          public void schedule(Runnable task, long nanos) {
            ends.add(() -> loop.execute(task));
          }
        };
    var breakers = new Breakers(control, ticker, (app, server, from, to, cause) -> {});
    Map<Backend, BackendConfig> all = new LinkedHashMap<>();
    for (Backend it : proxy.proxy().backends()) {
      all.put(it, proxy.proxy().config().backends().get(it.name()));
    }
    new Guards(proxy.proxy().control(), breakers).apply(all);
    await("guards").atMost(LONG).until(() -> server(proxy, 0).guard() != null);
    return proxy;
  }

  private static Backend app(TestProxy proxy) {
    return proxy.proxy().backend("app");
  }

  private static Server server(TestProxy proxy, int index) {
    return app(proxy).servers().get(index).server();
  }

  private static void awaitState(TestProxy proxy, BreakerState state, int eligible) {
    await("breaker " + state)
        .atMost(LONG)
        .until(
            () ->
                server(proxy, 0).breaker().state() == state
                    && app(proxy).eligibleCount() == eligible);
  }

  private void endOpen() {
    ticker.advance(Duration.ofSeconds(50));
    ends.forEach(Runnable::run);
  }

  private static int status(RawClient client) {
    return client.send(GET).readResponse().status();
  }

  private void open(RawClient client) {
    for (int i = 0; i < 3; i++) {
      assertThat(status(client)).isEqualTo(503);
    }
  }

  private static long errors(TestProxy proxy, ProxyError error) {
    return Counts.errors(proxy.proxy(), error);
  }

  @Test
  void failuresInARow_503AtOnceWithTheSecondsLeft_andNothingReachesTheServer() {
    try (TestProxy proxy = start(BREAKER, origin);
        RawClient client = proxy.client()) {
      open(client);
      ticker.advance(Duration.ofMillis(20_500));
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.headers().first("retry-after")).isEqualTo("30");
      assertThat(response.bodyText()).contains("circuit breaker");
      assertThat(origin.requests()).hasSize(3);
      assertThat(errors(proxy, ProxyError.CIRCUIT_OPEN)).isEqualTo(1);
      awaitState(proxy, BreakerState.OPEN, 0);
      assertThat(client.send(GET).readResponse().bodyText()).contains("circuit breaker");
      assertThat(origin.requests()).hasSize(3);
    }
  }

  @Test
  void anotherServer_takesTheRequests() {
    try (ScriptedOrigin other = ScriptedOrigin.start(OriginScript.named("other"));
        TestProxy proxy = start(BREAKER, origin, other);
        RawClient client = proxy.client()) {
      open(client);
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("other");
      }
      assertThat(origin.requests()).hasSize(3);
    }
  }

  @Test
  void serverThatHasRecovered_isClosedByTwoTrials() {
    try (TestProxy proxy = start(BREAKER, origin);
        RawClient client = proxy.client()) {
      open(client);
      awaitState(proxy, BreakerState.OPEN, 0);
      await("timer").atMost(LONG).until(() -> !ends.isEmpty());
      healthy.set(true);
      endOpen();
      awaitState(proxy, BreakerState.HALF_OPEN, 1);
      assertThat(status(client)).isEqualTo(200);
      awaitState(proxy, BreakerState.HALF_OPEN, 1);
      assertThat(status(client)).isEqualTo(200);
      awaitState(proxy, BreakerState.CLOSED, 1);
      assertThat(status(client)).isEqualTo(200);
    }
  }

  @Test
  void trialUnderWay_othersGoElsewhereAndAFailureOpensAgain() {
    Semaphore permits = new Semaphore(0);
    AtomicBoolean gated = new AtomicBoolean();
    OriginScript script =
        c -> {
          for (RawRequest it = c.readRequest(); it != null; it = c.readRequest()) {
            if (gated.get()) {
              permits.acquire();
            }
            c.send("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
          }
        };
    try (ScriptedOrigin slow = ScriptedOrigin.start(script);
        ScriptedOrigin other = ScriptedOrigin.start(OriginScript.named("other"));
        TestProxy proxy = start(BREAKER, slow, other);
        RawClient trial = proxy.client();
        RawClient client = proxy.client()) {
      open(client);
      awaitState(proxy, BreakerState.OPEN, 1);
      await("timer").atMost(LONG).until(() -> !ends.isEmpty());
      gated.set(true);
      endOpen();
      awaitState(proxy, BreakerState.HALF_OPEN, 2);
      trial.send(GET);
      await("trial").atMost(LONG).until(() -> slow.requests().size() == 4);
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("other");
      }
      permits.release();
      assertThat(trial.readResponse().status()).isEqualTo(503);
      awaitState(proxy, BreakerState.OPEN, 1);
      assertThat(slow.requests()).hasSize(4);
    }
  }

  @Test
  void held_untilATrialSucceeds_inOrder() {
    try (TestProxy proxy =
            start(BREAKER + "queue: {when_no_server: hold, timeout: 60s}\n", origin);
        RawClient client = proxy.client();
        RawClient second = proxy.client()) {
      open(client);
      awaitState(proxy, BreakerState.OPEN, 0);
      await("timer").atMost(LONG).until(() -> !ends.isEmpty());
      client.send(GET.replace(" / ", " /1 "));
      await("queue").atMost(LONG).until(() -> app(proxy).queue().length() == 1);
      second.send(GET.replace(" / ", " /2 "));
      await("queue").atMost(LONG).until(() -> app(proxy).queue().length() == 2);
      healthy.set(true);
      endOpen();
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(second.readResponse().status()).isEqualTo(200);
      assertThat(origin.requests()).extracting(RawRequest::target).endsWith("/1", "/2");
      awaitState(proxy, BreakerState.CLOSED, 1);
    }
  }
}
