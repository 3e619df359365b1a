package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.admin.resource.About;
import io.forebay.config.ListenerConfig;
import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxy's own metrics, summed over the event loops at each scrape. Every label is a name of the
 * configuration, a status code or a constant, so no client can add series.
 */
final class ProxyCollector implements MultiCollector {

  private final ProxyStatus status;
  private final About about;

  ProxyCollector(ProxyStatus status, About about) {
    this.status = status;
    this.about = about;
  }

  @Override
  public MetricSnapshots collect() {
    List<LoopStats> loops = status.loopStats();
    MetricIds ids = status.metricIds();
    List<MetricSnapshot> all = new ArrayList<>();
    RequestMetrics.addTo(all, loops, ids);
    ConnectionMetrics.addTo(all, loops, ids);
    ServerMetrics.addTo(all, loops, ids);
    QueueMetrics.addTo(all, loops, ids, status.backends());
    HandshakeMetrics.addTo(all, loops, ids, this::encrypts);
    BackendMetrics.addTo(all, status.backends());
    CheckMetrics.addTo(all, status.backends());
    BreakerMetrics.addTo(all, status.backends());
    RateLimitMetrics.addTo(all, status.rateLimits());
    CertificateMetrics.addTo(all, status.certificates());
    ProcessMetrics.addTo(all);
    DiskMetrics.addTo(all, status.writtenFiles());
    LimitMetrics.addTo(all, status.config());
    all.add(waiting(ids));
    all.add(mostConnections());
    all.add(lag());
    all.add(replayBuffers());
    all.add(tarpit());
    all.add(droppedLines());
    all.add(truncatedLines());
    ReloadMetrics.addTo(all, status.reloads().state());
    all.add(ready());
    all.add(build());
    return new MetricSnapshots(all);
  }

  private boolean encrypts(String listener) {
    ListenerConfig config = status.config().listeners().get(listener);
    return config != null && config.tls() != null;
  }

  private MetricSnapshot waiting(MetricIds ids) {
    Gauges waiting =
        new Gauges(
            "forebay_connections_waiting",
            "Clients in the kernel's queue that are not accepted yet.");
    for (String listener : ids.listeners()) {
      status
          .connectionsWaiting(listener)
          .ifPresent(count -> waiting.add(count, Labels.of("listener", listener)));
    }
    return waiting.build();
  }

  private MetricSnapshot mostConnections() {
    Gauges most =
        new Gauges("forebay_listener_most_connections", "Most client connections open at a time.");
    for (String listener : status.config().listeners().keySet()) {
      most.add(status.mostConnections(listener), Labels.of("listener", listener));
    }
    return most.build();
  }

  private MetricSnapshot lag() {
    Gauges lag =
        new Gauges("forebay_event_loop_lag_seconds", "How late the event loop comes to a task.");
    double[] seconds = status.loopLagSeconds();
    for (int loop = 0; loop < seconds.length; loop++) {
      lag.add(seconds[loop], Labels.of("loop", Integer.toString(loop)));
    }
    return lag.build();
  }

  private MetricSnapshot replayBuffers() {
    Gauges bytes =
        new Gauges(
            "forebay_replay_buffer_bytes",
            "Bytes of bodies that are kept so that requests can be sent once more, or buffered.");
    bytes.add(status.replayBufferBytes(), Labels.EMPTY);
    return bytes.build();
  }

  private MetricSnapshot tarpit() {
    Gauges requests = new Gauges("forebay_tarpit_requests", "Requests that wait to be refused.");
    requests.add(status.requestsInTarpit(), Labels.EMPTY);
    return requests.build();
  }

  private MetricSnapshot droppedLines() {
    Counters dropped =
        new Counters("forebay_access_log_dropped", "Lines of access logs that were lost.");
    dropped.add(status.accessLogDropped(), Labels.EMPTY);
    return dropped.build();
  }

  private MetricSnapshot truncatedLines() {
    Counters truncated =
        new Counters(
            "forebay_access_log_truncated",
            "Lines of access logs that were cut because they were too long for syslog.");
    truncated.add(status.accessLogTruncated(), Labels.EMPTY);
    return truncated.build();
  }

  private MetricSnapshot ready() {
    Gauges ready =
        new Gauges("forebay_ready", "Whether its listeners are open and it is not stopping.");
    ready.add(status.notReadyReason() == null ? 1 : 0, Labels.EMPTY);
    return ready.build();
  }

  private MetricSnapshot build() {
    return InfoSnapshot.builder()
        .name("forebay_build")
        .help("The version that runs.")
        .dataPoint(InfoDataPointSnapshot.builder().labels(buildLabels()).build())
        .build();
  }

  private Labels buildLabels() {
    return Labels.of(
        "version",
        about.version(),
        "revision",
        about.revision(),
        "java",
        Runtime.version().toString(),
        "transport",
        about.transport());
  }
}
