package io.forebay.http2;

import io.forebay.http.DownstreamSettings;

/**
 * How a listener treats the clients of HTTP/2 connections.
 *
 * @param client what does not depend on the protocol
 * @param http2 what they are allowed
 */
public record Http2ServerSettings(DownstreamSettings client, Http2Settings http2) {

  /**
   * Settings of a listener.
   *
   * @param maxStreams requests at a time on one connection
   */
  public static Http2ServerSettings of(
      DownstreamSettings client, int maxStreams, long streamWindow, long connectionWindow) {
    return new Http2ServerSettings(
        client,
        new Http2Settings(maxStreams, (int) streamWindow, (int) connectionWindow, client.limits()));
  }
}
