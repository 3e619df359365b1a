package io.forebay.limit;

/**
 * What becomes of a request under a limit.
 *
 * @param passed whether it may go on
 * @param waitNanos how far a request that passes is ahead of the rate, 0 if it is not; after what
 *     time one that is refused might pass
 * @param remaining how many more might pass now
 * @param resetNanos until as many may pass as after a long silence
 */
public record LimitDecision(boolean passed, long waitNanos, int remaining, long resetNanos) {

  static LimitDecision passed(long aheadNanos, int remaining, long resetNanos) {
    return new LimitDecision(true, aheadNanos, remaining, resetNanos);
  }

  static LimitDecision refused(long retryNanos, long resetNanos) {
    return new LimitDecision(false, Math.max(1, retryNanos), 0, resetNanos);
  }
}
