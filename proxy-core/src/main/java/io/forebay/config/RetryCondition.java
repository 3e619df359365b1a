package io.forebay.config;

/** A failure after which a request may be tried again. */
public enum RetryCondition {
  /** No connection came about, so nothing was sent: safe for any method. */
  CONNECT_FAILURE,
  /** The server said that it has not looked at the request: safe for any method. */
  REFUSED_STREAM,
  /** The connection broke before the first byte of the answer; idempotent methods only. */
  RESET_IDEMPOTENT,
  /** A 502 from the server; idempotent methods only. */
  STATUS_502,
  /** A 503 from the server; idempotent methods only. */
  STATUS_503,
  /** A 504 from the server; idempotent methods only. */
  STATUS_504
}
