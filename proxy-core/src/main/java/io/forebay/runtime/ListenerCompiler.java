package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.condition.RequestConditions;
import io.forebay.condition.RoutePlaces;
import io.forebay.config.BackendConfig;
import io.forebay.config.HeadersConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.MatchConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RequestKey;
import io.forebay.config.RouteConfig;
import io.forebay.exchange.ListenerPlan;
import io.forebay.exchange.RequestHash;
import io.forebay.exchange.RoutePlan;
import io.forebay.route.RouteTable;
import io.forebay.stats.MetricIds;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the plans of one listener. Control thread only. */
final class ListenerCompiler {

  private static final String DEFAULT_ROUTE = "*";
  private static final String NO_ROUTE = "";

  private final ListenerConfig listener;
  private final ProxyConfig config;
  private final Map<String, Backend> backends;
  private final RouteSettingsCompiler settings;
  private final MetricIds ids;
  private final FilterCompiler filters;

  ListenerCompiler(
      ListenerConfig listener,
      ProxyConfig config,
      Map<String, Backend> backends,
      RouteSettingsCompiler settings,
      MetricIds ids) {
    this.listener = listener;
    this.config = config;
    this.backends = backends;
    this.settings = settings;
    this.ids = ids;
    this.filters = new FilterCompiler(listener);
  }

  ListenerPlan compile() {
    RouteTable.Builder<RoutePlan> table = RouteTable.builder();
    for (RouteConfig route : listener.routes()) {
      RoutePlan plan = plan(route);
      table.priority(route.priority()).conditional(plan.conditions() != null);
      RoutePlaces.add(table, route.match(), plan);
    }
    RouteConfig last = lastRoute();
    if (last != null) {
      table.priority(lowestPriority()).conditional(false);
      RoutePlaces.add(table, last.match(), plan(last));
    }
    RoutePlan unmatched =
        plan(
            NO_ROUTE,
            new RouteAnswer(null, null, null),
            listener.headers(),
            listener.overrides(),
            null);
    return new ListenerPlan(
        listener.name(),
        ids.listener(listener.name()),
        listener.forwarded(),
        table.build(),
        unmatched);
  }

  /** The default backend or the redirect of the listener; behind every other route. */
  private @Nullable RouteConfig lastRoute() {
    if (listener.redirect() == null && listener.defaultBackend() == null) {
      return null;
    }
    return new RouteConfig(
        MatchConfig.ANY,
        listener.defaultBackend(),
        listener.redirect(),
        null,
        listener.headers(),
        listener.overrides(),
        0,
        DEFAULT_ROUTE);
  }

  private int lowestPriority() {
    return listener.routes().stream().mapToInt(RouteConfig::priority).reduce(0, Math::min);
  }

  private RoutePlan plan(RouteConfig route) {
    return plan(
        route.label(),
        new RouteAnswer(route.backend(), route.redirect(), route.respond()),
        route.headers(),
        route.overrides(),
        RequestConditions.of(route.match(), listener.forwarded()));
  }

  private RoutePlan plan(
      String label,
      RouteAnswer answer,
      HeadersConfig headers,
      OverridesConfig overrides,
      @Nullable RequestConditions conditions) {
    String backend = answer.backend();
    return new RoutePlan(
        ids.route(listener.name(), label, backend == null ? "" : backend),
        label,
        filters.compile(answer, headers, overrides),
        backend == null ? null : backends.get(backend),
        settings.compile(overrides, backend == null ? null : config.backends().get(backend)),
        backend == null ? null : hash(config.backends().get(backend)),
        conditions,
        fallback(label, backend, headers, overrides));
  }

  /** What goes to the backend that stands in for {@code backend}; null where none does. */
  private @Nullable RoutePlan fallback(
      String label, @Nullable String backend, HeadersConfig headers, OverridesConfig overrides) {
    BackendConfig of = backend == null ? null : config.backends().get(backend);
    String name = of == null ? null : of.shortage().fallbackBackend();
    return name == null
        ? null
        : plan(label, new RouteAnswer(name, null, null), headers, overrides, null);
  }

  private @Nullable RequestHash hash(@Nullable BackendConfig backend) {
    RequestKey key = backend == null ? null : backend.balance().key();
    return key == null ? null : new RequestHash(key, listener.forwarded());
  }
}
