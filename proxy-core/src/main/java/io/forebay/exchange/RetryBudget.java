package io.forebay.exchange;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Bounds retries to a share of the requests of the last ten seconds, three per second at least, so
 * that a failing backend is not also flooded by repetitions. Shared by all event loops: counting a
 * request touches the loop's own cell, only a retry takes the lock.
 */
public final class RetryBudget {

  /*
   * The window is a ring of one-second slots of retries made. Requests are a running total, sampled
   * when a retry is asked for; when the last sample is older than the window, the requests since
   * are scaled down to one window's share.
   */
  private static final int WINDOW_SECONDS = 10;
  private static final int MIN_PER_SECOND = 3;
  private static final int CELL_STRIDE = 16;

  private final int percent;
  private final AtomicLongArray requests;
  private final long[] retriesAt = new long[WINDOW_SECONDS];
  private final long[] totalAt = new long[WINDOW_SECONDS];
  private final long[] secondAt = new long[WINDOW_SECONDS];

  /**
   * An unused budget.
   *
   * @param percent retries per hundred requests, 0 to 100
   * @param workers how many event loops count in it
   */
  public RetryBudget(int percent, int workers) {
    this.percent = percent;
    this.requests = new AtomicLongArray((workers + 1) * CELL_STRIDE);
    java.util.Arrays.fill(secondAt, Long.MIN_VALUE);
  }

  /** Counts a request of the event loop {@code worker}. That loop only. */
  void onRequest(int worker) {
    int cell = (worker + 1) * CELL_STRIDE - 1;
    requests.setOpaque(cell, requests.getPlain(cell) + 1);
  }

  /** Takes one retry out of the budget; false if it is used up. Any thread. */
  synchronized boolean tryRetry(long nowNanos) {
    long second = TimeUnit.NANOSECONDS.toSeconds(nowNanos);
    int slot = (int) Math.floorMod(second, (long) WINDOW_SECONDS);
    long total = total();
    if (secondAt[slot] != second) {
      secondAt[slot] = second;
      retriesAt[slot] = 0;
      totalAt[slot] = total;
    }
    long retries = 0;
    long oldestSecond = second;
    long oldestTotal = total;
    for (int i = 0; i < WINDOW_SECONDS; i++) {
      if (secondAt[i] > second - WINDOW_SECONDS) {
        retries += retriesAt[i];
        if (secondAt[i] <= oldestSecond) {
          oldestSecond = secondAt[i];
          oldestTotal = totalAt[i];
        }
      }
    }
    long allowed =
        Math.max((total - oldestTotal) * percent / 100, (long) MIN_PER_SECOND * WINDOW_SECONDS);
    allowed = Math.max(allowed, beforeWindow(second, total) * percent / 100);
    if (retries >= allowed) {
      return false;
    }
    retriesAt[slot]++;
    return true;
  }

  /** Requests of one window's length, judged by the time since the newest sample before it. */
  private long beforeWindow(long second, long total) {
    long newest = Long.MIN_VALUE;
    long totalThen = 0;
    for (int i = 0; i < WINDOW_SECONDS; i++) {
      if (secondAt[i] <= second - WINDOW_SECONDS && secondAt[i] > newest) {
        newest = secondAt[i];
        totalThen = totalAt[i];
      }
    }
    if (newest == Long.MIN_VALUE) {
      return total;
    }
    return (total - totalThen) * WINDOW_SECONDS / Math.max(second - newest, 1);
  }

  private long total() {
    long sum = 0;
    for (int cell = CELL_STRIDE - 1; cell < requests.length(); cell += CELL_STRIDE) {
      sum += requests.getOpaque(cell);
    }
    return sum;
  }
}
