package io.forebay.admin.stats;

/**
 * How often requests were given to a server, or to those of a backend, since the start.
 *
 * @param total first or again
 * @param retries that failed and were repeated at the same server
 * @param redispatches that failed and were repeated at another server
 * @param connectionsMade connections that were made for them
 * @param connectionsReused tries on a connection that had been kept
 */
public record Tries(
    long total, long retries, long redispatches, long connectionsMade, long connectionsReused) {

  public static final Tries NONE = new Tries(0, 0, 0, 0, 0);

  Tries plus(Tries other) {
    return new Tries(
        total + other.total,
        retries + other.retries,
        redispatches + other.redispatches,
        connectionsMade + other.connectionsMade,
        connectionsReused + other.connectionsReused);
  }
}
