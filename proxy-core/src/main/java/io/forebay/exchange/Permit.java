package io.forebay.exchange;

import io.forebay.backend.GuardPermit;
import io.forebay.backend.Outcome;
import io.forebay.http.ProxyError;

/**
 * What the guard of a server allows the tries of one exchange, one after the other, and is told of
 * them. Event loop only, but while it waits in a queue.
 */
final class Permit extends GuardPermit {

  private boolean kept;

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

  /** The stream has failed, before its answer or within it. */
  void failed(ProxyError reason) {
    Outcome outcome = outcome(reason);
    if (isHeld()) {
      release(outcome);
    } else if (outcome != Outcome.ABANDONED) {
      broken(outcome);
    }
  }

  private Outcome outcome(ProxyError reason) {
    return switch (reason) {
      case RESPONSE_TIMEOUT, TRY_TIMEOUT, TOTAL_TIMEOUT -> Outcome.TIMEOUT;
      case UPSTREAM_CLOSED, UPSTREAM_RESET -> kept ? Outcome.STALE_CONNECTION : Outcome.RESET;
      case SERVER_DRAINED, STREAM_REFUSED, STREAM_CANCELLED, UPGRADE_UNSUPPORTED ->
          Outcome.ABANDONED;
      default -> Outcome.RESET;
    };
  }
}
