package io.forebay.backend;

/** How a try on a server ended, as far as that says something of the server. */
public enum Outcome {
  /** With the head of a final answer, of whatever status. */
  ANSWERED,
  /** No connection could be made, or not in time. */
  CONNECT_FAILURE,
  /** The connection ended before the answer was complete, or what came was no answer. */
  RESET,
  /**
   * The same before a byte of the answer, on a connection that was kept from an earlier request:
   * the server may just have closed an idle connection.
   */
  STALE_CONNECTION,
  /** The answer did not come in time. */
  TIMEOUT,
  /** The try was given up for a reason that says nothing of the server. */
  ABANDONED
}
