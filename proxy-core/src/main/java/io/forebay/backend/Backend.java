package io.forebay.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A named pool of servers with a policy, under one configuration. */
public final class Backend {

  private final String name;
  private final List<WeightedServer> servers;
  private final LoadBalancer balancer;
  private final UpstreamSettings settings;
  private final ServerQueue queue;
  private final QueueSettings queueSettings;
  private final boolean multiplexed;
  private final @Nullable SlowStart slowStart;
  private final SelectionSettings selection;

  /** Written before {@link #eligible}, and read behind it. */
  private boolean limited;

  private volatile EligibleServers eligible;
  private volatile EligibleServers lastResort = EligibleServers.NONE;
  private volatile boolean retired;

  /** A backend for which nobody waits. */
  public Backend(
      String name, List<WeightedServer> servers, LoadBalancer balancer, UpstreamSettings settings) {
    this(name, servers, balancer, settings, new ServerQueue(), QueueSettings.NONE);
  }

  /**
   * A backend whose eligible servers are those that are eligible now. Limits and queue are its own
   * from {@link #takeOver} on.
   *
   * @param queue that of the backend of this name before, or a new one
   */
  public Backend(
      String name,
      List<WeightedServer> servers,
      LoadBalancer balancer,
      UpstreamSettings settings,
      ServerQueue queue,
      QueueSettings queueSettings) {
    this(name, servers, balancer, settings, queue, queueSettings, SelectionSettings.NONE, null);
  }

  /**
   * A backend whose servers may begin slowly, and are used in need though they are down.
   *
   * @param selection what becomes of servers when few or none are up
   * @param slowStart looks after those that do; null for none
   */
  public Backend(
      String name,
      List<WeightedServer> servers,
      LoadBalancer balancer,
      UpstreamSettings settings,
      ServerQueue queue,
      QueueSettings queueSettings,
      SelectionSettings selection,
      @Nullable SlowStart slowStart) {
    this.name = name;
    this.servers = List.copyOf(servers);
    this.balancer = balancer;
    this.settings = settings;
    this.queue = queue;
    this.queueSettings = queueSettings;
    this.slowStart = slowStart;
    this.multiplexed = servers.stream().anyMatch(it -> it.server().isMultiplexed());
    this.limited = isLimited();
    this.selection = selection;
    this.eligible = EligibleServers.of(this.servers, selection.panicPercent());
    this.lastResort = lastResort(eligible);
  }

  public String name() {
    return name;
  }

  /** All servers, in the order of the configuration. */
  public List<WeightedServer> servers() {
    return servers;
  }

  /** Whether {@code server} is one of them. */
  boolean has(Server server) {
    for (WeightedServer it : servers) {
      if (it.server() == server) {
        return true;
      }
    }
    return false;
  }

  /** Whose turn it is. */
  public LoadBalancer balancer() {
    return balancer;
  }

  /** Whether any of them speaks HTTP/2, and may refuse a request without having looked at it. */
  public boolean isMultiplexed() {
    return multiplexed;
  }

  /** How connections to these servers are made and kept. */
  public UpstreamSettings settings() {
    return settings;
  }

  /** Who waits for these servers. */
  public ServerQueue queue() {
    return queue;
  }

  /** How requests wait for these servers. */
  public QueueSettings queueSettings() {
    return queueSettings;
  }

  /** Whether requests are in the queue, so that no new one may go ahead of them. Any thread. */
  public boolean isAwaited() {
    return queue.length() > 0;
  }

  /**
   * Whether a request that finds no server with room may wait for one. Any thread.
   *
   * @param tried the servers that will not do; null for none
   */
  public boolean mayWait(@Nullable TriedServers tried) {
    return isHolding() || mayServe(tried);
  }

  /**
   * Whether there is a server that a request could be given, now or when it has room. Any thread.
   *
   * @param tried the servers that will not do; null for none
   */
  public boolean mayServe(@Nullable TriedServers tried) {
    EligibleServers now = eligible;
    if (tried == null) {
      return now.size() > 0;
    }
    for (EligibleServers tier = now; tier != null; tier = tier.next()) {
      if (!tier.areAllIn(tried)) {
        return true;
      }
    }
    return false;
  }

  /** Whether requests wait for a server to come up, or to come back. Any thread. */
  public boolean isHolding() {
    return queueSettings.hold() && !retired;
  }

