package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.backend.Backend;
import io.forebay.backend.BreakerReport;
import io.forebay.backend.BreakerState;
import io.forebay.backend.WeightedServer;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The circuit breakers of all servers that have one. */
final class BreakerMetrics {

  private final Gauges states =
      new Gauges(
          "forebay_breaker_state",
          "State of the server's circuit breaker: 0 closed, 1 half-open, 2 open.");
  private final Counters transitions =
      new Counters(
          "forebay_breaker_transitions", "How often the circuit breaker came into the state.");

  private BreakerMetrics() {}

  static void addTo(List<MetricSnapshot> all, Collection<Backend> backends) {
    BreakerMetrics metrics = new BreakerMetrics();
    for (Backend backend : backends) {
      for (WeightedServer it : backend.servers()) {
        BreakerReport breaker = it.server().breaker();
        if (breaker != null) {
          metrics.add(breaker, Labels.of("backend", backend.name(), "server", it.server().name()));
        }
      }
    }
    all.add(metrics.states.build());
    all.add(metrics.transitions.build());
  }

  private void add(BreakerReport breaker, Labels labels) {
    states.add(breaker.state().ordinal(), labels);
    for (BreakerState state : BreakerState.values()) {
      String name = state.name().toLowerCase(Locale.ROOT);
      transitions.add(breaker.transitions(state), labels.add("state", name));
    }
  }
}
