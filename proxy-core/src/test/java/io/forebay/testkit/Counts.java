package io.forebay.testkit;

import io.forebay.http.ProxyError;
import io.forebay.runtime.Proxy;
import io.forebay.stats.ByteCells;
import io.forebay.stats.Cells;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.stats.RouteErrors;
import io.forebay.stats.ServerCount;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Counters of a proxy over all of its event loops. */
public final class Counts {

  private Counts() {}

  /** Exchanges of any route that ended by {@code error}. */
  public static long errors(Proxy proxy, ProxyError error) {
    return IntStream.range(0, proxy.metricIds().routes().size())
        .map(route -> RouteErrors.cell(route, error.ordinal()))
        .mapToLong(cell -> sum(proxy, it -> it.errors, cell))
        .sum();
  }

  /** Of one server. */
  public static long of(Proxy proxy, ServerCount what, int serverId) {
    return sum(proxy, it -> it.servers, what.cell(serverId));
  }

  /** Bytes read from clients. */
  public static long clientIn(Proxy proxy) {
    return bytes(proxy, it -> it.clientBytes, true);
  }

  /** Bytes written to clients. */
  public static long clientOut(Proxy proxy) {
    return bytes(proxy, it -> it.clientBytes, false);
  }

  /** Bytes read from servers. */
  public static long serverIn(Proxy proxy) {
    return bytes(proxy, it -> it.serverBytes, true);
  }

  /** Bytes written to servers. */
  public static long serverOut(Proxy proxy) {
    return bytes(proxy, it -> it.serverBytes, false);
  }

  private static long bytes(Proxy proxy, Function<LoopStats, Cells> row, boolean in) {
    MetricIds ids = proxy.metricIds();
    return IntStream.range(0, Math.max(ids.listeners().size(), ids.servers().size()))
        .map(id -> in ? ByteCells.inCell(id) : ByteCells.outCell(id))
        .mapToLong(cell -> sum(proxy, row, cell))
        .sum();
  }

  private static long sum(Proxy proxy, Function<LoopStats, Cells> row, int cell) {
    return proxy.loopStats().stream().mapToLong(it -> row.apply(it).get(cell)).sum();
  }
}
