package io.forebay.bench.failover.origin;

/** What a server does with whatever it is sent, health checks included. */
public enum Behaviour {
  /** Answers 200 after its service time, checks at once. */
  NORMAL,
  /** Reads the request and resets the connection. */
  RESET,
  /** Answers 503 at once. */
  UNAVAILABLE,
  /** Answers 503 at once, but checks with 200. */
  UNAVAILABLE_BUT_HEALTHY,
  /** Answers 200, checks too, after three seconds. */
  SLOW
}
