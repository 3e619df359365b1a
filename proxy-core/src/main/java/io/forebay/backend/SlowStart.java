package io.forebay.backend;

import io.forebay.util.Ticker;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets servers that come back, or that a reload has added, have their share of the requests little
 * by little: a tenth of their weight first, then more in proportion to the time, all of it after
 * {@link WeightedServer#slowStartNanos}. Control loop only.
 */
public final class SlowStart {

  /** Runs something on the control loop later. */
  @FunctionalInterface
  public interface Timer {
    void after(long nanos, Runnable task);
  }

  /** Parts of the weight, in percent: all of it, the first part, and how much more each time. */
  static final int WHOLE = 100;

  static final int FIRST = 10;
  static final int STEP = 5;

  private static final long SHORTEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Ticker ticker;
  private final Timer timer;
  private final Supplier<Collection<Backend>> backends;
  private boolean scheduled;

  /**
   * @param ticker the clock of the event loops
   * @param backends those of the configuration in force
   */
  public SlowStart(Ticker ticker, Timer timer, Supplier<Collection<Backend>> backends) {
    this.ticker = ticker;
    this.timer = timer;
    this.backends = backends;
  }

  /** Sets what part of its weight each of these has now. */
  void update(List<WeightedServer> servers) {
    long now = ticker.nanos();
    long next = Long.MAX_VALUE;
    for (WeightedServer it : servers) {
      if (it.server().isAvailable()) {
        update(it, servers, now);
        if (it.server().share() < WHOLE) {
          next = Math.min(next, it.slowStartNanos() * STEP / (WHOLE - FIRST));
        }
      }
    }
    if (next != Long.MAX_VALUE && !scheduled) {
      scheduled = true;
      timer.after(Math.max(SHORTEST_STEP_NANOS, Math.min(next, LONGEST_STEP_NANOS)), this::onTime);
    }
  }

  private static void update(WeightedServer it, List<WeightedServer> servers, long now) {
    Server server = it.server();
    if (server.beginsSlowly(now)) {
      // Least connections would make up at once for the turns that it has missed.
      servers.forEach(other -> server.advance(other.server().virtualTime(), 0));
    }
    server.share(share(now - server.slowSince(), it.slowStartNanos(), server.share()));
  }

  /**
   * The part of the weight after {@code elapsed}, in whole steps.
   *
   * @param share the part so far; the whole stays the whole until a server returns
   */
  private static int share(long elapsed, long duration, int share) {
    if (share == WHOLE || elapsed >= duration) {
      return WHOLE;
    }
    long grown = (WHOLE - FIRST) * elapsed / duration;
    return FIRST + (int) (grown - grown % STEP);
  }

  private void onTime() {
    scheduled = false;
    backends.get().stream()
        .filter(it -> it.servers().stream().anyMatch(one -> one.server().share() < WHOLE))
        .forEach(Backend::refresh);
  }
}
