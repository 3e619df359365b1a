package io.forebay.admin;

import io.forebay.admin.Families.Gauges;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** Bounds of the configuration that rules compare with what is open. */
final class LimitMetrics {

  private LimitMetrics() {}

  static void addTo(List<MetricSnapshot> all, ProxyConfig config) {
    Gauges most =
        new Gauges("forebay_connections_limit", "Client connections that may be open at a time.");
    most.add(config.global().maxConnections(), Labels.EMPTY);
    all.add(most.build());
    Gauges ofListener =
        new Gauges(
            "forebay_listener_connections_limit",
            "Client connections of the listener that may be open at a time, where it has a limit"
                + " of its own.");
    for (ListenerConfig listener : config.listeners().values()) {
      if (listener.maxConnections() != ListenerConfig.NO_LIMIT) {
        ofListener.add(listener.maxConnections(), Labels.of("listener", listener.name()));
      }
    }
    all.add(ofListener.build());
  }
}
