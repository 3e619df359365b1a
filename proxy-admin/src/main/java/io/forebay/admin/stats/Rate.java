package io.forebay.admin.stats;

/**
 * How fast a counter grows, from one look at it a second: over the last second, over the last ten,
 * and the most that was seen over a second. Confined to its recorder.
 */
final class Rate {

  /** Ten seconds lie between the oldest look and the latest one. */
  private static final int LOOKS = 11;

  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * How fast it grows per second.
   *
   * @param tenSeconds over the last ten seconds
   * @param second over the last second
   * @param most the highest over a second
   */
  record Told(double tenSeconds, double second, double most) {

    static final Told NONE = new Told(0, 0, 0);
  }

  private final long[] times = new long[LOOKS];
  private final long[] counts = new long[LOOKS];
  private int looks;
  private double most;

  void look(long nanos, long count) {
    int at = looks % LOOKS;
    times[at] = nanos;
    counts[at] = count;
    looks++;
    most = Math.max(most, over(1));
  }

  Told told() {
    return new Told(over(LOOKS - 1), over(1), most);
  }

  private double over(int seconds) {
    int back = Math.min(seconds, looks - 1);
    if (back <= 0) {
      return 0;
    }
    int last = (looks - 1) % LOOKS;
    int first = (looks - 1 - back) % LOOKS;
    long nanos = times[last] - times[first];
    return nanos <= 0 ? 0 : (counts[last] - counts[first]) * NANOS_PER_SECOND / nanos;
  }
}
