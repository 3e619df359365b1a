package io.forebay.exchange;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Bounds retries to a share of the requests of the last ten seconds, three per second at least, so
 * that a failing backend is not also flooded by repetitions. Shared by all event loops: counting a
 * request touches the loop's own cells, only a retry takes the lock.
 */
public final class RetryBudget {

  private static final int WINDOW_SECONDS = 10;
  private static final int MIN_PER_SECOND = 3;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final int percent;
  private final PerSecond[] requests;
  private final PerSecond retries = new PerSecond();

  /**
   * An unused budget.
   *
   * @param percent retries per hundred requests, 0 to 100; 0 allows none at all
   * @param workers how many event loops count in it
   */
  public RetryBudget(int percent, int workers) {
    this.percent = percent;
    this.requests = new PerSecond[workers];
    for (int i = 0; i < workers; i++) {
      requests[i] = new PerSecond();
    }
  }

  /** Counts a request of the event loop {@code worker} at {@code nowNanos}. That loop only. */
  void onRequest(int worker, long nowNanos) {
    requests[worker].add(Math.floorDiv(nowNanos, NANOS_PER_SECOND));
  }

  /** Takes one retry out of the budget; false if it is used up. Any thread. */
  synchronized boolean tryRetry(long nowNanos) {
    long second = Math.floorDiv(nowNanos, NANOS_PER_SECOND);
    long sum = 0;
    for (PerSecond worker : requests) {
      sum += worker.sum(second);
    }
    long allowed =
        percent == 0 ? 0 : Math.max(sum * percent / 100, (long) MIN_PER_SECOND * WINDOW_SECONDS);
    if (retries.sum(second) >= allowed) {
      return false;
    }
    retries.add(second);
    return true;
  }

  /** Counts of the last ten seconds: a ring of pairs, second and count. One thread adds. */
  private static final class PerSecond {

    /** Pairs of two loops must not share a cache line. */
    private static final int PADDING = 16;

    private final AtomicLongArray cells = new AtomicLongArray(2 * (WINDOW_SECONDS + PADDING));

    PerSecond() {
      for (int i = 0; i < WINDOW_SECONDS; i++) {
        cells.setPlain(PADDING + 2 * i, Long.MIN_VALUE);
      }
    }

    void add(long second) {
      int at = PADDING + 2 * (int) Math.floorMod(second, (long) WINDOW_SECONDS);
      long count = cells.getPlain(at) == second ? cells.getPlain(at + 1) : 0;
      cells.setOpaque(at + 1, count + 1);
      cells.setOpaque(at, second);
    }

    long sum(long second) {
      long sum = 0;
      for (int i = 0; i < WINDOW_SECONDS; i++) {
        long at = cells.getOpaque(PADDING + 2 * i);
        if (at > second - WINDOW_SECONDS && at <= second) {
          sum += cells.getOpaque(PADDING + 2 * i + 1);
        }
      }
      return sum;
    }
  }
}
