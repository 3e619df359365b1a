package io.forebay.exchange;

import io.forebay.backend.Backend;
import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.StickyServer;
import io.forebay.backend.TriedServers;
import io.forebay.backend.Waiter;
import io.forebay.http.ProxyError;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange waits for a server with room, once or several times. Made when it first does.
 * Event loop only.
 */
final class ServerWait {

  /** A client that ends its half with its request does so sooner. */
  static final long PATIENCE_NANOS = 1_000_000_000L;

  /**
   * Who is held tries servers that have failed once more after this, if nobody says they are back.
   */
  private static final long TRY_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Attempts attempts;
  private final Exchange exchange;
  private final Backend backend;
  private @Nullable QueuedExchange waiting;
  private @Nullable QueuedExchange waited;

  ServerWait(Attempts attempts) {
    this.attempts = attempts;
    this.exchange = attempts.exchange();
    this.backend = attempts.backend();
  }

  /**
   * Joins the queue; false, with nothing changed, if too many wait there.
   *
   * @param wanted the one server that will do; null for any
   */
  boolean begin(@Nullable TriedServers tried, @Nullable StickyServer wanted) {
    QueuedExchange place =
        new QueuedExchange(
            this, attempts.worker(), backend.queue(), attempts.key(), tried, new Permit(), wanted);
    if (waited != null) {
      place.returnTo(waited);
    }
    long nanos = Math.max(0, attempts.settings().queueNanos() - exchange.queueNanos());
    boolean again = tried != null && backend.isHolding();
    if (!place.join(
        backend.queueSettings().max(), again ? Math.min(nanos, TRY_AGAIN_NANOS) : nanos)) {
      return false;
    }
    waiting = place;
    exchange.pauseRequest();
    return true;
  }

  /** The wait is over: with a server, or because there will be none. */
  void onTurn(QueuedExchange place) {
    Server granted = place.granted();
    if (exchange.isFinished()) {
      if (granted != null) {
        place.permit().end(Outcome.ABANDONED);
        backend.release(granted);
      }
      return;
    }
    end(place);
    if (granted != null) {
      attempts.use(granted, place.permit());
    } else if (place.dismissal() == Waiter.Dismissal.STOPPING) {
      exchange.fail(ProxyError.DRAIN_DEADLINE);
    } else if (place.wanted() != null) {
      attempts.leaveSticky();
    } else {
      new Unserved(attempts).goOn(ProxyError.NO_SERVER);
    }
  }

  /** It has taken too long, or long enough to look again at servers that have failed. */
  void onTimeout(QueuedExchange place) {
    end(place);
    if (place.wanted() != null) {
      attempts.leaveSticky();
    } else if (exchange.queueNanos() < attempts.settings().queueNanos()) {
      attempts.selectAnew();
    } else {
      exchange.error(null);
      new Unserved(attempts).goOn(ProxyError.QUEUE_TIMEOUT);
    }
  }

  /** Whether it waits now. */
  boolean isWaiting() {
    return waiting != null;
  }

  /** Whether a client that ends its half now has given up, rather than said all that it has to. */
  boolean isLong() {
    return waiting != null && exchange.queueNanos() + waiting.waitedNanos() > PATIENCE_NANOS;
  }

  /** Leaves the queue. Idempotent. */
  void leave() {
    QueuedExchange place = waiting;
    if (place != null) {
      end(place);
      place.leave();
    }
  }

  private void end(QueuedExchange place) {
    exchange.addQueueNanos(place.waitedNanos());
    waiting = null;
    waited = place;
  }
}
