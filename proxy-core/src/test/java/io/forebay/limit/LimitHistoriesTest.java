package io.forebay.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.RequestRate;
import io.forebay.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random requests of several keys against models that are slow and exact. */
class LimitHistoriesTest {
  private static final int HISTORIES = 2000;
  private static final int REQUESTS = 60;
  private static final List<String> RATES =
      List.of("1/s", "3/s", "7/10s", "100/s", "250/min", "13/17ms", "1000/h");

  /** What decides beside the store under test. */
  private interface Model {
    boolean passes(long nanos, int burst);

    void giveBack(long nanos);
  }

  /** nginx's excess, in parts of a request so small that all is whole. */
  private static final class Excess implements Model {
    private final RequestRate rate;
    private long last;
    private long excess;

    Excess(RequestRate rate) {
      this.rate = rate;
    }

    @Override
    public boolean passes(long nanos, int burst) {
      excess = Math.max(0, excess - (nanos - last) * rate.requests());
      last = nanos;
      // In whole nanoseconds, of which one is not worth refusing somebody.
      long most = (long) Math.ceil((double) burst * rate.period().toNanos() / rate.requests());
      boolean passes = excess / rate.requests() <= Math.max(1, most);
      excess += passes ? rate.period().toNanos() : 0;
      return passes;
    }

    @Override
    public void giveBack(long nanos) {
      excess -= rate.period().toNanos();
    }
  }

  /** All requests that have passed, by the window of their time. */
  private static final class Windows implements Model {
    private final RequestRate rate;
    private final List<Long> passed = new ArrayList<>();

    Windows(RequestRate rate) {
      this.rate = rate;
    }

    @Override
    public boolean passes(long nanos, int burst) {
      long period = rate.period().toNanos();
      long window = nanos / period;
      long before = passed.stream().filter(it -> it == window - 1).count();
      long now = passed.stream().filter(it -> it == window).count();
      long left = period - nanos % period;
      boolean passes = before * left + (now + 1) * period <= rate.requests() * period;
      if (passes) {
        passed.add(window);
      }
      return passes;
    }

    @Override
    public void giveBack(long nanos) {
      passed.remove(passed.size() - 1);
    }
  }

  @Test
  void tokenBuckets_decideAsNginxDoes() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      ManualTicker ticker = new ManualTicker(new Random(seed).nextLong() >> 2);
      Random random = new Random(seed);
      RequestRate rate = RequestRate.parse(RATES.get(random.nextInt(RATES.size())));
      TokenBuckets buckets = new TokenBuckets(rate, 100, ticker);
      buckets.largestBurst(5);
      play(seed, random, ticker, rate, buckets, new Excess(rate), new Excess(rate));
    }
  }

  @Test
  void slidingWindows_decideByTheEstimate() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      ManualTicker ticker = new ManualTicker(new Random(seed).nextLong() >> 2);
      Random random = new Random(seed);
      RequestRate rate = RequestRate.parse(random.nextBoolean() ? "7/10s" : "3/s");
      SlidingWindows windows = new SlidingWindows(rate, 100, ticker);
      play(seed, random, ticker, rate, windows, new Windows(rate), new Windows(rate));
    }
  }

  private static void play(
      int seed,
      Random random,
      ManualTicker ticker,
      RequestRate rate,
      LimitStore store,
      Model... models) {
    long start = ticker.nanos();
    for (int i = 0; i < REQUESTS; i++) {
      int key = random.nextInt(models.length);
      int burst = store instanceof TokenBuckets ? random.nextInt(6) : 0;
      long nanos = ticker.nanos() - start;
      LimitDecision decision = store.take((long) key, burst);
      boolean passes = models[key].passes(nanos, burst);
      assertThat(decision.passed()).as("seed %d, request %d", seed, i).isEqualTo(passes);
      if (!passes) {
        requireRoomAfter(decision.waitNanos(), ticker, store, key, burst, models[key], start);
      } else if (random.nextInt(8) == 0) {
        store.giveBack((long) key);
        models[key].giveBack(nanos);
      }
      if (random.nextInt(3) > 0) {
        ticker.advance(pause(random, rate));
      }
    }
  }

  /** Whoever comes when it was told to is served, and nobody is told to come much too late. */
  private static void requireRoomAfter(
      long nanos,
      ManualTicker ticker,
      LimitStore store,
      int key,
      int burst,
      Model model,
      long start) {
    if (nanos > 2000) {
      ticker.advance(Duration.ofNanos(nanos - 2000));
      boolean early = model.passes(ticker.nanos() - start, burst);
      assertThat(store.take((long) key, burst).passed()).isEqualTo(early).isFalse();
      ticker.advance(Duration.ofNanos(4000));
    } else {
      ticker.advance(Duration.ofNanos(nanos + 2000));
    }
    assertThat(model.passes(ticker.nanos() - start, burst)).isTrue();
    assertThat(store.take((long) key, burst).passed()).isTrue();
  }

  private static Duration pause(Random random, RequestRate rate) {
    long most = random.nextInt(10) == 0 ? 3 * rate.period().toNanos() : rate.intervalNanos();
    return Duration.ofNanos((long) (random.nextDouble() * most));
  }
}
