package io.forebay.admin;

import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import java.util.List;

/**
 * The text of nginx's {@code stub_status}, blanks at the ends of lines included, since agents match
 * it as it is. Where nginx counts what Forebay does not, the nearest number stands there:
 * connections are handled as soon as they are accepted, and one whose request is still being read
 * waits.
 */
final class StubStatus {
  private static final String FORM =
      """
      Active connections: %d\s
      server accepts handled requests
       %d %d %d\s
      Reading: 0 Writing: %d Waiting: %d\s""";

  private StubStatus() {}

  /** Without the end of the last line. Any thread. */
  static String text(ProxyStatus status) {
    List<LoopStats> loops = status.loopStats();
    MetricIds ids = status.metricIds();
    int listeners = ids.listeners().size();
    int routes = ids.routes().size();
    // Ends are read first: what ends in between must not make a difference negative.
    long finished = LoopSum.ofAll(loops, it -> it.requestsFinished, routes);
    long started = LoopSum.ofAll(loops, it -> it.requestsStarted, routes);
    long closed = LoopSum.ofAll(loops, it -> it.connectionsClosed, listeners);
    long accepted = LoopSum.ofAll(loops, it -> it.connectionsOpened, listeners);
    long requests = started + LoopSum.ofAll(loops, it -> it.rejected, listeners);
    long active = Math.max(0, accepted - closed);
    long writing = Math.max(0, started - finished);
    // Streams of HTTP/2 are more than their connections.
    long waiting = Math.max(0, active - writing);
    return FORM.formatted(active, accepted, accepted, requests, writing, waiting);
  }
}
