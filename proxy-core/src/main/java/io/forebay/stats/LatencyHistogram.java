package io.forebay.stats;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Durations counted in fixed buckets. One thread records, any thread reads; a reader may see a
 * record in one number and not yet in the next.
 */
public final class LatencyHistogram {

  /** Upper bounds of the buckets in seconds, inclusive; one more bucket takes what is above. */
  private static final double[] BOUNDS_SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private static final long[] BOUNDS_NANOS = boundsNanos();
  private static final int SUM = BOUNDS_SECONDS.length + 1;

  private final AtomicLongArray cells = new AtomicLongArray(SUM + 1);

  /** Records one duration. The owning thread only. */
  public void record(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    cells.setOpaque(bucket, cells.getPlain(bucket) + 1);
    cells.setOpaque(SUM, cells.getPlain(SUM) + nanos);
  }

  /** How many buckets there are, the infinite one included. */
  public static int buckets() {
    return SUM;
  }

  /** Adds the counts per bucket to {@code counts}, one longer than {@link #boundsSeconds()}. */
  public void addCountsTo(long[] counts) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += cells.getOpaque(i);
    }
  }

  /** Sum of all durations in nanoseconds. */
  public long sumNanos() {
    return cells.getOpaque(SUM);
  }

  /** Upper bounds of the buckets in seconds, without the last, infinite one. */
  public static double[] boundsSeconds() {
    return BOUNDS_SECONDS.clone();
  }

  private static long[] boundsNanos() {
    long[] nanos = new long[BOUNDS_SECONDS.length];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = Math.round(BOUNDS_SECONDS[i] * 1e9);
    }
    return nanos;
  }
}
