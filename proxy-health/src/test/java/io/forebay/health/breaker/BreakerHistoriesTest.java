package io.forebay.health.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.BreakerState;
import io.forebay.backend.Outcome;
import io.forebay.config.CircuitBreakerConfig;
import io.forebay.config.CountedFailures;
import io.forebay.health.guard.GuardPart;
import io.forebay.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Random histories of many requests at once, against a model that remembers everything. */
class BreakerHistoriesTest {
  private static final int HISTORIES = 3000;
  private static final int STEPS = 120;
  private static final int FAILURES = 3;
  private static final int SUCCESSES = 2;
  private static final int OPEN_SECONDS = 5;
  private static final CircuitBreakerConfig CONFIG =
      new CircuitBreakerConfig(
          FAILURES,
          Duration.ofSeconds(OPEN_SECONDS),
          SUCCESSES,
          CircuitBreakerConfig.Scope.SERVER,
          CountedFailures.DEFAULT);

  /** A request that is under way, in the breaker and in the model. */
  private record Request(int permit, int era) {}

  /** What the breaker should do, told by the results of the present era in their order. */
  private static final class Model {
    private BreakerState state = BreakerState.CLOSED;
    private int era;
    private final List<Boolean> results = new ArrayList<>();
    private boolean trial;
    private long openedAt;

    boolean mayBegin() {
      return state == BreakerState.CLOSED || (state == BreakerState.HALF_OPEN && !trial);
    }

    int begin() {
      trial = state == BreakerState.HALF_OPEN;
      return era;
    }

    void end(int begunIn, Outcome outcome, long second) {
      if (begunIn != era) {
        return;
      }
      trial = false;
      if (outcome == Outcome.ABANDONED) {
        return;
      }
      results.add(outcome == Outcome.ANSWERED);
      if (lastInARow(false) >= (state == BreakerState.CLOSED ? FAILURES : 1)) {
        go(BreakerState.OPEN);
        openedAt = second;
      } else if (state == BreakerState.HALF_OPEN && lastInARow(true) >= SUCCESSES) {
        go(BreakerState.CLOSED);
      }
    }

    void tick(long second) {
      if (state == BreakerState.OPEN && second - openedAt >= OPEN_SECONDS) {
        go(BreakerState.HALF_OPEN);
      }
    }

    private int lastInARow(boolean result) {
      int count = 0;
      for (int i = results.size() - 1; i >= 0 && results.get(i) == result; i--) {
        count++;
      }
      return count;
    }

    private void go(BreakerState next) {
      state = next;
      era++;
      results.clear();
      trial = false;
    }
  }

  @Test
  void randomHistories_areThoseOfTheModel() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      run(new Random(seed), "seed " + seed);
    }
  }

  private static void run(Random random, String name) {
    ManualTicker ticker = new ManualTicker();
    CircuitBreaker breaker = new CircuitBreaker(CONFIG, ticker, new CircuitBreakerTest.Told());
    Model model = new Model();
    List<Request> underWay = new ArrayList<>();
    double health = random.nextDouble();
    for (int step = 0; step < STEPS; step++) {
      long second = TimeUnit.NANOSECONDS.toSeconds(ticker.nanos());
      int choice = random.nextInt(10);
      if (choice < 4) {
        int permit = breaker.tryAcquire();
        assertThat(permit != GuardPart.REFUSED)
            .as(name + " step " + step)
            .isEqualTo(model.mayBegin());
        if (permit != GuardPart.REFUSED) {
          underWay.add(new Request(permit, model.begin()));
        }
      } else if (choice < 8 && !underWay.isEmpty()) {
        Request ended = underWay.remove(random.nextInt(underWay.size()));
        Outcome outcome = outcome(random, health);
        breaker.release(ended.permit, outcome, outcome == Outcome.ANSWERED ? 200 : 0);
        model.end(ended.era, outcome, second);
      } else if (choice == 8) {
        health = random.nextDouble();
      } else {
        ticker.advance(Duration.ofSeconds(random.nextInt(4)));
        breaker.endOpen();
        model.tick(TimeUnit.NANOSECONDS.toSeconds(ticker.nanos()));
      }
      assertThat(breaker.state()).as(name + " step " + step).isEqualTo(model.state);
      assertThat(breaker.isPassable()).as(name + " step " + step).isEqualTo(model.mayBegin());
    }
  }

  private static Outcome outcome(Random random, double health) {
    if (random.nextInt(8) == 0) {
      return Outcome.ABANDONED;
    }
    return random.nextDouble() < health ? Outcome.ANSWERED : Outcome.CONNECT_FAILURE;
  }

  @Test
  void manyThreads_oneTrialAtATime() throws Exception {
    var config =
        new CircuitBreakerConfig(
            1,
            Duration.ofSeconds(1),
            CircuitBreakerConfig.MAX_COUNT,
            CircuitBreakerConfig.Scope.SERVER,
            CountedFailures.DEFAULT);
    ManualTicker ticker = new ManualTicker();
    CircuitBreaker breaker = new CircuitBreaker(config, ticker, new Silent());
    breaker.release(breaker.tryAcquire(), Outcome.RESET, 0);
    ticker.advance(Duration.ofSeconds(1));
    assertThat(breaker.endOpen()).isTrue();
    AtomicInteger active = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger granted = new AtomicInteger();
    onThreads(
        () -> {
          for (int i = 0; i < 20_000; i++) {
            int permit = breaker.tryAcquire();
            if (permit != GuardPart.REFUSED) {
              most.accumulateAndGet(active.incrementAndGet(), Math::max);
              granted.incrementAndGet();
              active.decrementAndGet();
              breaker.release(permit, Outcome.ABANDONED, 0);
            }
          }
        });
    assertThat(most.get()).isEqualTo(1);
    assertThat(granted.get()).isPositive();
    assertThat(breaker.isPassable()).isTrue();
  }

  @Test
  void manyThreads_opensOnceForManyFailuresAtOnce() throws Exception {
    CircuitBreaker breaker = new CircuitBreaker(CONFIG, new ManualTicker(), new Silent());
    onThreads(
        () -> {
          for (int i = 0; i < 5_000; i++) {
            int permit = breaker.tryAcquire();
            if (permit != GuardPart.REFUSED) {
              breaker.release(permit, Outcome.RESET, 0);
            }
          }
        });
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    assertThat(breaker.transitions(BreakerState.OPEN)).isEqualTo(1);
  }

  private static void onThreads(Runnable work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        done.add(threads.submit(work));
      }
      for (Future<?> it : done) {
        it.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static final class Silent implements CircuitBreaker.Listener {
    @Override
    public void onChange(CircuitBreaker it, BreakerState from, BreakerState to, String cause) {}

    @Override
    public void onTrial(CircuitBreaker it) {}
  }
}
