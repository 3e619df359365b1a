package io.forebay.config;

/** How a backend picks the server for a request. */
public enum Balance {
  /** In turn, in proportion to the weights; the default. */
  ROUND_ROBIN,
  /** The server with the fewest requests in flight in proportion to its weight. */
  LEAST_CONN,
  /** Of two servers drawn at random the one with fewer requests in flight for its weight. */
  RANDOM_TWO,
  /** The same server for the same key of the request, as long as it is there and has room. */
  CONSISTENT_HASH,
  /** The first server of the list. */
  FIRST,
  /** The server that should answer first, by how fast it was and how many requests it has. */
  LEAST_TIME
}
