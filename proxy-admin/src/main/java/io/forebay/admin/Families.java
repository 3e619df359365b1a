package io.forebay.admin;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** Metric families under construction, by their names without {@code _total}. */
final class Families {

  private Families() {}

  /** Counters of one name; the client library appends {@code _total} to it. */
  static final class Counters {
    private final CounterSnapshot.Builder family;

    Counters(String name, String help) {
      family = CounterSnapshot.builder().name(name).help(help);
    }

    void add(long value, Labels labels) {
      family.dataPoint(CounterDataPointSnapshot.builder().value(value).labels(labels).build());
    }

    void add(double value, Labels labels) {
      family.dataPoint(CounterDataPointSnapshot.builder().value(value).labels(labels).build());
    }

    CounterSnapshot build() {
      return family.build();
    }
  }

  /** Gauges of one name. */
  static final class Gauges {
    private final GaugeSnapshot.Builder family;

    Gauges(String name, String help) {
      family = GaugeSnapshot.builder().name(name).help(help);
    }

    void add(long value, Labels labels) {
      family.dataPoint(GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
    }

    void add(double value, Labels labels) {
      family.dataPoint(GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
    }

    GaugeSnapshot build() {
      return family.build();
    }
  }
}
