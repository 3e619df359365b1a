package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.net.TlsFailure;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.stats.TlsHandshakes;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Predicate;

/** TLS handshakes of clients. Zeros included for listeners that encrypt, so that rates work. */
final class HandshakeMetrics {

  private final List<LoopStats> loops;
  private final Counters handshakes =
      new Counters("forebay_tls_handshakes", "TLS handshakes of clients.");
  private final Counters failures =
      new Counters("forebay_tls_handshake_failures", "TLS handshakes that failed, by reason.");

  private HandshakeMetrics(List<LoopStats> loops) {
    this.loops = loops;
  }

  /**
   * @param encrypts whether a listener has TLS now; others are left out unless they have had it
   */
  static void addTo(
      List<MetricSnapshot> all, List<LoopStats> loops, MetricIds ids, Predicate<String> encrypts) {
    HandshakeMetrics metrics = new HandshakeMetrics(loops);
    List<String> listeners = ids.listeners();
    for (int id = 0; id < listeners.size(); id++) {
      if (encrypts.test(listeners.get(id)) || metrics.hasAny(id)) {
        metrics.add(id, listeners.get(id));
      }
    }
    all.add(metrics.handshakes.build());
    all.add(metrics.failures.build());
  }

  private boolean hasAny(int id) {
    for (TlsFailure reason : TlsFailure.values()) {
      if (failed(id, reason) > 0) {
        return true;
      }
    }
    return succeeded(id, true, true)
            + succeeded(id, true, false)
            + succeeded(id, false, true)
            + succeeded(id, false, false)
        > 0;
  }

  private void add(int id, String listener) {
    for (boolean tls13 : new boolean[] {false, true}) {
      for (boolean resumed : new boolean[] {false, true}) {
        handshakes.add(
            succeeded(id, tls13, resumed),
            labels(listener, "success", "" + resumed, tls13 ? "TLSv1.3" : "TLSv1.2"));
      }
    }
    long failed = 0;
    for (TlsFailure reason : TlsFailure.values()) {
      long count = failed(id, reason);
      failures.add(count, Labels.of("listener", listener, "reason", reason.label()));
      failed += count;
    }
    handshakes.add(failed, labels(listener, "failure", "", ""));
  }

  private static Labels labels(String listener, String result, String resumed, String version) {
    return Labels.of(
        "listener", listener, "result", result, "resumed", resumed, "version", version);
  }

  private long succeeded(int id, boolean tls13, boolean resumed) {
    return LoopSum.of(loops, it -> it.tlsHandshakes, TlsHandshakes.cell(id, tls13, resumed));
  }

  private long failed(int id, TlsFailure reason) {
    return LoopSum.of(loops, it -> it.tlsFailures, TlsHandshakes.failureCell(id, reason.ordinal()));
  }
}
