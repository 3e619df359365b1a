package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.QueueSettings;
import io.forebay.backend.ServerQueue;
import io.forebay.backend.UpstreamSettings;
import io.forebay.balance.Balancers;
import io.forebay.config.BackendConfig;
import io.forebay.config.HeadersConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.MatchConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RedirectConfig;
import io.forebay.config.RequestKey;
import io.forebay.config.RouteConfig;
import io.forebay.config.WhenNoServer;
import io.forebay.exchange.HttpFilter;
import io.forebay.exchange.ListenerPlan;
import io.forebay.exchange.RequestHash;
import io.forebay.exchange.RoutePlan;
import io.forebay.filter.ForwardedFilter;
import io.forebay.filter.HeaderFilter;
import io.forebay.filter.RedirectFilter;
import io.forebay.route.RouteTable;
import io.forebay.stats.MetricIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles a configuration. Control thread only; may wait for DNS. */
final class SnapshotBuilder {

  private static final String DEFAULT_ROUTE = "*";
  private static final String NO_ROUTE = "";

  private final MetricIds ids;
  private final ServerRegistry servers;
  private final int workers;

  SnapshotBuilder(MetricIds ids, ServerRegistry servers, int workers) {
    this.ids = ids;
    this.servers = servers;
    this.workers = workers;
  }

  /** The snapshot of {@code config}; servers that {@code previous} had too are the same objects. */
  ProxySnapshot build(ProxyConfig config, @Nullable ProxySnapshot previous) {
    Map<String, Backend> backends = new LinkedHashMap<>();
    for (BackendConfig backend : config.backends().values()) {
      backends.put(backend.name(), backend(backend, previous));
    }
    RouteSettingsCompiler settings = new RouteSettingsCompiler(workers);
    List<ListenerPlan> plans = new ArrayList<>();
    for (ListenerConfig listener : config.listeners().values()) {
      plans.add(listener(listener, new Compiler(listener, config, backends, settings)));
    }
    ListenerPlan[] byId = new ListenerPlan[ids.listeners().size()];
    plans.forEach(plan -> byId[plan.metricId()] = plan);
    return new ProxySnapshot(config, backends, byId);
  }

  private Backend backend(BackendConfig config, @Nullable ProxySnapshot previous) {
    Backend before = previous == null ? null : previous.backends().get(config.name());
    UpstreamSettings settings =
        new UpstreamSettings(
            config.keepAlive().server(),
            config.keepAlive().idleConnections(),
            config.keepAlive().idleTimeout().toNanos());
    return new Backend(
        config.name(),
        config.servers().stream().map(it -> servers.server(config.name(), it, before)).toList(),
        Balancers.of(config.balance()),
        settings,
        before == null ? new ServerQueue() : before.queue(),
        queue(config));
  }

  private static QueueSettings queue(BackendConfig config) {
    return new QueueSettings(
        config.queue().max(), config.queue().whenNoServer() == WhenNoServer.HOLD);
  }

  private ListenerPlan listener(ListenerConfig config, Compiler compiler) {
    RouteTable.Builder<RoutePlan> table = RouteTable.builder();
    if (config.redirect() != null) {
      RoutePlan plan =
          compiler.plan(
              DEFAULT_ROUTE, null, config.redirect(), config.headers(), config.overrides());
      table.prefix(null, "/", plan);
    } else {
      for (RouteConfig route : config.routes()) {
        RoutePlan plan =
            compiler.plan(
                route.label(),
                route.backend(),
                route.redirect(),
                route.headers(),
                route.overrides());
        add(table, route.match(), plan);
      }
      if (config.defaultBackend() != null) {
        RoutePlan plan =
            compiler.plan(
                DEFAULT_ROUTE, config.defaultBackend(), null, config.headers(), config.overrides());
        table.prefix(null, "/", plan);
      }
    }
    RoutePlan unmatched = compiler.plan(NO_ROUTE, null, null, config.headers(), config.overrides());
    return new ListenerPlan(config.name(), ids.listener(config.name()), table.build(), unmatched);
  }

  private static void add(RouteTable.Builder<RoutePlan> table, MatchConfig match, RoutePlan plan) {
    List<String> hosts = match.hosts();
    int i = 0;
    do {
      String host = hosts.isEmpty() ? null : hosts.get(i);
      String path = match.path();
      if (path != null) {
        table.exact(host, path, plan);
      } else {
        table.prefix(host, match.pathPrefix() == null ? "/" : match.pathPrefix(), plan);
      }
    } while (++i < hosts.size());
  }

  /** Makes the plans of one listener. */
  private final class Compiler {
    private final ListenerConfig listener;
    private final ProxyConfig config;
    private final Map<String, Backend> backends;
    private final RouteSettingsCompiler settings;
    private final ForwardedFilter forwarded;

    Compiler(
        ListenerConfig listener,
        ProxyConfig config,
        Map<String, Backend> backends,
        RouteSettingsCompiler settings) {
      this.listener = listener;
      this.config = config;
      this.backends = backends;
      this.settings = settings;
      this.forwarded = new ForwardedFilter(listener.forwarded());
    }

    RoutePlan plan(
        String label,
        @Nullable String backend,
        @Nullable RedirectConfig redirect,
        HeadersConfig headers,
        OverridesConfig overrides) {
      List<HttpFilter> filters = new ArrayList<>();
      if (backend != null) {
        filters.add(forwarded);
      }
      if (!headers.request().isEmpty() || !headers.response().isEmpty()) {
        // Behind the fields that the proxy adds by itself, so that what the operator says wins.
        filters.add(new HeaderFilter(headers));
      }
      if (redirect != null) {
        filters.add(new RedirectFilter(redirect));
      }
      return new RoutePlan(
          ids.route(listener.name(), label, backend == null ? "" : backend),
          label,
          filters.toArray(new HttpFilter[0]),
          backend == null ? null : backends.get(backend),
          settings.compile(overrides, backend == null ? null : config.backends().get(backend)),
          backend == null ? null : hash(config.backends().get(backend)));
    }

    private @Nullable RequestHash hash(@Nullable BackendConfig backend) {
      RequestKey key = backend == null ? null : backend.balance().key();
      return key == null ? null : new RequestHash(key, listener.forwarded());
    }
  }
}
