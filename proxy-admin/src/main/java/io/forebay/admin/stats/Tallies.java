package io.forebay.admin.stats;

import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.stats.RequestStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of every listener, backend and server, from one walk over the cells of all event
 * loops. Not changed once it is made.
 */
final class Tallies {

  private final List<MetricIds.Route> routes;
  private final Map<String, Tally> listeners = new HashMap<>();
  private final Map<String, Tally> backends = new HashMap<>();
  private final Map<Integer, Tally> servers = new HashMap<>();

  private Tallies(List<MetricIds.Route> routes) {
    this.routes = routes;
  }

  static Tallies of(List<LoopStats> loops, MetricIds ids) {
    Tallies tallies = new Tallies(ids.routes());
    loops.forEach(it -> it.forEach(tallies::add));
    return tallies;
  }

  private void add(int routeId, int serverId, RequestStats cell) {
    if (routeId >= routes.size()) {
      // It has come since: the next walk has it.
      return;
    }
    MetricIds.Route route = routes.get(routeId);
    Tally one = Tally.of(cell);
    listeners.computeIfAbsent(route.listener(), it -> new Tally()).add(one);
    if (!route.backend().isEmpty()) {
      backends.computeIfAbsent(route.backend(), it -> new Tally()).add(one);
    }
    if (serverId != LoopStats.NO_SERVER) {
      servers.computeIfAbsent(serverId, it -> new Tally()).add(one);
    }
  }

  Tally listener(String name) {
    return listeners.getOrDefault(name, Tally.NONE);
  }

  Tally backend(String name) {
    return backends.getOrDefault(name, Tally.NONE);
  }

  Tally server(int id) {
    return servers.getOrDefault(id, Tally.NONE);
  }
}
