package io.forebay.exchange;

import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.ServerGuard;
import io.forebay.http.ProxyError;
import org.jspecify.annotations.Nullable;

/**
 * What the guard of a server allows the tries of one exchange, one after the other, and is told of
 * them. Event loop only.
 */
final class Permit {

  private @Nullable ServerGuard guard;
  private long value;
  private boolean held;
  private boolean kept;

  /** Asks for another try; false if it is refused. Nothing may be held. */
  boolean acquire(Server server) {
    guard = server.guard();
    if (guard == null) {
      return true;
    }
    value = guard.tryAcquire();
    held = value != ServerGuard.REFUSED;
    return held;
  }

  /** Whether the try uses a connection that was kept from an earlier request. */
  void usesKept(boolean kept) {
    this.kept = kept;
  }

  /** The final head has come. */
  void answered(int status) {
    release(Outcome.ANSWERED, status);
  }

  /** Does nothing where the outcome was told already. */
  void release(Outcome outcome) {
    release(outcome, 0);
  }

  private void release(Outcome outcome, int status) {
    if (held && guard != null) {
      held = false;
      guard.release(value, outcome, status);
    }
  }

  /** The stream has failed, before its answer or within it. */
  void failed(ProxyError reason) {
    if (held) {
      release(outcome(reason));
    } else if (guard != null) {
      guard.broken(outcome(reason));
    }
  }

  private Outcome outcome(ProxyError reason) {
    return switch (reason) {
      case RESPONSE_TIMEOUT, TRY_TIMEOUT, TOTAL_TIMEOUT -> Outcome.TIMEOUT;
      case UPSTREAM_CLOSED, UPSTREAM_RESET -> kept ? Outcome.STALE_CONNECTION : Outcome.RESET;
      default -> Outcome.RESET;
    };
  }

  /** The try is over, or has become a tunnel, whose end says nothing of the server. */
  void end(Outcome outcome) {
    release(outcome);
    guard = null;
  }
}
