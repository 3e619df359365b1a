package io.forebay.exchange;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import io.forebay.http.ProxyError;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an exchange that no server has room for: another backend takes it, or it waits,
 * or is sent to a server that is down, or fails. Made when that happens. Event loop only.
 */
final class Unserved {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Attempts attempts;
  private final Exchange exchange;
  private final Backend backend;
  private final @Nullable TriedServers tried;

  Unserved(Attempts attempts) {
    this.attempts = attempts;
    this.exchange = attempts.exchange();
    this.backend = attempts.backend();
    this.tried = attempts.tried();
  }

  /** Has another backend take it, or waits, if it may. */
  void begin() {
    RoutePlan fallback = exchange.plan().fallback();
    if (fallback != null && !backend.mayServe(tried) && fallback.mayServe()) {
      fallBack(fallback);
    } else if (!backend.mayWait(tried)) {
      goOn(ProxyError.NO_SERVER);
    } else if (!attempts.await(tried)) {
      goOn(ProxyError.QUEUE_FULL);
    }
  }

  /** Does not wait, or no longer: tries servers that are down, or another backend, or fails. */
  void goOn(ProxyError reason) {
    RoutePlan fallback = exchange.plan().fallback();
    Server last = backend.reserveLastResort(attempts.key(), tried, attempts.permit());
    if (last != null) {
      attempts.use(last);
    } else if (fallback != null && !backend.mayServe(tried)) {
      fallBack(fallback);
    } else {
      fail(reason);
    }
  }

  private void fallBack(RoutePlan next) {
    attempts.answered();
    exchange.fallBack(next);
  }

  /** Ends for want of a server; after a try that failed, as that did. */
  private void fail(ProxyError reason) {
    ProxyError earlier = exchange.error();
    long nanos = backend.mayServe(null) ? -1 : backend.nanosToHalfOpen();
    if (earlier != null) {
      exchange.fail(earlier);
    } else if (nanos >= 0) {
      exchange.fail(ProxyError.CIRCUIT_OPEN, (int) (nanos / NANOS_PER_SECOND) + 1);
    } else {
      exchange.fail(reason);
    }
  }
}
