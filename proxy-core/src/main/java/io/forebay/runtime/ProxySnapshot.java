package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.config.ProxyConfig;
import io.forebay.exchange.ListenerPlan;
import io.forebay.observe.AccessLogs;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One configuration, compiled. Immutable; any thread. */
final class ProxySnapshot {

  private final ProxyConfig config;
  private final Map<String, Backend> backends;
  private final ListenerPlan[] plans;
  private final AccessLogs.Use logs;
  private final RetryBudgets retryBudgets;
  private final RateLimitZones rateLimits;

  /**
   * A snapshot.
   *
   * @param plans the listeners' plans; the index is the listener's metric id
   */
  ProxySnapshot(
      ProxyConfig config,
      Map<String, Backend> backends,
      ListenerPlan[] plans,
      AccessLogs.Use logs,
      RetryBudgets retryBudgets,
      RateLimitZones rateLimits) {
    this.rateLimits = rateLimits;
    this.config = config;
    this.backends = Collections.unmodifiableMap(backends);
    this.plans = plans;
    this.logs = logs;
    this.retryBudgets = retryBudgets;
  }

  ProxyConfig config() {
    return config;
  }

  Map<String, Backend> backends() {
    return backends;
  }

  /** The plan of a listener, or null if this configuration has no such listener. */
  @Nullable ListenerPlan plan(int listenerId) {
    return listenerId < plans.length ? plans[listenerId] : null;
  }

  /** The access logs that its plans write to. */
  AccessLogs.Use logs() {
    return logs;
  }

  /** What its routes draw on for retries. */
  RetryBudgets retryBudgets() {
    return retryBudgets;
  }

  /** What limits how often clients may ask. */
  RateLimitZones rateLimits() {
    return rateLimits;
  }

  /** The very servers of this snapshot. */
  Set<Server> servers() {
    Set<Server> servers = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Backend backend : backends.values()) {
      for (WeightedServer server : backend.servers()) {
        servers.add(server.server());
      }
    }
    return servers;
  }
}
