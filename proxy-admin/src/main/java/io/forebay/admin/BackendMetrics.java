package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.backend.AdminState;
import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The state of every server of the current configuration. */
final class BackendMetrics {

  private static final double PERCENT = 100;

  private final Gauges upServers =
      new Gauges(
          "forebay_backend_up_servers",
          "Servers that may be given requests: the backups only where no other can be.");
  private final Gauges panic =
      new Gauges(
          "forebay_backend_in_panic", "Whether servers are used that are down: too few are up.");
  private final Gauges up =
      new Gauges("forebay_server_up", "Whether the server is up, or not checked yet.");
  private final Gauges states =
      new Gauges(
          "forebay_server_state",
          "1 for the state of its health that the server is in, and for drain or maint if an"
              + " operator has put it there, else 0.");
  private final Gauges inFlight =
      new Gauges("forebay_server_in_flight", "Requests that are under way with the server.");

  private final Gauges connections =
      new Gauges("forebay_server_connections", "Open connections to the server, idle or not.");
  private final Gauges tunnels =
      new Gauges(
          "forebay_server_tunnels",
          "WebSockets and other upgraded connections to the server; they are in flight, too.");

  private final Gauges weight =
      new Gauges("forebay_server_weight", "The server's share beside the others', 0 to 256.");
  private final Gauges share =
      new Gauges(
          "forebay_server_slow_start_ratio",
          "What part of the server's weight counts, less than 1 while it starts slowly.");
  private final Gauges backup =
      new Gauges("forebay_server_backup", "Whether the server is used only where no other can be.");

  private final Gauges avoided =
      new Gauges(
          "forebay_server_avoided",
          "Whether others are preferred to the server because of what requests tell of it.");
  private final Counters ejections =
      new Counters(
          "forebay_server_ejections", "How often the server was ejected because of its answers.");

  private BackendMetrics() {}

  static void addTo(List<MetricSnapshot> all, Collection<Backend> backends) {
    BackendMetrics metrics = new BackendMetrics();
    backends.forEach(metrics::add);
    all.add(metrics.upServers.build());
    all.add(metrics.panic.build());
    all.add(metrics.up.build());
    all.add(metrics.states.build());
    all.add(metrics.inFlight.build());
    all.add(metrics.connections.build());
    all.add(metrics.tunnels.build());
    all.add(metrics.weight.build());
    all.add(metrics.share.build());
    all.add(metrics.backup.build());
    all.add(metrics.avoided.build());
    all.add(metrics.ejections.build());
  }

  private void add(Backend backend) {
    upServers.add(backend.eligibleCount(), Labels.of("backend", backend.name()));
    panic.add(backend.isInPanic() ? 1 : 0, Labels.of("backend", backend.name()));
    for (WeightedServer it : backend.servers()) {
      add(backend, it.server());
      Labels labels = Labels.of("backend", backend.name(), "server", it.server().name());
      weight.add(it.effectiveWeight(), labels);
      share.add(it.sharePercent() / PERCENT, labels);
      backup.add(it.backup() ? 1 : 0, labels);
    }
  }

  private void add(Backend backend, Server server) {
    Labels labels = Labels.of("backend", backend.name(), "server", server.name());
    ServerState now = server.state();
    up.add(now.isEligible() ? 1 : 0, labels);
    inFlight.add(server.inFlight(), labels);
    ejections.add(server.ejections(), labels);
    for (Avoidance reason : Avoidance.values()) {
      String name = reason.name().toLowerCase(Locale.ROOT);
      avoided.add(server.isAvoided(reason) ? 1 : 0, labels.add("reason", name));
    }
    connections.add(server.connections(), labels);
    tunnels.add(server.tunnels(), labels);
    for (ServerState state : ServerState.values()) {
      String name = state.name().toLowerCase(Locale.ROOT);
      states.add(state == now ? 1 : 0, labels.add("state", name));
    }
    for (AdminState state : List.of(AdminState.DRAIN, AdminState.MAINT)) {
      String name = state.name().toLowerCase(Locale.ROOT);
      states.add(state == server.adminState() ? 1 : 0, labels.add("state", name));
    }
  }
}
