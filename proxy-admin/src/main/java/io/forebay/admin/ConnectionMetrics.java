package io.forebay.admin;

import io.forebay.admin.Families.Counters;
import io.forebay.admin.Families.Gauges;
import io.forebay.exchange.RetryReason;
import io.forebay.http.ProxyError;
import io.forebay.stats.AuthResult;
import io.forebay.stats.ByteCells;
import io.forebay.stats.Cells;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import io.forebay.stats.RouteErrors;
import io.forebay.stats.ServerCount;
import io.forebay.stats.StickyResult;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/** Connections, bytes, and everything that went wrong. Zeros included, so that rates work. */
final class ConnectionMetrics {

  private final List<LoopStats> loops;
  private final MetricIds ids;

  private ConnectionMetrics(List<LoopStats> loops, MetricIds ids) {
    this.loops = loops;
    this.ids = ids;
  }

  static void addTo(List<MetricSnapshot> all, List<LoopStats> loops, MetricIds ids) {
    ConnectionMetrics metrics = new ConnectionMetrics(loops, ids);
    metrics.addListeners(all);
    all.add(metrics.retries());
    all.add(metrics.connectErrors());
    all.add(metrics.sticky());
    all.add(metrics.errors());
    all.add(metrics.routeErrors());
    all.add(metrics.noRoute());
    all.add(metrics.authentications());
    all.add(metrics.bytes());
  }

  private void addListeners(List<MetricSnapshot> all) {
    Gauges open = new Gauges("forebay_connections", "Client connections that are open.");
    // OpenMetrics takes gauge and counter of one name for the same family, and a family has one
    // type. So the counter goes without a type, under its full name.
    UnknownSnapshot.Builder accepted =
        UnknownSnapshot.builder()
            .name("forebay_connections_total")
            .help("Client connections that were accepted.");
    Counters rejected =
        new Counters("forebay_rejected_requests", "Requests refused before they had a route.");
    Counters empty =
        new Counters(
            "forebay_empty_connections", "Client connections that ended before a byte arrived.");
    Counters denied =
        new Counters(
            "forebay_access_denied", "Requests of clients whose addresses are not let in.");
    Counters abuse =
        new Counters(
            "forebay_http2_abuse",
            "HTTP/2 connections ended because of what their clients had us do.");
    Counters badHeaders =
        new Counters(
            "forebay_bad_proxy_headers",
            "Client connections ended for want of a sound header of the PROXY protocol.");
    Counters bytes =
        new Counters("forebay_listener_bytes", "Bytes received from clients, or sent to them.");
    List<String> listeners = ids.listeners();
    for (int id = 0; id < listeners.size(); id++) {
      Labels labels = Labels.of("listener", listeners.get(id));
      // Ends are read first: what ends in between must not make the difference negative.
      long closed = LoopSum.of(loops, it -> it.connectionsClosed, id);
      long opened = LoopSum.of(loops, it -> it.connectionsOpened, id);
      open.add(Math.max(0, opened - closed), labels);
      accepted.dataPoint(UnknownDataPointSnapshot.builder().value(opened).labels(labels).build());
      rejected.add(LoopSum.of(loops, it -> it.rejected, id), labels);
      empty.add(LoopSum.of(loops, it -> it.emptyConnections, id), labels);
      denied.add(LoopSum.of(loops, it -> it.accessDenied, id), labels);
      abuse.add(LoopSum.of(loops, it -> it.http2Abuse, id), labels);
      bytes.add(
          LoopSum.of(loops, it -> it.clientBytes, ByteCells.inCell(id)),
          labels.add("direction", "received"));
      bytes.add(
          LoopSum.of(loops, it -> it.clientBytes, ByteCells.outCell(id)),
          labels.add("direction", "sent"));
      badHeaders.add(LoopSum.of(loops, it -> it.badProxyHeaders, id), labels);
    }
    all.add(open.build());
    all.add(accepted.build());
    all.add(rejected.build());
    all.add(empty.build());
    all.add(denied.build());
    all.add(abuse.build());
    all.add(badHeaders.build());
    all.add(bytes.build());
  }

