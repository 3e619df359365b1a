package io.forebay.admin.stats;

import java.util.List;

/**
 * A backend.
 *
 * @param balance its policy as configured, such as {@code round_robin}
 * @param usable servers that may be given requests
 * @param inPanic whether servers are used that are down
 * @param inFlight requests under way with its servers
 * @param queued requests that wait for a server
 * @param maxQueued most that waited at once
 * @param retries tries that its servers failed and that were repeated
 * @param maxInFlight most that were under way at once, as far as was seen
 * @param queueLimit most that may wait
 * @param queuedTotal requests that have waited
 * @param queueMillis that they have waited, all together
 */
public record BackendStatistics(
    String name,
    String balance,
    int usable,
    boolean inPanic,
    long inFlight,
    long queued,
    long maxQueued,
    long retries,
    Failures failures,
    Traffic traffic,
    List<ServerStatistics> servers,
    History history,
    long maxInFlight,
    int queueLimit,
    long queuedTotal,
    double queueMillis,
    Tries tries,
    Times times) {

  public BackendStatistics {
    servers = List.copyOf(servers);
  }
}
