package io.forebay.runtime;

import io.forebay.net.NativeErrors;
import io.forebay.util.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that a listener cannot accept, at most one line in ten seconds, however many sockets fail
 * how often. Any thread.
 */
final class AcceptFailures {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String listener;
  private final Ticker ticker;

  /** Links the class now: when accepting fails there may be no descriptor to load it with. */
  private final Function<Throwable, String> reason = NativeErrors::reason;

  private long lastNanos;
  private long unreported;
  private boolean reported;

  AcceptFailures(String listener, Ticker ticker) {
    this.listener = listener;
    this.ticker = ticker;
  }

  /**
   * Notes one failure.
   *
   * @param at where, as it is to be printed
   * @return whether it was logged
   */
  synchronized boolean report(Object at, Throwable cause) {
    long now = ticker.nanos();
    unreported++;
    if (reported && now - lastNanos < QUIET_NANOS) {
      return false;
    }
    LOG.error(
        "listener {}: accepting at {} failed {} times ({}); clients wait, trying again",
        listener,
        at,
        unreported,
        reason.apply(cause));
    reported = true;
    lastNanos = now;
    unreported = 0;
    return true;
  }
}
