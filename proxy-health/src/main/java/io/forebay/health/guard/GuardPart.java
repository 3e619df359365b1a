package io.forebay.health.guard;

import io.forebay.backend.Outcome;

/**
 * One of those who watch the requests to a server: what {@link io.forebay.backend.ServerGuard} is,
 * with a shorter permit. Called by all event loops at once: no locks, no allocation where nothing
 * fails.
 */
public interface GuardPart {

  /** No request may begin now. */
  int REFUSED = -1;

  /**
   * Asks to begin a try.
   *
   * @return a permit, 0 or more, to be given back by {@link #release}, or {@link #REFUSED}
   */
  int tryAcquire();

  /**
   * Gives a permit back, once.
   *
   * @param status of the answer; 0 where there is none
   */
  void release(int permit, Outcome outcome, int status);

  /** An answer that had begun has failed; the permit was given back before. */
  default void broken(Outcome outcome) {}

  /** A request has waited suspiciously long for the first byte of its answer. */
  default void silent() {}
}
