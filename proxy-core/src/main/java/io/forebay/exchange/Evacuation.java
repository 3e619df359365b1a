package io.forebay.exchange;

import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange leaves a server that fails while nothing of its answer has come: for a better one
 * only, if there is one. Made when the server fails. Event loop only.
 */
final class Evacuation {

  private final Attempts attempts;
  private final Server from;
  private final boolean unsent;

  /** Of the try under way, at {@code from}. */
  Evacuation(Attempts attempts, Server from) {
    this.attempts = attempts;
    this.from = from;
    this.unsent = attempts.isConnecting();
  }

  /** Goes to a better server, or stays where it is and may still be answered. */
  void run() {
    TriedServers without = mayMove() ? attempts.failures().triedAnd(from) : null;
    if (without == null) {
      return;
    }
    Permit allowed = new Permit();
    Server next = attempts.reserve(without, allowed);
    if (next != null && isBetter(next)) {
      attempts.failures().move(unsent, without);
      attempts.leave();
      attempts.use(next, allowed);
    } else {
      giveBack(next, allowed);
    }
  }

  private boolean mayMove() {
    return (unsent || attempts.maySendAgain()) && attempts.failures().mayMove(unsent);
  }

  /** Another server that fails too, or may, is not worth a try. */
  private boolean isBetter(Server next) {
    return next.state().isEligible() && (!next.isAvoided() || !from.state().isEligible());
  }

  private void giveBack(@Nullable Server next, Permit allowed) {
    if (next != null) {
      allowed.end(Outcome.ABANDONED);
      attempts.backend().release(next);
    }
  }
}
