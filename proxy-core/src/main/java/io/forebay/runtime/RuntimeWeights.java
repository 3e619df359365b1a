package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.observe.Event;
import io.forebay.observe.Events;

/**
 * Weights that were set at run time, across a reload: one stays as long as the file's value is what
 * it was, a value that the file changes takes its place. Control loop only.
 */
final class RuntimeWeights {
  private final Events events;

  RuntimeWeights(Events events) {
    this.events = events;
  }

  /** Once {@code next} is in force; its backends are to be refreshed afterwards. */
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
    int runtime = server.runtimeWeight();
    if (runtime == Server.NO_RUNTIME_WEIGHT) {
      return;
    }
    for (WeightedServer was : before.servers()) {
      if (was.server().name().equals(server.name()) && was.weight() != now.weight()) {
        server.runtimeWeight(Server.NO_RUNTIME_WEIGHT);
        String text =
            "weight "
                + runtime
                + " (set at run time) replaced by "
                + now.weight()
                + " from the file";
        events.add(Event.Kind.WEIGHT, server.backendName(), server.name(), text);
      }
    }
  }
}
