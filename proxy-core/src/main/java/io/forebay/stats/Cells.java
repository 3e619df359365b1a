package io.forebay.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A growing row of counters, by a small id. One thread counts, any thread reads; counting contends
 * with nothing.
 */
public final class Cells {

  private volatile AtomicLongArray cells = new AtomicLongArray(16);

  /** Adds {@code amount} to the counter {@code id}. The owning thread only. */
  public void add(int id, long amount) {
    AtomicLongArray row = cells;
    if (id >= row.length()) {
      row = grow(row, id);
    }
    row.setOpaque(id, row.getPlain(id) + amount);
  }

  /** Raises the counter {@code id} to {@code least} if it is less. The owning thread only. */
  public void raise(int id, long least) {
    long missing = least - get(id);
    if (missing > 0) {
      add(id, missing);
    }
  }

  /** The counter {@code id}; 0 if it was never counted. */
  public long get(int id) {
    AtomicLongArray row = cells;
    return id < row.length() ? row.getOpaque(id) : 0;
  }

  private AtomicLongArray grow(AtomicLongArray row, int id) {
    AtomicLongArray longer = new AtomicLongArray(Math.max(row.length() * 2, id + 1));
    for (int i = 0; i < row.length(); i++) {
      longer.setPlain(i, row.getPlain(i));
    }
    cells = longer;
    return longer;
  }
}
