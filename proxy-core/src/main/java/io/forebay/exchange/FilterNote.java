package io.forebay.exchange;

/** What filters keep of one exchange while it lasts, each under its own name. */
public enum FilterNote {
  ACCESS,
  RATE_LIMIT,
  /** A {@link LimitOutcome}; null where all limits were kept. */
  LIMIT_OUTCOME,
  BASIC_AUTH,
  STICKY,
  /** The bytes that the request goes by, visible ASCII. */
  REQUEST_ID,
  /** The digits of the trace that it belongs to. */
  TRACE_ID,
  /** The bytes of the name that the client has proved by its password. */
  AUTH_USER,
  /** The value of the cookie by which a client stays with the backend drawn for it. */
  SPLIT,
  COMPRESSION,
  RESPONSE_REWRITE;

  static final int COUNT = values().length;
}
