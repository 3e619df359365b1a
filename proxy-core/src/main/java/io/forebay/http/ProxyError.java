package io.forebay.http;

import java.util.Locale;

/**
 * Every way in which an exchange ends other than by a complete answer.
 *
 * <p>Travels as a value, never as an exception. {@link #status()} is what the client is told while
 * its answer has not begun; 0 means that nothing can be told any more.
 */
public enum ProxyError {
  MALFORMED_REQUEST(400, Side.CLIENT, "the request is not valid HTTP"),
  REQUEST_TIMEOUT(408, Side.CLIENT, "the request took too long to arrive"),
  METHOD_NOT_ALLOWED(405, Side.CLIENT, "this proxy does not accept the method"),
  BODY_TOO_LARGE(413, Side.CLIENT, "the request's body is too large"),
  EXPECTATION_FAILED(417, Side.CLIENT, "the expectation is not known"),
  URI_TOO_LONG(414, Side.CLIENT, "the request line is too long"),
  HEAD_TOO_LARGE(431, Side.CLIENT, "the header section is too large"),
  CODING_NOT_IMPLEMENTED(501, Side.CLIENT, "the transfer coding is not implemented"),
  VERSION_NOT_SUPPORTED(505, Side.CLIENT, "the HTTP version is not supported"),
  CLIENT_GONE(0, Side.CLIENT, "the client closed the connection"),
  CLIENT_TIMEOUT(0, Side.CLIENT, "the client stopped reading or sending"),
  ACCESS_DENIED(403, Side.CLIENT, "the client's address is not allowed here"),
  UNAUTHORIZED(401, Side.CLIENT, "the request does not say whose it is, or says it wrongly"),
  RATE_LIMITED(429, Side.CLIENT, "the client sends more requests than it may"),
  AUTH_OVERLOADED(503, Side.SELF, "too many passwords wait to be verified"),
  MAINTENANCE(503, Side.SELF, "the site is down for maintenance"),
  NO_ROUTE(404, Side.SELF, "no route matches the request"),
  NO_SERVER(503, Side.SELF, "no server is available"),
  CIRCUIT_OPEN(
      503, Side.SELF, "no server is available but those whose circuit breaker keeps requests off"),
  NO_SOCKET(503, Side.SELF, "the proxy has no file descriptor left to connect to a server"),
  QUEUE_FULL(503, Side.SELF, "every server is busy, and so is the queue for them"),
  QUEUE_TIMEOUT(503, Side.SELF, "no server was free in time"),
  CONNECT_FAILED(503, Side.UPSTREAM, "no server accepted the connection"),
  CONNECT_TIMEOUT(503, Side.UPSTREAM, "no server accepted the connection in time"),
  TLS_FAILED(503, Side.UPSTREAM, "no server passed the TLS handshake"),
  UPSTREAM_CLOSED(502, Side.UPSTREAM, "the server closed the connection before it answered"),
  UPSTREAM_RESET(502, Side.UPSTREAM, "the server reset the connection before it answered"),
  STREAM_RESET(502, Side.UPSTREAM, "the server reset the stream before it answered"),
  STREAM_CANCELLED(502, Side.UPSTREAM, "the server cancelled the request"),
  STREAM_REFUSED(503, Side.UPSTREAM, "the server took no further request on its connection"),
  UPGRADE_UNSUPPORTED(501, Side.UPSTREAM, "the server does not take WebSockets over HTTP/2"),
  MALFORMED_RESPONSE(502, Side.UPSTREAM, "the server's answer is not valid HTTP"),
  RESPONSE_TIMEOUT(504, Side.UPSTREAM, "the server did not answer in time"),
  TRY_TIMEOUT(504, Side.UPSTREAM, "the server did not begin its answer in time"),
  TOTAL_TIMEOUT(504, Side.SELF, "the request took longer than it may"),
  SERVER_DOWN(502, Side.UPSTREAM, "the server went down before it answered"),
  RESPONSE_TRUNCATED(502, Side.UPSTREAM, "the server's answer ended too early"),
  SERVER_DRAINED(503, Side.SELF, "the server was taken out of service before it answered"),
  DRAIN_DEADLINE(503, Side.SELF, "the proxy is stopping"),
  INTERNAL(500, Side.SELF, "the proxy failed");

  private final int status;
  private final Side side;
  private final String reason;
  private final String label = name().toLowerCase(Locale.ROOT);

  ProxyError(int status, Side side, String reason) {
    this.status = status;
    this.side = side;
    this.reason = reason;
  }

  /** The status code to answer with, or 0 where no answer is possible. */
  public int status() {
    return status;
  }

  /** Who caused it. */
  public Side side() {
    return side;
  }

  /** A sentence without its full stop, fit for the body of the answer. */
  public String reason() {
    return reason;
  }

  /** The name in metrics and logs, such as {@code no_server}. */
  public String label() {
    return label;
  }
}
