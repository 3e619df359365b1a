package io.forebay.http1;

import java.time.Duration;

/**
 * How a listener treats HTTP/1 clients.
 *
 * @param limits bounds of a request head
 * @param requestHeadersNanos time from the first byte of a request to the end of its head
 * @param keepAliveNanos time that a connection may be idle between requests
 * @param clientNanos time without progress while the client sends a body or takes an answer
 * @param tunnelNanos time without bytes in either direction after an upgrade
 */
public record Http1ServerSettings(
    Http1Limits limits,
    long requestHeadersNanos,
    long keepAliveNanos,
    long clientNanos,
    long tunnelNanos) {

  /** Settings from durations. */
  public static Http1ServerSettings of(
      Http1Limits limits,
      Duration requestHeaders,
      Duration keepAlive,
      Duration client,
      Duration tunnel) {
    return new Http1ServerSettings(
        limits, requestHeaders.toNanos(), keepAlive.toNanos(), client.toNanos(), tunnel.toNanos());
  }
}
