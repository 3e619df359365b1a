package io.forebay.runtime;

import io.forebay.http.ClientConnection;
import io.forebay.http.Worker;
import io.forebay.util.Ascii;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections of one listener and event loop that were ended because of what their
 * clients had us do, and logs one of them in ten seconds at most. Event loop only.
 */
final class AbuseReports {

  private static final Logger LOG = LoggerFactory.getLogger(AbuseReports.class);

  private final Worker worker;
  private final int listenerId;
  private final LogPace pace = new LogPace();

  AbuseReports(Worker worker, int listenerId) {
    this.worker = worker;
    this.listenerId = listenerId;
  }

  void report(ClientConnection client) {
    worker.stats().http2Abuse.add(listenerId, 1);
    int count = pace.happened(worker.clock().recent());
    if (count == 0) {
      return;
    }
    byte[] peer = client.peerText();
    LOG.warn(
        "{}: HTTP/2 connection closed with ENHANCE_YOUR_CALM ({} since the last such line): too many"
            + " resets, pings, settings or frames without use",
        Ascii.text(peer, 0, peer.length),
        count);
  }
}
