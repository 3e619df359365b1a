package io.forebay.health.passive;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.ServerConfig;
import io.forebay.health.ProbeResult;
import io.forebay.health.StateListener;
import io.forebay.health.guard.GuardPart;
import io.forebay.health.guard.GuardSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Watches the requests to every server of every backend that has a {@code passive_check}. What is
 * known of a server goes on through every reload that leaves its rules and its check alone. Control
 * loop only.
 */
public final class PassiveChecks implements GuardSource, StateListener {

  private final PassiveServices services;
  private Map<Server, WatchedServer> watched = new HashMap<>();

  /** Watches nothing yet. */
  public PassiveChecks(PassiveServices services) {
    this.services = services;
  }

  @Override
  public Map<Server, GuardPart> apply(Map<Backend, BackendConfig> backends) {
    Map<Server, WatchedServer> next = new LinkedHashMap<>();
    backends.forEach((backend, config) -> watch(backend, config, next));
    watched.forEach(
        (server, it) -> {
          if (next.get(server) != it) {
            it.retire();
          }
        });
    watched = next;
    backends.keySet().forEach(Backend::refresh);
    Map<Server, GuardPart> parts = new HashMap<>();
    next.forEach((server, it) -> parts.put(server, it.guard()));
    return parts;
  }

  private void watch(Backend backend, BackendConfig config, Map<Server, WatchedServer> next) {
    if (config.passiveCheck().isEmpty()) {
      return;
    }
    Map<String, ServerConfig> byName = new HashMap<>();
    config.servers().forEach(it -> byName.put(it.name(), it));
    for (WeightedServer weighted : backend.servers()) {
      Server server = weighted.server();
      ServerConfig own = byName.get(server.name());
      HealthCheckConfig check = own == null ? config.healthCheck() : config.checkOf(own);
      WatchedServer it = watched.get(server);
      if (it == null || !it.isOf(config.passiveCheck(), check)) {
        it =
            new WatchedServer(
                backend, server, config.passiveCheck(), check, services, this::ejected);
      }
      it.backend(backend);
      next.put(server, it);
    }
  }

  private int ejected(Backend backend) {
    int count = 0;
    for (WeightedServer server : backend.servers()) {
      WatchedServer it = watched.get(server.server());
      count += it != null && it.isEjected() ? 1 : 0;
    }
    return count;
  }

  @Override
  public void onStateChange(
      Backend backend, Server server, ServerState from, ServerState to, String cause) {
    WatchedServer it = watched.get(server);
    if (it != null && to == ServerState.DOWN) {
      it.forget();
    }
  }

  @Override
  public void onResult(Server server, ProbeResult result) {
    WatchedServer it = watched.get(server);
    if (it != null) {
      it.onCheck(result);
    }
  }
}
