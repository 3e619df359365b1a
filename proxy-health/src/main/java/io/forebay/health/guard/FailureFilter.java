package io.forebay.health.guard;

import io.forebay.backend.Outcome;
import io.forebay.config.CountedFailures;
import io.forebay.config.FailureKind;

/** Tells failures from successes and from what says nothing of a server. Any thread. */
public final class FailureFilter {

  private final boolean connectFailure;
  private final boolean reset;
  private final boolean timeout;
  private final boolean[] statuses = new boolean[CountedFailures.HIGHEST_STATUS + 1];

  /** Failures are those of {@code counted}. */
  public FailureFilter(CountedFailures counted) {
    connectFailure = counted.kinds().contains(FailureKind.CONNECT_FAILURE);
    reset = counted.kinds().contains(FailureKind.RESET);
    timeout = counted.kinds().contains(FailureKind.TIMEOUT);
    counted.statuses().forEach(it -> statuses[it] = true);
  }

  /** Whether it counts; a {@link Outcome#STALE_CONNECTION} never does. */
  public boolean isFailure(Outcome outcome, int status) {
    return switch (outcome) {
      case ANSWERED -> status < statuses.length && statuses[status];
      case CONNECT_FAILURE -> connectFailure;
      case RESET -> reset;
      case TIMEOUT -> timeout;
      case STALE_CONNECTION, ABANDONED -> false;
    };
  }

  /** Whether it is an answer that does not count. */
  public boolean isSuccess(Outcome outcome, int status) {
    return outcome == Outcome.ANSWERED && !isFailure(outcome, status);
  }
}
