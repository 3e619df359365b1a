package io.forebay.stats;

/** What is counted of each server, beside {@link RequestStats}. */
public enum ServerCount {
  /** Tries: requests that were given to it, first or again. */
  TRIES,
  /** Tries on a connection that was kept. */
  REUSES,
  /** Connections to it that were made. */
  CONNECTIONS,
  /** Most requests in flight with it at a time, over all loops, as far as its loop has seen. */
  MOST_IN_FLIGHT,
  /** Tries that it failed, after which the request was given to it again. */
  RETRIES,
  /** Tries that it failed, after which the request was given to another server. */
  REDISPATCHES,
  /** Connections, or TLS handshakes on them, that failed. */
  CONNECT_ERRORS,
  /** Connections and streams that it ended before the end of its answer. */
  RESETS,
  /** Tries that it did not answer, or not wholly, in time. */
  TIMEOUTS,
  /** Answers that are not valid HTTP. */
  BAD_ANSWERS,
  /** Final heads of status 1xx, which is the end of HTTP on that connection. */
  ANSWERS_1XX,
  ANSWERS_2XX,
  ANSWERS_3XX,
  ANSWERS_4XX,
  ANSWERS_5XX,
  /** Nanoseconds that requests which it ended with had waited in the queue. */
  QUEUE_NANOS,
  /** Nanoseconds that connections for these took. */
  CONNECT_NANOS,
  /** Nanoseconds from the beginning of these to the head of its answer. */
  RESPONSE_NANOS;

  private static final ServerCount[] ALL = values();
  private static final int COUNT = ALL.length;
  private static final int PER_CLASS = 100;

  /** The cell that counts this for a server. */
  public int cell(int serverId) {
    return serverId * COUNT + ordinal();
  }

  /** The one for answers of {@code status}, 100 to 599. */
  public static ServerCount answers(int status) {
    return ALL[ANSWERS_1XX.ordinal() + status / PER_CLASS - 1];
  }
}
