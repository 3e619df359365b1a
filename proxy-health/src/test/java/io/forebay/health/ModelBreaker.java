package io.forebay.health;

import io.forebay.backend.BreakerState;
import io.forebay.backend.Outcome;

/** A circuit breaker in the simplest words: opens after 3 failures, closes after 2 successes. */
final class ModelBreaker {
  private final long openMillis;
  BreakerState state = BreakerState.CLOSED;
  int era;
  private int failures;
  private int successes;
  private boolean trial;
  private long openedAt;

  ModelBreaker(long openMillis) {
    this.openMillis = openMillis;
  }

  boolean mayBegin() {
    return state == BreakerState.CLOSED || (state == BreakerState.HALF_OPEN && !trial);
  }

  /** Returns what the request has to show at its end. */
  int begin() {
    trial = state == BreakerState.HALF_OPEN;
    return era;
  }

  void end(int begunIn, Outcome outcome, int status, long now) {
    if (begunIn != era) {
      return;
    }
    trial = false;
    if (outcome == Outcome.ABANDONED || outcome == Outcome.STALE_CONNECTION) {
      return;
    }
    if (outcome == Outcome.ANSWERED && status < 500) {
      failures = 0;
      successes++;
    } else {
      failures++;
      successes = 0;
    }
    if (failures == 3 || (state == BreakerState.HALF_OPEN && failures > 0)) {
      go(BreakerState.OPEN);
      openedAt = now;
    } else if (state == BreakerState.HALF_OPEN && successes == 2) {
      go(BreakerState.CLOSED);
    }
  }

  void tick(long now) {
    if (state == BreakerState.OPEN && now - openedAt >= openMillis) {
      go(BreakerState.HALF_OPEN);
    }
  }

  void serverUp() {
    if (state == BreakerState.OPEN) {
      go(BreakerState.HALF_OPEN);
    }
  }

  private void go(BreakerState next) {
    state = next;
    era++;
    failures = 0;
    successes = 0;
    trial = false;
  }
}
