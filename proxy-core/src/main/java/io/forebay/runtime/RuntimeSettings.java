package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.observe.Event;
import io.forebay.observe.Events;

/**
 * Weights and limits that were set at run time, across a reload: one stays as long as the file's
 * value is what it was, a value that the file changes takes its place. Control loop only.
 */
final class RuntimeSettings {
  private final Events events;

  RuntimeSettings(Events events) {
    this.events = events;
  }

  /** Once {@code next} is in force; its backends are to be limited and refreshed afterwards. */
  void giveWay(ProxySnapshot old, ProxySnapshot next) {
    for (Backend backend : next.backends().values()) {
      Backend before = old.backends().get(backend.name());
      if (before != null) {
        backend.servers().forEach(it -> giveWay(before, it));
      }
    }
  }

  private void giveWay(Backend before, WeightedServer now) {
    Server server = now.server();
    if (server.runtimeWeight() == Server.NO_RUNTIME_WEIGHT
        && server.runtimeLimit() == Server.NO_RUNTIME_LIMIT) {
      return;
    }
    for (WeightedServer was : before.servers()) {
      if (was.server().name().equals(server.name())) {
        giveWay(was, now);
      }
    }
  }

  private void giveWay(WeightedServer was, WeightedServer now) {
    Server server = now.server();
    int weight = server.runtimeWeight();
    if (weight != Server.NO_RUNTIME_WEIGHT && was.weight() != now.weight()) {
      server.runtimeWeight(Server.NO_RUNTIME_WEIGHT);
      add(Event.Kind.WEIGHT, server, "weight", weight, now.weight());
    }
    int limit = server.runtimeLimit();
    if (limit != Server.NO_RUNTIME_LIMIT && was.maxConnections() != now.maxConnections()) {
      server.runtimeLimit(Server.NO_RUNTIME_LIMIT);
      add(Event.Kind.LIMIT, server, "max_connections", limit, now.maxConnections());
    }
  }

  private void add(Event.Kind kind, Server server, String what, int was, int now) {
    String text = "%s %d (set at run time) replaced by %d from the file".formatted(what, was, now);
    events.add(kind, server.backendName(), server.name(), text);
  }
}
