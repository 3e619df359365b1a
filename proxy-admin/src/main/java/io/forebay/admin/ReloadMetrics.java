package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.observe.Reloads;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** How reloads went. */
final class ReloadMetrics {
  private static final double MILLIS_PER_SECOND = 1000;

  private ReloadMetrics() {}

  static void addTo(List<MetricSnapshot> all, Reloads.State reloads) {
    Gauges successful =
        new Gauges(
            "forebay_config_last_reload_successful",
            "Whether the last attempt to apply a configuration succeeded.");
    successful.add(reloads.isLastSuccessful() ? 1 : 0, Labels.EMPTY);
    all.add(successful.build());
    Gauges at =
        new Gauges(
            "forebay_config_last_reload_success_timestamp_seconds",
            "When the configuration in force was put in force.");
    at.add(reloads.lastSuccess().toEpochMilli() / MILLIS_PER_SECOND, Labels.EMPTY);
    all.add(at.build());
    Counters count = new Counters("forebay_config_reloads", "Attempts to apply a configuration.");
    count.add(reloads.succeeded(), Labels.of("result", "success"));
    count.add(reloads.failed(), Labels.of("result", "failure"));
    all.add(count.build());
  }
}
