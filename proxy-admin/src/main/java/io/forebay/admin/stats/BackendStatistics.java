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
 * @param retries requests tried again
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
    History history) {

  public BackendStatistics {
    servers = List.copyOf(servers);
  }
}
