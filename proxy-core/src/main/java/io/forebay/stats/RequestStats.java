package io.forebay.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Finished exchanges of one route with one server on one event loop. One thread records, any thread
 * reads.
 */
public final class RequestStats {

  /** Status codes 100 to 599; code 0 stands for an exchange that ended without an answer. */
  private static final int FIRST_STATUS = 100;

  private static final int STATUSES = 500;

  private final AtomicLongArray byStatus = new AtomicLongArray(STATUSES + 1);
  private final LatencyHistogram duration = new LatencyHistogram();

  /** Records one exchange: its final status, 0 if there was none, and how long it took. */
  public void record(int status, long nanos) {
    int cell = cell(status);
    byStatus.setOpaque(cell, byStatus.getPlain(cell) + 1);
    duration.record(nanos);
  }

  /** How many exchanges ended with {@code status}. */
  public long count(int status) {
    return byStatus.getOpaque(cell(status));
  }

  /** How long they took. */
  public LatencyHistogram duration() {
    return duration;
  }

  private static int cell(int status) {
    return status < FIRST_STATUS || status >= FIRST_STATUS + STATUSES
        ? STATUSES
        : status - FIRST_STATUS;
  }
}
