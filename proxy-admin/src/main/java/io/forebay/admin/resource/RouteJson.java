package io.forebay.admin.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.forebay.config.ListenerConfig;
import io.forebay.config.RouteConfig;
import io.forebay.runtime.ProxyStatus;
import io.forebay.stats.LoopStats;
import io.forebay.stats.MetricIds;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Routes as objects. */
final class RouteJson {

  /** What is counted of requests that no route takes has this one. */
  private static final String NO_ROUTE = "";

  private final ProxyStatus status;

  RouteJson(ProxyStatus status) {
    this.status = status;
  }

  /**
   * A list of the routes of {@code listener}, and of what becomes of requests that none takes.
   *
   * @param backends which of their backends are wanted; a route is told if one of its own is
   */
  void write(JsonGenerator out, ListenerConfig listener, Predicate<List<String>> backends)
      throws IOException {
    for (RouteConfig route : listener.routes()) {
      if (backends.test(route.backends())) {
        out.writeStartObject();
        head(out, listener, route.label());
        out.writeNumberField("priority", route.priority());
        out.writeStringField("action", action(route));
        Json.strings(out, "backends", route.backends());
        counters(out, listener.name(), route.label());
        out.writeEndObject();
      }
    }
    String last = listener.defaultBackend();
    List<String> lastBackends = last == null ? List.of() : List.of(last);
    if (backends.test(lastBackends)) {
      out.writeStartObject();
      head(out, listener, NO_ROUTE);
      out.writeStringField("action", action(listener));
      Json.strings(out, "backends", lastBackends);
      counters(out, listener.name(), NO_ROUTE);
      out.writeEndObject();
    }
  }

  private static void head(JsonGenerator out, ListenerConfig listener, String route)
      throws IOException {
    out.writeStringField("listener", listener.name());
    out.writeStringField("route", route);
  }

  private static String action(RouteConfig route) {
    if (route.redirect() != null) {
      return "redirect";
    }
    return route.respond() != null ? "respond" : "proxy";
  }

  private static String action(ListenerConfig listener) {
    if (listener.redirect() != null) {
      return "redirect";
    }
    return listener.defaultBackend() == null ? "refuse" : "proxy";
  }

  private void counters(JsonGenerator out, String listener, String route) throws IOException {
    List<MetricIds.Route> routes = status.metricIds().routes();
    long started = 0;
    long finished = 0;
    for (int id = 0; id < routes.size(); id++) {
      MetricIds.Route labels = routes.get(id);
      if (labels.listener().equals(listener) && labels.route().equals(route)) {
        for (LoopStats loop : status.loopStats()) {
          finished += loop.requestsFinished.get(id);
          started += loop.requestsStarted.get(id);
        }
      }
    }
    out.writeNumberField("requests", finished);
    out.writeNumberField("requests_in_flight", Math.max(0, started - finished));
  }
}
