package io.forebay.config;

import java.util.List;
import java.util.Map;

/**
 * A whole configuration.
 *
 * @param global what belongs to the process
 * @param rateLimits by name, in the order of the file; every one that a place uses is here
 * @param listeners by name, in the order of the file
 * @param backends by name, in the order of the file; every backend that a listener, a route or an
 *     admin listener names is here
 * @param admin the admin listeners; empty means none
 */
public record ProxyConfig(
    GlobalConfig global,
    Map<String, RateLimitZoneConfig> rateLimits,
    Map<String, ListenerConfig> listeners,
    Map<String, BackendConfig> backends,
    List<AdminConfig> admin) {

  /** Without limits on how often clients may ask. */
  public ProxyConfig(
      GlobalConfig global,
      Map<String, ListenerConfig> listeners,
      Map<String, BackendConfig> backends,
      List<AdminConfig> admin) {
    this(global, Map.of(), listeners, backends, admin);
  }

  public ProxyConfig {
    rateLimits = Checks.ordered(rateLimits);
    listeners = Checks.ordered(listeners);
    backends = Checks.ordered(backends);
    admin = List.copyOf(admin);
    listeners.forEach(
        (key, it) -> Checks.require(key.equals(it.name()), "listener", key, it.name()));
    backends.forEach((key, it) -> Checks.require(key.equals(it.name()), "backend", key, it.name()));
    Map<String, RateLimitZoneConfig> zones = rateLimits;
    for (ListenerConfig listener : listeners.values()) {
      requireBackends(listener, backends);
      requireZones(listener.overrides(), zones);
      listener.routes().forEach(it -> requireZones(it.overrides(), zones));
    }
    for (AdminConfig it : admin) {
      for (String backend : it.readyRequires()) {
        Checks.require(backends.containsKey(backend), "ready_requires", backend, "a backend");
      }
    }
  }

  private static void requireZones(
      OverridesConfig overrides, Map<String, RateLimitZoneConfig> known) {
    RateLimitConfig limit = overrides.policy().rateLimit();
    if (limit != null) {
      for (RateLimitUseConfig use : limit.uses()) {
        Checks.require(known.containsKey(use.zone()), "zone", use.zone(), "one of rate_limits");
      }
    }
  }

  private static void requireBackends(ListenerConfig listener, Map<String, BackendConfig> known) {
    String fallback = listener.defaultBackend();
    if (fallback != null) {
      Checks.require(known.containsKey(fallback), "default_backend", fallback, "a backend");
    }
    for (RouteConfig route : listener.routes()) {
      for (String backend : route.backends()) {
        Checks.require(known.containsKey(backend), "backend", backend, "a backend");
      }
    }
  }
}
