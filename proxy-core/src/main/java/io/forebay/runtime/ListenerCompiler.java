package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.condition.ListenerRoutes;
import io.forebay.condition.RequestConditions;
import io.forebay.config.BackendConfig;
import io.forebay.config.HeadersConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RequestKey;
import io.forebay.config.RouteConfig;
import io.forebay.config.SplitConfig;
import io.forebay.config.SplitCookieConfig;
import io.forebay.config.WeightedBackend;
import io.forebay.exchange.GroupCookie;
import io.forebay.exchange.ListenerPlan;
import io.forebay.exchange.RequestHash;
import io.forebay.exchange.RoutePlan;
import io.forebay.exchange.Split;
import io.forebay.stats.MetricIds;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the plans of one listener. Control thread only. */
final class ListenerCompiler {

  private static final String NO_ROUTE = "";

  private final ListenerConfig listener;
  private final ProxyConfig config;
  private final Map<String, Backend> backends;
  private final RouteSettingsCompiler settings;
  private final MetricIds ids;
  private final StickyCompiler sticky;
  private final FilterCompiler filters;

  ListenerCompiler(
      ListenerConfig listener,
      ProxyConfig config,
      Map<String, Backend> backends,
      RouteSettingsCompiler settings,
      RateLimitZones limits,
      MetricIds ids,
      FilterServices services,
      StickyCompiler sticky) {
    this.sticky = sticky;
    this.listener = listener;
    this.config = config;
    this.backends = backends;
    this.settings = settings;
    this.ids = ids;
    this.filters = new FilterCompiler(listener, config, services, sticky, limits);
  }

  ListenerPlan compile() {
    RoutePlan unmatched =
        plan(
            NO_ROUTE,
            new RouteAnswer(null, null, null, null, null),
            listener.headers(),
            listener.overrides(),
            null);
    return new ListenerPlan(
        listener.name(),
        ids.listener(listener.name()),
        listener.forwarded(),
        ListenerRoutes.table(listener, this::plan),
        unmatched);
  }

  private RoutePlan plan(RouteConfig route) {
    if (route.split() != null) {
      return split(route, route.split());
    }
    return plan(
        route.label(),
        RouteAnswer.of(route, route.backend()),
        route.headers(),
        route.overrides(),
        RequestConditions.of(route.match(), listener.forwarded()));
  }

  /** A plan that stands for those of its backends. */
  private RoutePlan split(RouteConfig route, SplitConfig split) {
    List<RoutePlan> plans =
        route.backends().stream()
            .map(it -> RouteAnswer.of(route, it))
            .map(it -> plan(route.label(), it, route.headers(), route.overrides(), null))
            .toList();
    int[] weights = split.backends().stream().mapToInt(WeightedBackend::weight).toArray();
    return plans
        .get(0)
        .splitInto(
            new Split(plans, weights, groups(split)),
            RequestConditions.of(route.match(), listener.forwarded()));
  }

  private @Nullable GroupCookie groups(SplitConfig split) {
    SplitCookieConfig cookie = split.cookie();
    if (cookie == null) {
      return null;
    }
    List<byte[]> tokens =
        split.backends().stream()
            .map(it -> sticky.cookieKey().token("split", cookie.cookie(), it.name()))
            .toList();
    return new GroupCookie(cookie.cookie(), tokens);
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
        backend == null ? null : hash(backend, overrides),
        sticky.cookie(backend, overrides),
        conditions,
        fallback(label, answer, headers, overrides),
        null);
  }

  /** What goes to the backend that stands in for that of the route; null where none does. */
  private @Nullable RoutePlan fallback(
      String label, RouteAnswer answer, HeadersConfig headers, OverridesConfig overrides) {
    String backend = answer.backend();
    BackendConfig of = backend == null ? null : config.backends().get(backend);
    String name = of == null ? null : of.shortage().fallbackBackend();
    return name == null ? null : plan(label, answer.by(name), headers, overrides, null);
  }

  private @Nullable RequestHash hash(String backend, OverridesConfig overrides) {
    RequestKey own = sticky.key(backend, overrides);
    BackendConfig of = config.backends().get(backend);
    RequestKey key = own != null || of == null ? own : of.balance().key();
    return key == null ? null : new RequestHash(key);
  }
}
