package io.forebay.config;

/** A failure of a try that is no answer of the server. */
public enum FailureKind {
  /** No connection could be made, or not in time. */
  CONNECT_FAILURE,
  /** The connection ended before the answer was complete, or what came was no answer. */
  RESET,
  /** The answer did not come in time. */
  TIMEOUT
}
