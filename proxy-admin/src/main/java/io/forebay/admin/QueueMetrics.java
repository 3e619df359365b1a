package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.backend.Backend;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Requests that wait, or have waited, for a server to have room. */
final class QueueMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private QueueMetrics() {}

  static void addTo(
      List<MetricSnapshot> all, List<LoopStats> loops, MetricIds ids, Collection<Backend> now) {
    Gauges length =
        new Gauges("forebay_queue_length", "Requests that wait for a server to have room.");
    Gauges longest =
        new Gauges("forebay_queue_longest", "Most requests that have waited at a time.");
    for (Backend backend : now) {
      Labels labels = Labels.of("backend", backend.name());
      length.add(backend.queue().length(), labels);
      longest.add(backend.queue().longest(), labels);
    }
    all.add(length.build());
    all.add(longest.build());
    addTotals(all, loops, ids);
  }

  private static void addTotals(List<MetricSnapshot> all, List<LoopStats> loops, MetricIds ids) {
    Counters requests =
        new Counters("forebay_queued_requests", "Requests that have waited for a server.");
    Counters seconds =
        new Counters("forebay_queue_seconds", "Time that they have waited, all together.");
    Map<String, long[]> sums = new TreeMap<>();
    List<MetricIds.Route> routes = ids.routes();
    for (int id = 0; id < routes.size(); id++) {
      if (!routes.get(id).backend().isEmpty()) {
        long[] sum = sums.computeIfAbsent(routes.get(id).backend(), it -> new long[2]);
        sum[0] += LoopSum.of(loops, it -> it.queued, id);
        sum[1] += LoopSum.of(loops, it -> it.queueNanos, id);
      }
    }
    sums.forEach(
        (backend, sum) -> {
          requests.add(sum[0], Labels.of("backend", backend));
          seconds.add(sum[1] / NANOS_PER_SECOND, Labels.of("backend", backend));
        });
    all.add(requests.build());
    all.add(seconds.build());
  }
}
