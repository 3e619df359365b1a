package io.forebay.bench.failover.client;

/** How a request ended for the client. */
public enum Outcome {
  /** The right answer, complete. */
  OK,
  /** Another status than 2xx. */
  STATUS,
  /** No connection: refused. */
  REFUSED,
  /** The connection ended or was reset before the answer was complete. */
  RESET,
  /** No complete answer within the client's patience. */
  TIMEOUT,
  /** An answer that is no HTTP, or that belongs to another request. */
  WRONG
}
