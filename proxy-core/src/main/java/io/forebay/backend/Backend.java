package io.forebay.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A named pool of servers with a policy, under one configuration. */
public final class Backend {

  private final String name;
  private final List<WeightedServer> servers;
  private final LoadBalancer balancer;
  private final UpstreamSettings settings;
  private final boolean hasBackups;
  private volatile EligibleServers eligible;

  /** A backend whose eligible servers are those that are eligible now. */
  public Backend(
      String name, List<WeightedServer> servers, LoadBalancer balancer, UpstreamSettings settings) {
    this.name = name;
    this.servers = List.copyOf(servers);
    this.balancer = balancer;
    this.settings = settings;
    this.hasBackups = servers.stream().anyMatch(WeightedServer::backup);
    this.eligible = EligibleServers.of(this.servers);
  }

  public String name() {
    return name;
  }

  /** All servers, in the order of the configuration. */
  public List<WeightedServer> servers() {
    return servers;
  }

  /** How connections to these servers are made and kept. */
  public UpstreamSettings settings() {
    return settings;
  }

  /**
   * Any event loop. A backup server is picked where no other server is eligible, or where the
   * exchange has tried every other one that is.
   *
   * @param key hash of what the request is told apart by, or {@link LoadBalancer#NO_KEY}
   * @param tried the servers to leave out; null for none
   * @return null if there is no server that is up and not tried
   */
  public @Nullable Server pick(long key, @Nullable TriedServers tried) {
    EligibleServers now = eligible;
    Server picked = balancer.pick(now, key, tried);
    if (picked == null && hasBackups && tried != null && now.areAllIn(tried)) {
      return balancer.pick(EligibleServers.backupsOf(servers), key, tried);
    }
    return picked;
  }

  /** Whether any server can be picked. Any thread. */
  public boolean hasEligible() {
    return eligible.size() > 0;
  }

  /** How many servers can be picked. Any thread. */
  public int eligibleCount() {
    return eligible.size();
  }

  /** Looks at the servers' states again. Control thread only. */
  public void refresh() {
    eligible = EligibleServers.of(servers);
  }
}
