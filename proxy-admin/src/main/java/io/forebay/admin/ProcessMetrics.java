package io.forebay.admin;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.forebay.admin.Families.Gauges;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Processor time, memory and descriptors of this process, under the names that all Prometheus
 * clients have for them, so that rules and dashboards for any process fit. Left out where the
 * system does not tell.
 */
final class ProcessMetrics {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long BYTES_PER_KB = 1024;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private ProcessMetrics() {}

  static void addTo(List<MetricSnapshot> all) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      all.add(processorTime(system));
      all.add(
          gauge(
              "forebay_memory_limit_bytes",
              "Memory that the process may have: of its container, else of the machine.",
              system.getTotalMemorySize()));
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      all.add(gauge("process_open_fds", "Open descriptors.", unix.getOpenFileDescriptorCount()));
      all.add(
          gauge(
              "process_max_fds",
              "Descriptors that may be open.",
              unix.getMaxFileDescriptorCount()));
    }
    residentBytes()
        .ifPresent(
            bytes -> all.add(gauge("process_resident_memory_bytes", "Memory in use.", bytes)));
  }

  private static MetricSnapshot processorTime(OperatingSystemMXBean system) {
    double seconds = system.getProcessCpuTime() / NANOS_PER_SECOND;
    return CounterSnapshot.builder()
        .name("process_cpu_seconds")
        .help("Processor time used.")
        .dataPoint(CounterDataPointSnapshot.builder().value(Math.max(0, seconds)).build())
        .build();
  }

  private static MetricSnapshot gauge(String name, String help, long value) {
    Gauges gauge = new Gauges(name, help);
    gauge.add(value, Labels.EMPTY);
    return gauge.build();
  }

  /** From Linux: Java does not know. */
  private static OptionalLong residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(RESIDENT)) {
          String number = line.substring(RESIDENT.length()).replace("kB", "").strip();
          return OptionalLong.of(Long.parseLong(number) * BYTES_PER_KB);
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}
