package io.forebay.bench.failover;

/** Waiting for something that happens in another process. */
final class Waiting {
  private static final long PAUSE_MILLIS = 5;

  private Waiting() {}

  /** Something that may fail while it is looked at. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits until {@code condition} holds. An exception means that it does not hold yet. */
  static void until(String what, double seconds, Condition condition) throws InterruptedException {
    if (!atMost(seconds, condition)) {
      throw new IllegalStateException("waited in vain for " + what + ", " + seconds + " s");
    }
  }

  /** Waits until {@code condition} holds, but not longer than that; returns whether it does. */
  static boolean atMost(double seconds, Condition condition) throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (!holds(condition)) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return true;
  }

  private static boolean holds(Condition condition) throws InterruptedException {
    try {
      return condition.holds();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return false;
    }
  }
}
