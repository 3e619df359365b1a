package io.forebay.http2;

import io.forebay.http.HeadLimits;

/**
 * What we allow the peers of HTTP/2 connections.
 *
 * @param maxStreams most streams at a time that the peer may open
 * @param streamWindow bytes of one body that may arrive before they were passed on
 * @param connectionWindow bytes of all bodies that may be on their way to us, at least 65 535
 * @param limits bounds of a head
 */
public record Http2Settings(
    int maxStreams, int streamWindow, int connectionWindow, HeadLimits limits) {

  /** The windows of RFC 9113 section 6.9.2, before anybody changes them. */
  static final int DEFAULT_WINDOW = 65_535;

  /**
   * The window that a stream begins with. It grows to {@link #streamWindow} once its bytes are
   * passed on, so that bodies which stand still hold less.
   */
  int firstWindow() {
    return Math.min(streamWindow, DEFAULT_WINDOW);
  }
}
