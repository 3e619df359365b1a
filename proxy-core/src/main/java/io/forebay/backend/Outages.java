package io.forebay.backend;

/**
 * When a server was down. Immutable; times are those of one ticker, whose origin means nothing.
 *
 * @param count how often it went down
 * @param endedNanos how long the outages took that are over
 * @param down whether it is down
 * @param sinceNanos since when, if so
 */
public record Outages(long count, long endedNanos, boolean down, long sinceNanos) {

  public static final Outages NONE = new Outages(0, 0, false, 0);

  /** These and what begins or ends at {@code now}. */
  public Outages with(boolean downNow, long now) {
    if (downNow == down) {
      return this;
    }
    return downNow
        ? new Outages(count + 1, endedNanos, true, now)
        : new Outages(count, totalNanos(now), false, now);
  }

  /** How long all of them took, the one that goes on included. */
  public long totalNanos(long now) {
    return endedNanos + (down ? Math.max(0, now - sinceNanos) : 0);
  }
}
