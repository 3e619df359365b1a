package io.forebay.config;

import java.util.List;
import java.util.Map;

/**
 * A whole configuration.
 *
 * @param global what belongs to the process
 * @param listeners by name, in the order of the file
 * @param backends by name, in the order of the file; every backend that a listener, a route or an
 *     admin listener names is here
 * @param admin the admin listeners; empty means none
 */
public record ProxyConfig(
    GlobalConfig global,
    Map<String, ListenerConfig> listeners,
    Map<String, BackendConfig> backends,
    List<AdminConfig> admin) {

  public ProxyConfig {
    listeners = Checks.ordered(listeners);
    backends = Checks.ordered(backends);
    admin = List.copyOf(admin);
    listeners.forEach(
        (key, it) -> Checks.require(key.equals(it.name()), "listener", key, it.name()));
    backends.forEach((key, it) -> Checks.require(key.equals(it.name()), "backend", key, it.name()));
    for (ListenerConfig listener : listeners.values()) {
      requireBackends(listener, backends);
    }
    for (AdminConfig it : admin) {
      for (String backend : it.readyRequires()) {
        Checks.require(backends.containsKey(backend), "ready_requires", backend, "a backend");
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
