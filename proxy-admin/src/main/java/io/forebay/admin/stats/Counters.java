package io.forebay.admin.stats;

import io.forebay.stats.Cells;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.stats.ServerCount;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Counters of a proxy, summed over its event loops. Any thread. */
final class Counters {

  private final List<LoopStats> loops;

  Counters(List<LoopStats> loops) {
    this.loops = loops;
  }

  long sum(Function<LoopStats, Cells> row, int cell) {
    long sum = 0;
    for (LoopStats loop : loops) {
      sum += row.apply(loop).get(cell);
    }
    return sum;
  }

  long most(Function<LoopStats, Cells> row, int cell) {
    long most = 0;
    for (LoopStats loop : loops) {
      most = Math.max(most, row.apply(loop).get(cell));
    }
    return most;
  }

  /** Of one server. */
  long of(int serverId, ServerCount what) {
    return sum(it -> it.servers, what.cell(serverId));
  }

  /** Sum of what is counted by route, over the routes that are meant. */
  long ofRoutes(Function<LoopStats, Cells> row, MetricIds ids, Predicate<MetricIds.Route> meant) {
    List<MetricIds.Route> routes = ids.routes();
    long sum = 0;
    for (int id = 0; id < routes.size(); id++) {
      if (meant.test(routes.get(id))) {
        sum += sum(row, id);
      }
    }
    return sum;
  }

  Tries tries(int serverId) {
    return new Tries(
        of(serverId, ServerCount.TRIES),
        of(serverId, ServerCount.RETRIES),
        of(serverId, ServerCount.REDISPATCHES),
        of(serverId, ServerCount.CONNECTIONS),
        of(serverId, ServerCount.REUSES));
  }

  Failures failures(int serverId) {
    return new Failures(
        of(serverId, ServerCount.CONNECT_ERRORS),
        of(serverId, ServerCount.RESETS),
        of(serverId, ServerCount.TIMEOUTS),
        of(serverId, ServerCount.BAD_ANSWERS),
        of(serverId, ServerCount.ANSWERS_5XX));
  }
}
