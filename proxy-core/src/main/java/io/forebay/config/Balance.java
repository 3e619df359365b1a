package io.forebay.config;

/** How a backend picks the server for a request. */
public enum Balance {
  /** In turn, in proportion to the weights; the default. */
  ROUND_ROBIN,
  /** The server with the fewest requests in flight in proportion to its weight. */
  LEAST_CONN
}
