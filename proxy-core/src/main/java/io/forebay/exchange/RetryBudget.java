package io.forebay.exchange;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Bounds retries to a share of the requests of the last ten seconds, three per second at least, so
 * that a failing backend is not also flooded by repetitions. Shared by all event loops: counting a
 * request touches the loop's own cell, only a retry takes the lock.
 */
public final class RetryBudget {

  /*
   * Both retries and requests are known at the seconds in which a retry was asked for: a ring of
   * slots holds the retries made in each and the running total of requests at its first. The base is
   * the newest such second that has left the window, at first the start; requests since are those of
   * the window, scaled down to its length where the base is older.
   */
  private static final int WINDOW_SECONDS = 10;
  private static final int MIN_PER_SECOND = 3;
  private static final int CELL_STRIDE = 16;

  private final int percent;
  private final AtomicLongArray requests;
  private final long[] retriesAt = new long[WINDOW_SECONDS];
  private final long[] totalAt = new long[WINDOW_SECONDS];
  private final long[] secondAt = new long[WINDOW_SECONDS];
  private long baseSecond;
  private long baseTotal;

  /**
   * An unused budget.
   *
   * @param percent retries per hundred requests, 0 to 100
   * @param workers how many event loops count in it
   * @param nowNanos the workers' clock
   */
  public RetryBudget(int percent, int workers, long nowNanos) {
    this.percent = percent;
    this.baseSecond = TimeUnit.NANOSECONDS.toSeconds(nowNanos);
    this.requests = new AtomicLongArray((workers + 1) * CELL_STRIDE);
    Arrays.fill(secondAt, Long.MIN_VALUE);
  }

  /** Counts a request of the event loop {@code worker}. That loop only. */
  void onRequest(int worker) {
    int cell = (worker + 1) * CELL_STRIDE - 1;
    requests.setOpaque(cell, requests.getPlain(cell) + 1);
  }

  /** Takes one retry out of the budget; false if it is used up. Any thread. */
  synchronized boolean tryRetry(long nowNanos) {
    long second = TimeUnit.NANOSECONDS.toSeconds(nowNanos);
    long total = total();
    long retries = 0;
    for (int i = 0; i < WINDOW_SECONDS; i++) {
      if (secondAt[i] > second - WINDOW_SECONDS) {
        retries += retriesAt[i];
      } else if (secondAt[i] >= baseSecond) {
        baseSecond = secondAt[i];
        baseTotal = totalAt[i];
      }
    }
    long age = Math.max(second - baseSecond, WINDOW_SECONDS);
    long allowed = (total - baseTotal) * WINDOW_SECONDS / age * percent / 100;
    if (retries >= Math.max(allowed, (long) MIN_PER_SECOND * WINDOW_SECONDS)) {
      return false;
    }
    int slot = (int) Math.floorMod(second, (long) WINDOW_SECONDS);
    if (secondAt[slot] != second) {
      secondAt[slot] = second;
      retriesAt[slot] = 0;
      totalAt[slot] = total;
    }
    retriesAt[slot]++;
    return true;
  }

  private long total() {
    long sum = 0;
    for (int cell = CELL_STRIDE - 1; cell < requests.length(); cell += CELL_STRIDE) {
      sum += requests.getOpaque(cell);
    }
    return sum;
  }
}
