package io.forebay.health.passive;

import static io.forebay.backend.Avoidance.EJECTED;
import static io.forebay.backend.Avoidance.SUSPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.ServerState;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Servers that fail in front of real checks, which by themselves would notice after a minute at the
 * earliest.
 */
@ExtendWith(LeakExtension.class)
class FailingServersTest {
  private static final String RARELY = "health_check: {path: /health, interval: 60s, fall: 2}\n";
  private static final String NO_RETRY = RARELY + "retry: {when: []}\n";
  private static final int MANY = 20;

  private final AtomicBoolean failing = new AtomicBoolean();
  private final AtomicInteger failed = new AtomicInteger();

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static ScriptedOrigin good() {
    return ScriptedOrigin.start(OriginScript.named("good"));
  }

  /** Answers requests with 503 while it is failing, and checks always with 200. */
  private OriginScript unable() {
    return OriginScript.respondWith(
        it -> {
          if (it.head().contains("/health") || !failing.get()) {
            return ok("first");
          }
          failed.incrementAndGet();
          return "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
        });
  }

  /** Answers nothing at all while it is failing. */
  private OriginScript hanging(CountDownLatch wake) {
    return c -> {
      while (c.readRequest() != null) {
        if (failing.get()) {
          failed.incrementAndGet();
          wake.await(30, TimeUnit.SECONDS);
          return;
        }
        c.send(ok("first"));
      }
    };
  }

  private static void requireAll(WatchedProxy proxy, String body) {
    for (int i = 0; i < MANY; i++) {
      assertThat(proxy.body("POST")).isEqualTo(body);
    }
  }

  @Test
  void killed_oneFailureIsEnough() {
    try (ScriptedOrigin good = good()) {
      ScriptedOrigin first = ScriptedOrigin.start(unable());
      try (WatchedProxy proxy = WatchedProxy.start(RARELY, first, good)) {
        assertThat(proxy.body("GET")).isEqualTo("first");
        first.close();
        // Nothing was sent, so that even this one is served.
        assertThat(proxy.body("POST")).isEqualTo("good");
        proxy.awaitState(1, ServerState.DOWN);
        assertThat(proxy.told).contains("s1 SUSPECTED: connect failure, checking");
        requireAll(proxy, "good");
      } finally {
        first.close();
      }
    }
  }

  @Test
  void resetsConnections_oneFailureIsEnough() {
    try (ScriptedOrigin first = ScriptedOrigin.start(unable());
        ScriptedOrigin good = good();
        WatchedProxy proxy = WatchedProxy.start(NO_RETRY, first, good)) {
      first.script(OriginScript.resetOnAccept());
      assertThat(proxy.answer("POST").status()).isIn(502, 503);
      proxy.awaitAvoided(1, SUSPECTED, true);
      requireAll(proxy, "good");
      proxy.awaitState(1, ServerState.DOWN);
    }
  }

  @Test
  void failsOnce_isAdmittedAgain() {
    try (ScriptedOrigin first = ScriptedOrigin.start(unable());
        ScriptedOrigin good = good();
        WatchedProxy proxy = WatchedProxy.start(NO_RETRY, first, good)) {
      first.script(OriginScript.resetOnAccept());
      assertThat(proxy.answer("POST").status()).isIn(502, 503);
      first.script(unable());
      proxy.awaitAvoided(1, SUSPECTED, false);
      assertThat(proxy.body("POST")).isEqualTo("first");
      assertThat(proxy.told.get(0)).startsWith("s1 SUSPECTED: ").endsWith(", checking");
    }
  }

  @Test
  void answers503ButNotToChecks_isEjectedUntilATrialPasses() {
    failing.set(true);
    try (ScriptedOrigin first = ScriptedOrigin.start(unable());
        ScriptedOrigin good = good();
        WatchedProxy proxy =
            WatchedProxy.start(
                NO_RETRY + "passive_check: {max_fails: 5, count: status_503, eject_for: 1s}",
                first,
                good)) {
      for (int i = 0; i < 5; i++) {
        assertThat(proxy.answer("POST").status()).isEqualTo(503);
      }
      proxy.awaitAvoided(1, EJECTED, true);
      assertThat(proxy.server(1).ejections()).isEqualTo(1);
      await("a trial").atMost(WatchedProxy.LONG).until(() -> proxy.body("POST").isEmpty());
      assertThat(failed).hasValue(6);
      failing.set(false);
      await("a good trial")
          .atMost(WatchedProxy.LONG)
          .until(() -> proxy.body("POST").equals("first"));
      proxy.awaitAvoided(1, EJECTED, false);
      requireAll(proxy, "first");
    }
  }

  @Test
  void answers503_readersNoticeNothing() {
    failing.set(true);
    try (ScriptedOrigin first = ScriptedOrigin.start(unable());
        ScriptedOrigin good = good();
        WatchedProxy proxy = WatchedProxy.start(RARELY + "retry: {budget: 100%}", first, good)) {
      for (int i = 0; i < MANY; i++) {
        assertThat(proxy.body("GET")).isEqualTo("good");
      }
      proxy.awaitAvoided(1, EJECTED, true);
    }
  }

  @Test
  void hangs_whatWaitsIsMovedAndNothingNewGoesThere() {
    var wake = new CountDownLatch(1);
    try (ScriptedOrigin first = ScriptedOrigin.start(hanging(wake));
        ScriptedOrigin good = good();
        WatchedProxy proxy = WatchedProxy.start(RARELY, first, good)) {
      assertThat(proxy.body("GET")).isEqualTo("first");
      failing.set(true);
      try (RawClient client = proxy.client()) {
        client.readTimeout(WatchedProxy.LONG);
        client.send("GET / HTTP/1.1\r\nHost: app\r\n\r\n");
        assertThat(client.readResponse().bodyText()).isEqualTo("good");
      }
      assertThat(proxy.told.get(0)).startsWith("s1 SUSPECTED: no answer for 500ms, ");
      requireAll(proxy, "good");
      proxy.awaitState(1, ServerState.DOWN);
    } finally {
      wake.countDown();
    }
  }

  @Test
  void comesAndGoes_isAvoidedAndAdmittedEachTime() {
    try (ScriptedOrigin first = ScriptedOrigin.start(unable());
        ScriptedOrigin good = good();
        WatchedProxy proxy =
            WatchedProxy.start(
                "health_check: {path: /health, interval: 60s, fall: 100}", first, good)) {
      for (int i = 0; i < 3; i++) {
        first.script(OriginScript.resetOnAccept());
        assertThat(proxy.body("GET")).isEqualTo("good");
        proxy.awaitAvoided(1, SUSPECTED, true);
        first.script(unable());
        proxy.awaitAvoided(1, SUSPECTED, false);
      }
      assertThat(proxy.told).hasSizeGreaterThanOrEqualTo(6);
    }
  }
}
