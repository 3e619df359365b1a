package io.forebay.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.config.RequestRate;
import io.forebay.testkit.ManualTicker;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LimitStoresTest {
  private static final Long KEY = 7L;
  private static final int THREADS = 8;
  private static final int TURNS = 4000;

  private final ManualTicker ticker = new ManualTicker();

  private LimitStore buckets(String rate, int keys) {
    return new TokenBuckets(RequestRate.parse(rate), keys, ticker);
  }

  private LimitStore windows(String rate, int keys) {
    return new SlidingWindows(RequestRate.parse(rate), keys, ticker);
  }

  @Test
  void bucketWithoutBurst_refusesAPairAndTellsWhenToComeAgain() {
    LimitStore store = buckets("100/s", 10);
    assertThat(store.take(KEY, 0)).isEqualTo(LimitDecision.passed(0, 0, 10_000_000));
    assertThat(store.take(KEY, 0)).isEqualTo(LimitDecision.refused(10_000_000, 10_000_000));
    ticker.advance(Duration.ofMillis(9));
    assertThat(store.take(KEY, 0).passed()).isFalse();
    ticker.advance(Duration.ofMillis(1));
    assertThat(store.take(KEY, 0).passed()).isTrue();
  }

  @Test
  void bucketWithBurst_tellsHowFarAheadEachIs() {
    LimitStore store = buckets("100/s", 10);
    for (int i = 0; i <= 50; i++) {
      assertThat(store.take(KEY, 50))
          .isEqualTo(LimitDecision.passed(i * 10_000_000L, 50 - i, (i + 1) * 10_000_000L));
    }
    assertThat(store.take(KEY, 50)).isEqualTo(LimitDecision.refused(10_000_000, 510_000_000));
  }

  @Test
  void placesWithDifferentBursts_shareOneBucket() {
    LimitStore store = buckets("10/s", 10);
    for (int i = 0; i < 5; i++) {
      assertThat(store.take(KEY, 9).passed()).isTrue();
    }
    assertThat(store.take(KEY, 3).passed()).isFalse();
    assertThat(store.take(KEY, 9).passed()).isTrue();
    ticker.advance(Duration.ofMillis(300));
    assertThat(store.take(KEY, 3).passed()).isTrue();
  }

  @Test
  void window_takesItsNumberAtOnceAndWeighsTheOneBefore() {
    LimitStore store = windows("100/10s", 10);
    for (int i = 0; i < 100; i++) {
      assertThat(store.take(KEY, 0).remaining()).isEqualTo(99 - i);
    }
    assertThat(store.take(KEY, 0).waitNanos()).isEqualTo(10_100_000_000L);
    ticker.advance(Duration.ofMillis(12_500));
    assertThat(passing(store, 100)).isEqualTo(25);
    ticker.advance(Duration.ofSeconds(20));
    assertThat(passing(store, 200)).isEqualTo(100);
  }

  @Test
  void underWay_countsUntilGivenBackAndForgetsTheKey() {
    LimitStore store = new RequestsUnderWay(2);
    assertThat(passing(store, 5)).isEqualTo(2);
    assertThat(store.take(8L, 0).passed()).isTrue();
    assertThat(store.keys()).isEqualTo(2);
    store.giveBack(KEY);
    assertThat(passing(store, 5)).isEqualTo(1);
    store.giveBack(KEY);
    store.giveBack(KEY);
    store.giveBack(8L);
    assertThat(store.keys()).isZero();
  }

  private static int passing(LimitStore store, int requests) {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      passed += store.take(KEY, 0).passed() ? 1 : 0;
    }
    return passed;
  }

  @Test
  void manyThreads_neverMoreThanAllowed() throws Exception {
    LimitStore buckets = buckets("1000/s", 10);
    assertThat(passingAtOnce(() -> buckets.take(KEY, 999).passed())).isEqualTo(1000);
    LimitStore mixed = buckets("1000/s", 10);
    AtomicInteger turn = new AtomicInteger();
    int passed = passingAtOnce(() -> mixed.take(KEY, turn.getAndIncrement() % 2 * 999).passed());
    assertThat(passed).isEqualTo(1000);
    LimitStore windows = windows("1000/s", 10);
    assertThat(passingAtOnce(() -> windows.take(KEY, 0).passed())).isEqualTo(1000);
  }

  @Test
  void manyThreads_neverMoreUnderWayThanAllowed() throws Exception {
    LimitStore store = new RequestsUnderWay(3);
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    passingAtOnce(
        () -> {
          boolean passed = store.take(KEY, 0).passed();
          if (passed) {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            Thread.yield();
            underWay.decrementAndGet();
            store.giveBack(KEY);
          }
          return passed;
        });
    assertThat(most.get()).isBetween(1, 3);
    assertThat(store.keys()).isZero();
  }

  private static int passingAtOnce(java.util.function.BooleanSupplier request) throws Exception {
    AtomicInteger passed = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < THREADS; i++) {
      threads.execute(
          () -> {
            for (int turn = 0; turn < TURNS; turn++) {
              passed.addAndGet(request.getAsBoolean() ? 1 : 0);
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    return passed.get();
  }

  @Test
  void keys_areBounded() {
    for (LimitStore store : new LimitStore[] {buckets("1/s", 1000), windows("1/s", 1000)}) {
      for (long key = 0; key < 20_000; key++) {
        store.take(key, 0);
      }
      await("keys beyond the bound are forgotten").until(() -> store.keys() <= 1000);
    }
  }

  @Test
  void bucketInDebt_isNotForgottenBeforeItIsPaid() {
    TokenBuckets store = new TokenBuckets(RequestRate.parse("1/s"), 10, ticker);
    store.largestBurst(60);
    for (int i = 0; i <= 60; i++) {
      store.take(KEY, 60);
    }
    ticker.advance(Duration.ofSeconds(30));
    for (int i = 0; i < 30; i++) {
      assertThat(store.take(KEY, 60).passed()).isTrue();
    }
    assertThat(store.take(KEY, 60).passed()).isFalse();
  }
}
