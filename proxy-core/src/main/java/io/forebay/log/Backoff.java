package io.forebay.log;

import java.util.concurrent.TimeUnit;

/**
 * When to try again what failed: after 100 ms, 200 ms and so on to 30 s. In the first two seconds
 * of an outage it waits for that; later it tells whoever comes before the next try to go away. One
 * thread.
 */
final class Backoff {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private long delayNanos;
  private long nextTry;
  private long since;

  boolean isFirstTry() {
    return delayNanos == 0;
  }

  void succeeded() {
    delayNanos = 0;
  }

  void failed() {
    long now = System.nanoTime();
    if (isFirstTry()) {
      since = now;
    }
    delayNanos = isFirstTry() ? FIRST_NANOS : Math.min(LAST_NANOS, delayNanos * 2);
    nextTry = now + delayNanos;
  }

  /** Returns whether it is time for the next try, after a wait if that is soon. */
  boolean await() {
    long wait = isFirstTry() ? 0 : nextTry - System.nanoTime();
    if (wait <= 0) {
      return true;
    }
    if (nextTry - since > PATIENCE_NANOS) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(wait);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