  /**
   * Picks a server and counts an exchange with it, to be ended by {@link #release}. Any event loop.
   * A server that comes {@link EligibleServers#next} is picked where the exchange has tried all
   * those before it.
   *
   * @param key hash of what the request is told apart by, or {@link LoadBalancer#NO_KEY}
   * @param tried the servers to leave out; null for none
   * @param permit made that of the server; nothing may be held
   * @return null if there is no server that is up, not tried, has room and lets it begin
   */
  public @Nullable Server reserve(long key, @Nullable TriedServers tried, GuardPermit permit) {
    return reserve(eligible, key, tried, permit);
  }

  /** The same among the servers that are down, where none is up and they are to be used then. */
  public @Nullable Server reserveLastResort(
      long key, @Nullable TriedServers tried, GuardPermit permit) {
    return reserve(lastResort, key, tried, permit);
  }

  private @Nullable Server reserve(
      EligibleServers first, long key, @Nullable TriedServers tried, GuardPermit permit) {
    TriedServers without = limited && tried == null ? TriedServers.NONE : tried;
    Server picked = pick(first, key, without);
    while (picked != null) {
      if (!permit.acquire(picked)) {
        without = TriedServers.with(without, picked);
      } else if (picked.tryBegin()) {
        return picked;
      } else {
        // Another loop took the last slot since: that server is left out now.
        permit.end(Outcome.ABANDONED);
        without = without == null ? TriedServers.NONE : without;
      }
      picked = pick(first, key, without);
    }
    return null;
  }

  private @Nullable Server pick(EligibleServers first, long key, @Nullable TriedServers tried) {
    EligibleServers tier = first;
    Server picked = balancer.pick(tier, key, tried);
    while (picked == null && tried != null && tier.areAllIn(tried)) {
      tier = tier.next();
      if (tier == null) {
        return null;
      }
      picked = balancer.pick(tier, key, tried);
    }
    return picked;
  }

  /** Counts the end of an exchange; its slot goes to who has waited longest. Any event loop. */
  public void release(Server server) {
    server.end();
    queue.onRoom();
  }

  /** Puts limits in force and takes the queue over. Life-cycle thread only. */
  public void takeOver() {
    limit();
    queue.take(this);
  }

  /** Puts limits in force. Life-cycle thread, and control thread behind it. */
  public void limit() {
    servers.forEach(it -> it.server().maxConnections(it.effectiveMaxConnections()));
  }

  /**
   * The configuration has no backend of this name any more. What is under way or waits goes on, but
   * nobody waits for a server to come up: states do not change any more. Life-cycle thread only.
   */
  public void retire() {
    retired = true;
    queue.onServersChanged();
  }

  /** Whether any server can be picked. Any thread. */
  public boolean hasEligible() {
    return eligible.size() > 0;
  }

  /**
   * What part of the requests {@code server} is to have by its weight now, 0 to 1; 0 where others
   * go before it. Any thread.
   */
  public double expectedShare(Server server) {
    EligibleServers now = eligible.size() == 0 ? lastResort : eligible;
    long mine = 0;
    long all = 0;
    for (int i = 0; i < now.size(); i++) {
      all += now.weight(i);
      mine += now.server(i) == server ? now.weight(i) : 0;
    }
    return all == 0 ? 0 : (double) mine / all;
  }

  /** How many servers can be picked. Any thread. */
  public int eligibleCount() {
    return eligible.size();
  }

  /** Looks at the servers' states again. Control thread only. */
  public void refresh() {
    if (slowStart != null) {
      slowStart.update(servers);
    }
    EligibleServers now = EligibleServers.of(servers, selection.panicPercent());
    lastResort = lastResort(now);
    limited = isLimited();
    eligible = now;
    queue.onServersChanged();
  }

  private boolean isLimited() {
    return servers.stream().anyMatch(it -> it.effectiveMaxConnections() > 0);
  }

  private EligibleServers lastResort(EligibleServers now) {
    return now.size() == 0 && selection.isLastResort()
        ? EligibleServers.whateverTheirHealth(servers)
        : EligibleServers.NONE;
  }

  /** Whether servers are used that are down, as too few are up. Any thread. */
  public boolean isInPanic() {
    EligibleServers now = eligible.size() == 0 ? lastResort : eligible;
    for (int i = 0; i < now.size(); i++) {
      if (!now.server(i).isAvailable()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Nanoseconds until a circuit breaker lets a request through to a server that could be given one
   * but for that; -1 where there is no such server. Any thread.
   */
  public long nanosToHalfOpen() {
    long least = -1;
    for (WeightedServer it : servers) {
      BreakerReport breaker = it.server().breaker();
      if (breaker != null && !breaker.isPassable() && it.server().isAvailable()) {
        long left = breaker.nanosLeft();
        least = least < 0 ? left : Math.min(least, left);
      }
    }
    return least;
  }
}
