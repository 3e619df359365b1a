package io.forebay.backend;

/** How a check of a server ended, in the short form that HAProxy has for it. */
public enum CheckCode {
  /** None has ended yet. */
  INI,
  /** Nothing is known. */
  UNK,
  /** The proxy has no socket for it. */
  SOCKERR,
  /** A connection was made, and no more was asked for. */
  L4OK,
  /** No connection in time. */
  L4TOUT,
  /** The connection was refused, or there is no way to the server. */
  L4CON,
  /** A TLS handshake succeeded, and no more was asked for. */
  L6OK,
  /** No end of the handshake in time. */
  L6TOUT,
  /** The handshake failed. */
  L6RSP,
  /** The answer is as expected. */
  L7OK,
  /** No answer in time. */
  L7TOUT,
  /** No valid answer, or not the body that is expected. */
  L7RSP,
  /** The answer has another status than is expected. */
  L7STS
}
