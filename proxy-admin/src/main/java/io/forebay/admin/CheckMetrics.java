package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.backend.Backend;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Outages;
import io.forebay.backend.WeightedServer;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.List;

/** What active checks have found of every server that is checked. */
final class CheckMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Counters checks =
      new Counters("forebay_server_checks", "Active checks of the server by their result.");
  private final Gauges duration =
      new Gauges("forebay_server_check_duration_seconds", "How long the last check took.");
  private final Gauges against =
      new Gauges(
          "forebay_server_check_against",
          "Checks in a row that speak against the server's state, which stays for now.");
  private final Gauges needed =
      new Gauges("forebay_server_check_needed", "Checks in a row that change the server's state.");

  private final Counters downs =
      new Counters("forebay_server_downs", "How often checks have found the server down.");
  private final Counters downtime =
      new Counters("forebay_server_downtime_seconds", "How long it was down.");
  private final long now = System.nanoTime();

  private CheckMetrics() {}

  static void addTo(List<MetricSnapshot> all, Collection<Backend> backends) {
    CheckMetrics metrics = new CheckMetrics();
    for (Backend backend : backends) {
      for (WeightedServer it : backend.servers()) {
        CheckReport report = it.server().checkReport();
        if (report != null) {
          Labels labels = Labels.of("backend", backend.name(), "server", it.server().name());
          metrics.add(report, labels);
          metrics.add(it.server().outages(), labels);
        }
      }
    }
    all.add(metrics.checks.build());
    all.add(metrics.duration.build());
    all.add(metrics.against.build());
    all.add(metrics.needed.build());
    all.add(metrics.downs.build());
    all.add(metrics.downtime.build());
  }

  private void add(Outages outages, Labels labels) {
    downs.add(outages.count(), labels);
    downtime.add(outages.totalNanos(now) / NANOS_PER_SECOND, labels);
  }

  private void add(CheckReport report, Labels labels) {
    checks.add(report.passed(), labels.add("result", "passed"));
    checks.add(report.failed(), labels.add("result", "failed"));
    duration.add(report.durationNanos() / NANOS_PER_SECOND, labels);
    against.add(report.against(), labels);
    needed.add(report.needed(), labels);
  }
}
