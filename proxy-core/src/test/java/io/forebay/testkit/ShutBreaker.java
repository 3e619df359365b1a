package io.forebay.testkit;

import io.forebay.backend.BreakerReport;
import io.forebay.backend.BreakerState;

/**
 * A circuit breaker that lets nothing through.
 *
 * @param opened how often it came to be open
 * @param other how often it came to be anything else
 */
public record ShutBreaker(BreakerState state, long nanosLeft, long opened, long other)
    implements BreakerReport {

  /** One that has opened once, with a nanosecond left. */
  public static final ShutBreaker OPEN = new ShutBreaker(BreakerState.OPEN, 1, 1, 1);

  @Override
  public boolean isPassable() {
    return false;
  }

  @Override
  public long transitions(BreakerState to) {
    return to == BreakerState.OPEN ? opened : other;
  }
}
