package io.forebay.runtime;

import io.forebay.http.ClientConnection;
import io.forebay.http.Worker;
import io.forebay.util.Ascii;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections of one listener and event loop that were ended because of what their
 * clients had us do, and logs one of them in ten seconds at most. Event loop only.
 */
final class AbuseReports {

  private static final Logger LOG = LoggerFactory.getLogger(AbuseReports.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Worker worker;
  private final int listenerId;
  private long loggedAt;
  private int unreported;
  private boolean logged;

  AbuseReports(Worker worker, int listenerId) {
    this.worker = worker;
    this.listenerId = listenerId;
  }

  void report(ClientConnection client) {
    worker.stats().http2Abuse.add(listenerId, 1);
    unreported++;
    long now = worker.clock().recent();
    if (logged && now - loggedAt < QUIET_NANOS) {
      return;
    }
    byte[] peer = client.peerText();
    LOG.warn(
        "{}: HTTP/2 connection closed with ENHANCE_YOUR_CALM ({} since the last such line): too many"
            + " resets, pings, settings or frames without use",
        Ascii.text(peer, 0, peer.length),
        unreported);
    logged = true;
    loggedAt = now;
    unreported = 0;
  }
}
