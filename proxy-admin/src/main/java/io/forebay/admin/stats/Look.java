package io.forebay.admin.stats;

import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.ByteCells;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.stats.ServerCount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The counters of a proxy at one moment; what costs more is read when it is asked for. */
final class Look {

  /** Requests that have ended, and those under way. */
  record Flow(long finished, long inFlight) {

    static final Flow NONE = new Flow(0, 0);

    Flow plus(Flow other) {
      return new Flow(finished + other.finished, inFlight + other.inFlight);
    }
  }

  private final long nanos;
  private final ProxyStatus status;
  private final Counters counters;
  private @Nullable Tallies tallies;
  private @Nullable Map<String, Flow> listeners;
  private @Nullable Map<String, Flow> backends;
  private @Nullable Map<String, List<Integer>> servers;

  Look(long nanos, ProxyStatus status) {
    this.nanos = nanos;
    this.status = status;
    this.counters = new Counters(status.loopStats());
  }

  long nanos() {
    return nanos;
  }

  Counters counters() {
    return counters;
  }

  Tallies tallies() {
    Tallies made = tallies;
    if (made == null) {
      made = Tallies.of(status.loopStats(), status.metricIds());
      tallies = made;
    }
    return made;
  }

  Flow ofListener(String name) {
    Map<String, Flow> made = listeners;
    if (made == null) {
      made = flows(MetricIds.Route::listener);
      listeners = made;
    }
    return made.getOrDefault(name, Flow.NONE);
  }

  Flow ofBackend(String name) {
    Map<String, Flow> made = backends;
    if (made == null) {
      made = flows(MetricIds.Route::backend);
      backends = made;
    }
    return made.getOrDefault(name, Flow.NONE);
  }

  private Map<String, Flow> flows(Function<MetricIds.Route, String> name) {
    Map<String, Flow> flows = new HashMap<>();
    List<MetricIds.Route> routes = status.metricIds().routes();
    for (int id = 0; id < routes.size(); id++) {
      // Ends are read first: what ends in between must not make the difference negative.
      long finished = counters.sum(it -> it.requestsFinished, id);
      long inFlight = Math.max(0, counters.sum(it -> it.requestsStarted, id) - finished);
      flows.merge(name.apply(routes.get(id)), new Flow(finished, inFlight), Flow::plus);
    }
    return flows;
  }

  /** The ids of all servers that a backend has ever had. */
  List<Integer> serversOf(String backend) {
    Map<String, List<Integer>> made = servers;
    if (made == null) {
      List<MetricIds.Server> all = status.metricIds().servers();
      made =
          IntStream.range(LoopStats.NO_SERVER + 1, all.size())
              .boxed()
              .collect(Collectors.groupingBy(it -> all.get(it).backend()));
      servers = made;
    }
    return made.getOrDefault(backend, List.of());
  }

  /** Tries that a server failed, and its answers of 500 and above. */
  long errorsOfServer(int id) {
    return counters.failures(id).total();
  }

  /** What the averages of a server are made from. */
  Averages.Sums sums(int id) {
    Tally tally = tallies().server(id);
    return new Averages.Sums(
        tally.requests(),
        counters.of(id, ServerCount.QUEUE_NANOS),
        counters.of(id, ServerCount.CONNECT_NANOS),
        counters.of(id, ServerCount.RESPONSE_NANOS),
        tally.nanos());
  }

  /** Bytes to a server. */
  long bytesTo(int serverId) {
    return counters.sum(it -> it.serverBytes, ByteCells.outCell(serverId));
  }

  /** Bytes from a server. */
  long bytesFrom(int serverId) {
    return counters.sum(it -> it.serverBytes, ByteCells.inCell(serverId));
  }
}
