package io.forebay.admin.stats;

import io.forebay.stats.LatencyHistogram;

/**
 * Quantiles of durations that were counted in the buckets of {@link LatencyHistogram}, as
 * Prometheus' {@code histogram_quantile} has them: within a bucket they are taken to lie evenly,
 * and what is above the last bound counts as that bound.
 */
final class Quantiles {

  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double[] BOUNDS = LatencyHistogram.boundsSeconds();

  private Quantiles() {}

  /**
   * The latency of what was counted.
   *
   * @param counts by bucket, the infinite one last
   * @param nanos sum of all durations
   */
  static Latency latency(long[] counts, long nanos) {
    long all = sum(counts);
    return all == 0
        ? Latency.NONE
        : new Latency(
            millis(0.5, counts),
            millis(0.95, counts),
            millis(0.99, counts),
            nanos / NANOS_PER_MILLI / all);
  }

  /** The quantile {@code q}, 0 to 1, in milliseconds; NaN where nothing was counted. */
  static double millis(double q, long[] counts) {
    double rank = q * sum(counts);
    long below = 0;
    for (int i = 0; i < BOUNDS.length; i++) {
      if (counts[i] > 0 && below + counts[i] >= rank) {
        double from = i == 0 ? 0 : BOUNDS[i - 1];
        double part = (rank - below) / counts[i];
        return (from + (BOUNDS[i] - from) * part) * MILLIS_PER_SECOND;
      }
      below += counts[i];
    }
    return counts[BOUNDS.length] == 0 ? Double.NaN : BOUNDS[BOUNDS.length - 1] * MILLIS_PER_SECOND;
  }

  static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