  private MetricSnapshot retries() {
    Counters retries = new Counters("forebay_retries", "Requests tried again, by reason.");
    for (RetryReason reason : RetryReason.values()) {
      long count = LoopSum.of(loops, it -> it.retries, reason.ordinal());
      retries.add(count, Labels.of("reason", reason.name().toLowerCase(Locale.ROOT)));
    }
    return retries.build();
  }

  private MetricSnapshot sticky() {
    Counters sticky =
        new Counters(
            "forebay_sticky", "Requests of clients that keep their server by a cookie, by result.");
    List<String> backends = ids.backends();
    for (int id = 0; id < backends.size(); id++) {
      for (StickyResult result : StickyResult.values()) {
        int cell = result.cell(id);
        String name = result.name().toLowerCase(Locale.ROOT);
        sticky.add(
            LoopSum.of(loops, it -> it.sticky, cell),
            Labels.of("backend", backends.get(id), "result", name));
      }
    }
    return sticky.build();
  }

  private MetricSnapshot connectErrors() {
    Counters errors = new Counters("forebay_connect_errors", "Connections to servers that failed.");
    List<MetricIds.Server> servers = ids.servers();
    for (int id = LoopStats.NO_SERVER + 1; id < servers.size(); id++) {
      MetricIds.Server server = servers.get(id);
      errors.add(
          LoopSum.of(loops, it -> it.servers, ServerCount.CONNECT_ERRORS.cell(id)),
          Labels.of("backend", server.backend(), "server", server.server()));
    }
    return errors.build();
  }

  private MetricSnapshot errors() {
    Counters errors = new Counters("forebay_errors", "Requests that ended by an error.");
    for (ProxyError error : ProxyError.values()) {
      errors.add(errors(error), Labels.of("error", error.label()));
    }
    return errors.build();
  }

  /** Only what has happened: there are many pairs of a route and an error. */
  private MetricSnapshot routeErrors() {
    Counters errors =
        new Counters("forebay_route_errors", "Requests of a route that ended by an error.");
    List<MetricIds.Route> routes = ids.routes();
    for (int id = 0; id < routes.size(); id++) {
      MetricIds.Route route = routes.get(id);
      Labels labels =
          Labels.of(
              "listener", route.listener(), "route", route.route(), "backend", route.backend());
      for (ProxyError error : ProxyError.values()) {
        long count = LoopSum.of(loops, it -> it.errors, RouteErrors.cell(id, error.ordinal()));
        if (count > 0) {
          errors.add(count, labels.add("error", error.label()));
        }
      }
    }
    return errors.build();
  }

  private MetricSnapshot noRoute() {
    Counters counter = new Counters("forebay_no_route", "Requests that no route matched.");
    counter.add(errors(ProxyError.NO_ROUTE), Labels.EMPTY);
    return counter.build();
  }

  private long errors(ProxyError error) {
    long sum = 0;
    int routes = ids.routes().size();
    for (int id = 0; id < routes; id++) {
      sum += LoopSum.of(loops, it -> it.errors, RouteErrors.cell(id, error.ordinal()));
    }
    return sum;
  }

  private MetricSnapshot authentications() {
    Counters results = new Counters("forebay_auth", "Requests that had to say a password.");
    for (AuthResult result : AuthResult.values()) {
      long count = LoopSum.of(loops, it -> it.authentications, result.ordinal());
      results.add(count, Labels.of("result", result.name().toLowerCase(Locale.ROOT)));
    }
    return results.build();
  }

  private MetricSnapshot bytes() {
    Counters bytes = new Counters("forebay_bytes", "Bytes moved, as seen by the proxy.");
    int listeners = ids.listeners().size();
    int servers = ids.servers().size();
    add(bytes, "client_in", it -> it.clientBytes, ByteCells::inCell, listeners);
    add(bytes, "client_out", it -> it.clientBytes, ByteCells::outCell, listeners);
    add(bytes, "server_out", it -> it.serverBytes, ByteCells::outCell, servers);
    add(bytes, "server_in", it -> it.serverBytes, ByteCells::inCell, servers);
    return bytes.build();
  }

  private void add(
      Counters bytes,
      String direction,
      Function<LoopStats, Cells> row,
      IntUnaryOperator cell,
      int ids) {
    long sum = 0;
    for (int id = 0; id < ids; id++) {
      sum += LoopSum.of(loops, row, cell.applyAsInt(id));
    }
    bytes.add(sum, Labels.of("direction", direction));
  }
}
