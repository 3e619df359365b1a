package io.forebay.backend;

import java.util.concurrent.TimeUnit;

/**
 * How connections to a backend's servers are kept.
 *
 * @param keepAlive whether connections serve more than one request
 * @param idleConnections most idle connections kept per event loop and server
 * @param idleNanos time after which an idle connection is closed
 */
public record UpstreamSettings(boolean keepAlive, int idleConnections, long idleNanos) {

  /** Settings with an idle time of a minute. */
  public UpstreamSettings(boolean keepAlive, int idleConnections) {
    this(keepAlive, idleConnections, TimeUnit.MINUTES.toNanos(1));
  }
}
