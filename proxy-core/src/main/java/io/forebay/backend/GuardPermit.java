package io.forebay.backend;

import org.jspecify.annotations.Nullable;

/**
 * What the guard of a server permits the tries of one request, one after the other. One thread at a
 * time.
 */
public class GuardPermit {

  private @Nullable ServerGuard guard;
  private long value;
  private boolean held;

  /** Asks for another try; false if it is refused. Nothing may be held. */
  public final boolean acquire(Server server) {
    guard = server.guard();
    if (guard == null) {
      return true;
    }
    value = guard.tryAcquire();
    held = value != ServerGuard.REFUSED;
    return held;
  }

  /** Whether the outcome of a try is still to be told. */
  protected final boolean isHeld() {
    return held;
  }

  /** Tells of the outcome; does nothing where it was told already. */
  public final void release(Outcome outcome, int status) {
    if (held && guard != null) {
      held = false;
      guard.release(value, outcome, status);
    }
  }

  /** Tells of the failure of an answer that had begun. */
  protected final void broken(Outcome outcome) {
    if (guard != null) {
      guard.broken(outcome);
    }
  }

  /** The try is over, or has become a tunnel, whose end says nothing of the server. */
  public final void end(Outcome outcome) {
    release(outcome, 0);
    guard = null;
  }
}
