package io.forebay.admin.stats;

/**
 * What was counted up to a minute ago, so that a look at the counters of now tells the last minute.
 * Counts are kept modulo 2^32, which is enough for their differences. Confined to its recorder.
 */
final class Minute {

  /** A minute lies between the oldest of these and the latest one. */
  private static final int STEPS = 60 / History.STEP_SECONDS + 1;

  private final int[] counts;
  private final long[] nanos = new long[STEPS];
  private final int buckets;
  private int steps;

  Minute(int buckets) {
    this.buckets = buckets;
    this.counts = new int[STEPS * buckets];
  }

  /** Notes what is counted now; to be called every {@link History#STEP_SECONDS} seconds. */
  void note(Tally now) {
    int at = steps % STEPS;
    long[] all = now.buckets();
    for (int i = 0; i < buckets; i++) {
      counts[at * buckets + i] = (int) all[i];
    }
    nanos[at] = now.nanos();
    steps++;
  }

  /** What came since the latest note. */
  long[] sinceLast(Tally now) {
    return since(now, steps - 1);
  }

  /** What came in the last minute. */
  long[] since(Tally now) {
    return since(now, Math.max(0, steps - STEPS));
  }

  /** How long what came in the last minute took, all together. */
  long nanosSince(Tally now) {
    int oldest = Math.max(0, steps - STEPS);
    return now.nanos() - (steps == 0 ? 0 : nanos[oldest % STEPS]);
  }

  private long[] since(Tally now, int step) {
    long[] all = now.buckets().clone();
    for (int i = 0; i < buckets && step >= 0; i++) {
      all[i] = ((int) all[i] - counts[step % STEPS * buckets + i]) & 0xffff_ffffL;
    }
    return all;
  }
}
