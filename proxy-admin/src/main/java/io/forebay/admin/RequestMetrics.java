package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.stats.LatencyHistogram;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.stats.RequestStats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Requests by route, server and status, and how long they took. */
final class RequestMetrics {

  private static final int FIRST_STATUS = 100;
  private static final int LAST_STATUS = 599;

  /** An exchange that ended without an answer; its status is 0 in the counters. */
  private static final String NO_CODE = "none";

  private static final double[] BOUNDS = bounds();

  private final List<LoopStats> loops;
  private final MetricIds ids;
  private final Counters requests =
      new Counters("forebay_requests", "Requests that have ended, by final status.");
  private final HistogramSnapshot.Builder durations =
      HistogramSnapshot.builder()
          .name("forebay_request_duration_seconds")
          .help("Time from the request's head to the end of its answer.");
  private final Gauges inFlight =
      new Gauges("forebay_in_flight_requests", "Requests that are being served.");

  private RequestMetrics(List<LoopStats> loops, MetricIds ids) {
    this.loops = loops;
    this.ids = ids;
  }

  static void addTo(List<MetricSnapshot> all, List<LoopStats> loops, MetricIds ids) {
    RequestMetrics metrics = new RequestMetrics(loops, ids);
    metrics.collect();
    all.add(metrics.requests.build());
    all.add(metrics.durations.build());
    all.add(metrics.inFlight.build());
  }

  private void collect() {
    List<MetricIds.Route> routes = ids.routes();
    List<MetricIds.Server> servers = ids.servers();
    for (int routeId = 0; routeId < routes.size(); routeId++) {
      MetricIds.Route route = routes.get(routeId);
      Labels labels =
          Labels.of(
              "listener", route.listener(), "route", route.route(), "backend", route.backend());
      inFlight.add(inFlight(routeId), labels);
      for (int serverId = 0; serverId < servers.size(); serverId++) {
        List<RequestStats> cells = cells(routeId, serverId);
        if (!cells.isEmpty()) {
          add(cells, labels.add("server", servers.get(serverId).server()));
        }
      }
    }
  }

  private long inFlight(int routeId) {
    // Ends are read first: what ends in between must not make the difference negative.
    long finished = LoopSum.of(loops, it -> it.requestsFinished, routeId);
    return Math.max(0, LoopSum.of(loops, it -> it.requestsStarted, routeId) - finished);
  }

  private List<RequestStats> cells(int routeId, int serverId) {
    List<RequestStats> cells = new ArrayList<>();
    for (LoopStats loop : loops) {
      RequestStats cell = loop.peek(routeId, serverId);
      if (cell != null) {
        cells.add(cell);
      }
    }
    return cells;
  }

  private void add(List<RequestStats> cells, Labels labels) {
    addCode(cells, 0, NO_CODE, labels);
    for (int status = FIRST_STATUS; status <= LAST_STATUS; status++) {
      addCode(cells, status, Integer.toString(status), labels);
    }
    long[] counts = new long[BOUNDS.length];
    long nanos = 0;
    for (RequestStats cell : cells) {
      LatencyHistogram histogram = cell.duration();
      histogram.addCountsTo(counts);
      nanos += histogram.sumNanos();
    }
    durations.dataPoint(
        HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts))
            .sum(nanos / 1e9)
            .labels(labels)
            .build());
  }

  private void addCode(List<RequestStats> cells, int status, String code, Labels labels) {
    long count = 0;
    for (RequestStats cell : cells) {
      count += cell.count(status);
    }
    if (count > 0) {
      requests.add(count, labels.add("code", code));
    }
  }

  private static double[] bounds() {
    double[] finite = LatencyHistogram.boundsSeconds();
    double[] all = Arrays.copyOf(finite, finite.length + 1);
    all[finite.length] = Double.POSITIVE_INFINITY;
    return all;
  }
}
