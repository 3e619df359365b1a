package io.forebay.bench.failover.result;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How requests are shared by the healthy servers in a time without changes.
 *
 * @param counts requests per server
 */
public record Distribution(List<Long> counts) {
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * While the first outage lasts, over the servers that have none; empty if there is no such time.
   */
  static Distribution during(Run run, Traffic traffic) {
    if (run.outages().isEmpty()) {
      return new Distribution(List.of());
    }
    long from = run.eventNanos() + SETTLING_NANOS;
    long to = run.outages().stream().mapToLong(Outage::toNanos).min().orElse(from);
    List<Integer> healthy = new ArrayList<>();
    for (int server = 0; server < run.journals().size(); server++) {
      int index = server;
      if (run.outages().stream().noneMatch(it -> it.server() == index)) {
        healthy.add(server);
      }
    }
    return between(from, to, healthy, traffic);
  }

  /** From half a second after the last server got its first request again to the end. */
  static Distribution afterwards(Run run, Traffic traffic) {
    long from = run.outages().isEmpty() ? run.startNanos() : run.eventNanos();
    for (Outage outage : run.outages()) {
      long again = outage.toNanos() + traffic.againNanos(outage).orElse(SHORTEST_NANOS);
      from = Math.max(from, again + SHORTEST_NANOS / 2);
    }
    List<Integer> all = new ArrayList<>();
    for (int server = 0; server < run.journals().size(); server++) {
      all.add(server);
    }
    return between(from, run.endNanos(), all, traffic);
  }

  private static Distribution between(long from, long to, List<Integer> servers, Traffic traffic) {
    if (to - from < SHORTEST_NANOS) {
      return new Distribution(List.of());
    }
    return new Distribution(
        servers.stream().map(server -> traffic.count(server, from, to)).toList());
  }

  /** How far the server farthest from the mean is from it, as a share of the mean. */
  public double deviation() {
    double mean = counts.stream().mapToLong(it -> it).average().orElse(0);
    return mean == 0
        ? 0
        : counts.stream().mapToDouble(it -> Math.abs(it - mean) / mean).max().orElse(0);
  }

  @Override
  public String toString() {
    return counts.isEmpty()
        ? "-"
        : counts.stream().map(String::valueOf).collect(Collectors.joining("/"));
  }
}
