package io.forebay.backend;

import io.forebay.config.Http2Config;
import java.util.concurrent.TimeUnit;

/**
 * How connections to a backend's servers are kept.
 *
 * @param keepAlive whether connections serve more than one request
 * @param idleConnections most idle connections kept per event loop and server
 * @param idleNanos time after which an idle connection is closed
 * @param http2 how connections of HTTP/2 are used
 */
public record UpstreamSettings(
    boolean keepAlive, int idleConnections, long idleNanos, Http2Config http2) {

  /** Settings with an idle time of a minute, and the usual ones of HTTP/2. */
  public UpstreamSettings(boolean keepAlive, int idleConnections) {
    this(keepAlive, idleConnections, TimeUnit.MINUTES.toNanos(1), Http2Config.DEFAULT);
  }
}
