package io.forebay.admin;

import io.forebay.admin.Families.Gauges;
import io.forebay.net.CertificateInfo;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The certificates of all listeners. */
final class CertificateMetrics {
  private final Gauges notAfter =
      new Gauges(
          "forebay_certificate_not_after_seconds",
          "When the certificate in use expires, in seconds since 1970.");
  private final Gauges refused =
      new Gauges(
          "forebay_certificate_refused",
          "Whether what the certificate's files hold now cannot be used.");

  private CertificateMetrics() {}

  static void addTo(List<MetricSnapshot> all, List<CertificateInfo> certificates) {
    CertificateMetrics metrics = new CertificateMetrics();
    Set<Labels> known = new HashSet<>();
    for (CertificateInfo it : certificates) {
      // Nothing forbids to name a file twice, but the client library refuses equal labels.
      Labels labels = Labels.of("listener", it.listener(), "file", it.file().toString());
      if (known.add(labels)) {
        metrics.add(it, labels);
      }
    }
    all.add(metrics.notAfter.build());
    all.add(metrics.refused.build());
  }

  private void add(CertificateInfo info, Labels labels) {
    refused.add(info.problem() == null ? 0 : 1, labels);
    Instant end = info.notAfter();
    if (end != null) {
      String name = info.names().isEmpty() ? "" : info.names().get(0);
      notAfter.add(end.getEpochSecond(), labels.add("name", name));
    }
  }
}
