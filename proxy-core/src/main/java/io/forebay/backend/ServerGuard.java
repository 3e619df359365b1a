package io.forebay.backend;

/**
 * Watches what becomes of the requests to a server, and may refuse it further ones. Called by all
 * event loops at once, several times per request: no locks, no allocation where nothing fails.
 */
public interface ServerGuard {

  /** No request may begin now. */
  long REFUSED = -1;

  /**
   * Asks to begin a try.
   *
   * @return a permit to be given back by {@link #release}, or {@link #REFUSED}
   */
  long tryAcquire();

  /**
   * Gives a permit back, once: at the final head, at a failure before it, or when the try is given
   * up.
   *
   * @param status of the answer; 0 where there is none
   */
  void release(long permit, Outcome outcome, int status);

  /** An answer that had begun has failed; the permit was given back before. */
  void broken(Outcome outcome);

  /** A request has waited suspiciously long for the first byte of its answer. */
  void silent();
}
