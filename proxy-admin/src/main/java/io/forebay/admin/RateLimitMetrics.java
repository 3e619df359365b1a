package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.limit.LimitCounts;
import io.forebay.limit.RateLimitZone;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.List;

/** The limits on how often clients may ask. */
final class RateLimitMetrics {

  private final Counters refused =
      new Counters("forebay_rate_limited", "Requests that the limit has refused.");
  private final Counters delayed =
      new Counters("forebay_rate_limit_delayed", "Requests that have waited for their turn.");
  private final Counters dryRun =
      new Counters(
          "forebay_rate_limit_dry_run",
          "Requests that the limit would have refused, and let pass.");
  private final Gauges keys =
      new Gauges("forebay_rate_limit_keys", "Keys of which the limit knows something.");

  private final Gauges maxKeys =
      new Gauges(
          "forebay_rate_limit_max_keys", "Of how many keys the limit remembers something at most.");

  private RateLimitMetrics() {}

  static void addTo(List<MetricSnapshot> all, Collection<RateLimitZone> zones) {
    RateLimitMetrics metrics = new RateLimitMetrics();
    zones.forEach(metrics::add);
    all.add(metrics.refused.build());
    all.add(metrics.delayed.build());
    all.add(metrics.dryRun.build());
    all.add(metrics.keys.build());
    all.add(metrics.maxKeys.build());
  }

  private void add(RateLimitZone zone) {
    Labels labels = Labels.of("zone", zone.config().name());
    LimitCounts counts = zone.counts();
    refused.add(counts.refused.sum(), labels);
    delayed.add(counts.delayed.sum(), labels);
    dryRun.add(counts.dryRun.sum(), labels);
    keys.add(zone.store().keys(), labels);
    Integer most = zone.config().maxKeys();
    if (most != null) {
      maxKeys.add(most, labels);
    }
  }
}
