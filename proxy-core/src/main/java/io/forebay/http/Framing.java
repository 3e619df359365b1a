package io.forebay.http;

/** How the end of a message's body is found (RFC 9112 section 6.3). */
public enum Framing {
  /** No body follows the head. */
  NONE,
  /** Exactly {@link HttpHead#contentLength()} bytes follow. */
  LENGTH,
  /** The chunked transfer coding; also an HTTP/2 body without a length. */
  CHUNKED,
  /** The body of a response ends where the connection does. */
  UNTIL_CLOSE,
  /** After this head the connection is no longer HTTP: bytes both ways until both ends close. */
  TUNNEL
}
