package io.forebay.daemon;

import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.config.RemovedServer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to survive a restart.
 *
 * @param at when it was so
 * @param servers those of which there is something to remember
 * @param added servers that were added at run time
 * @param removed servers of the file that were removed at run time
 * @param secret what cookies are made with; null where the configuration says it, or there are none
 */
record SavedState(
    Instant at,
    List<SavedServer> servers,
    List<SavedAddition> added,
    List<RemovedServer> removed,
    @Nullable String secret) {

  /** The servers of the file, and no secret. */
  SavedState(Instant at, List<SavedServer> servers) {
    this(at, servers, List.of(), List.of(), null);
  }

  SavedState {
    servers = List.copyOf(servers);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /**
   * A server that was added.
   *
   * @param json an object on one line with the keys of a server in the file
   */
  record SavedAddition(String backend, String json) {}

  /**
   * One server.
   *
   * @param address as the configuration writes it: under another one it is another server
   * @param weight set at run time, or {@link Server#NO_RUNTIME_WEIGHT}
   * @param configuredWeight of the configuration, in whose place that stands
   * @param maxConnections set at run time, or {@link Server#NO_RUNTIME_LIMIT}
   * @param configuredMaxConnections of the configuration, in whose place that stands
   * @param down whether checks had found it down
   */
  record SavedServer(
      String backend,
      String name,
      String address,
      AdminState adminState,
      int weight,
      int configuredWeight,
      int maxConnections,
      int configuredMaxConnections,
      boolean down) {

    /** Whether there is anything to remember. */
    boolean isUnusual() {
      return adminState != AdminState.READY
          || weight != Server.NO_RUNTIME_WEIGHT
          || maxConnections != Server.NO_RUNTIME_LIMIT
          || down;
    }
  }
}
