package io.forebay.backend;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server and its part under one configuration.
 *
 * @param weight of the configuration, 0 to 256; 0 gets no new requests
 * @param backup whether it is used only where no other server can be
 * @param maxConnections most exchanges in flight with it over all event loops; 0 for no limit
 * @param checkedAt where it is checked, unresolved where that name has no address; null for where
 *     it serves
 * @param slowStartNanos how long it takes to its whole share once it is back; 0 for at once
 * @param priority its group, 0 or more: used only where no server of a lower number can be
 */
public record WeightedServer(
    Server server,
    int weight,
    boolean backup,
    int maxConnections,
    @Nullable SocketAddress checkedAt,
    long slowStartNanos,
    int priority) {

  /** That of backups. */
  private static final int LAST_GROUP = Integer.MAX_VALUE;

  /** A server of the first group, without a limit, that is checked where it serves. */
  public WeightedServer(Server server, int weight) {
    this(server, weight, false, 0);
  }

  /** A server that is checked where it serves and has its whole share at once. */
  public WeightedServer(Server server, int weight, boolean backup, int maxConnections) {
    this(server, weight, backup, maxConnections, null, 0, 0);
  }

  /** Where health checks connect to. */
  public SocketAddress checkAddress() {
    return checkedAt == null ? server.address() : checkedAt;
  }

  /** The weight that counts now, 0 to 256: the operator's own, if there is one. Any thread. */
  public int effectiveWeight() {
    int runtime = server.runtimeWeight();
    return runtime == Server.NO_RUNTIME_WEIGHT ? weight : runtime;
  }

  /**
   * The most exchanges in flight with it now, 0 for no limit: the operator's own, if there is one.
   * Any thread.
   */
  public int effectiveMaxConnections() {
    int runtime = server.runtimeLimit();
    return runtime == Server.NO_RUNTIME_LIMIT ? maxConnections : runtime;
  }

  /**
   * What part of its weight counts, 10 to 100; less than 100 while it starts slowly. Any thread.
   */
  public int sharePercent() {
    return slowStartNanos == 0 ? SlowStart.WHOLE : server.share();
  }

  /** Servers of a group stand in for each other; those of a lower one go before it. */
  int group() {
    return backup ? LAST_GROUP : priority;
  }

  /** Whether it may be given new requests. Any thread. */
  public boolean isEligible() {
    return effectiveWeight() > 0 && server.isAvailable() && server.isPassable();
  }

  /** Whether the operator wants requests to go there, whatever its health. */
  boolean isWanted() {
    return effectiveWeight() > 0
        && server.adminState() == AdminState.READY
        && server.state() != ServerState.UNRESOLVED;
  }

  /** Whether it could be given requests, were it up. */
  boolean isUsable() {
    return isWanted() && server.isPassable();
  }
}
