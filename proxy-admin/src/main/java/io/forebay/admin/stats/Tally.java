package io.forebay.admin.stats;

import io.forebay.stats.LatencyHistogram;
import io.forebay.stats.RequestStats;

/** Requests of one listener, backend or server that have ended, summed over routes and loops. */
final class Tally {

  /** Of what has had no request. Not to be added to. */
  static final Tally NONE = new Tally();

  private static final int SERVER_ERRORS = 5;

  private final long[] buckets = new long[LatencyHistogram.buckets()];
  private final long[] statuses = new long[RequestStats.CLASSES];
  private long nanos;

  static Tally of(RequestStats cell) {
    Tally tally = new Tally();
    cell.duration().addCountsTo(tally.buckets);
    tally.nanos = cell.duration().sumNanos();
    for (int i = 0; i < RequestStats.CLASSES; i++) {
      tally.statuses[i] = cell.countClass(i);
    }
    return tally;
  }

  void add(Tally other) {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] += other.buckets[i];
    }
    for (int i = 0; i < statuses.length; i++) {
      statuses[i] += other.statuses[i];
    }
    nanos += other.nanos;
  }

  /** By bucket of {@link LatencyHistogram}; not to be changed. */
  long[] buckets() {
    return buckets;
  }

  /** By class: none, 1xx to 5xx; not to be changed. */
  long[] statuses() {
    return statuses;
  }

  long requests() {
    return Quantiles.sum(buckets);
  }

  /** Answers of 500 and above. */
  long serverErrors() {
    return statuses[SERVER_ERRORS];
  }

  /** Sum of their durations. */
  long nanos() {
    return nanos;
  }

  Latency latency() {
    return Quantiles.latency(buckets, nanos);
  }
}
