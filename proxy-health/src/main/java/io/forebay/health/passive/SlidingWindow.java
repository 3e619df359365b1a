package io.forebay.health.passive;

/** Whether there were a number of events within a time. Control loop only. */
final class SlidingWindow {

  private final long[] times;
  private final long nanos;
  private int next;
  private int known;

  /**
   * @param limit events that are too many, at least 1
   * @param nanos the time
   */
  SlidingWindow(int limit, long nanos) {
    this.times = new long[limit];
    this.nanos = nanos;
  }

  /** Adds events of this moment; whether they are too many now, and all are forgotten then. */
  boolean add(int events, long now) {
    for (int i = 0; i < Math.min(events, times.length); i++) {
      times[next] = now;
      next = (next + 1) % times.length;
      known = Math.min(known + 1, times.length);
    }
    // The oldest of the last so many is the one that comes next to be written over.
    if (events == 0 || known < times.length || now - times[next] >= nanos) {
      return false;
    }
    forget();
    return true;
  }

  void forget() {
    known = 0;
  }
}
