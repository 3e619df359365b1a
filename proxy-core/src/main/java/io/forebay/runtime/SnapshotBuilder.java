package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.QueueSettings;
import io.forebay.backend.SelectionSettings;
import io.forebay.backend.ServerQueue;
import io.forebay.backend.SlowStart;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import io.forebay.balance.Balancers;
import io.forebay.balance.KeyedFirst;
import io.forebay.config.BackendConfig;
import io.forebay.config.Balance;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.ShortageConfig;
import io.forebay.config.WhenAllDown;
import io.forebay.config.WhenNoServer;
import io.forebay.cookie.CookieKey;
import io.forebay.exchange.ListenerPlan;
import io.forebay.observe.AccessLogs;
import io.forebay.stats.MetricIds;
import io.forebay.util.Ticker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles a configuration. Life-cycle thread only. */
final class SnapshotBuilder {

  private final MetricIds ids;
  private final ServerRegistry servers;
  private final int workers;
  private final Ticker ticker;
  private final AccessLogs logs;
  private final SlowStart slowStart;
  private final FilterServices services;
  private volatile String ownSecret = CookieKey.randomSecret();

  SnapshotBuilder(
      MetricIds ids,
      ServerRegistry servers,
      int workers,
      Ticker ticker,
      AccessLogs logs,
      SlowStart slowStart,
      FilterServices services) {
    this.ticker = ticker;
    this.ids = ids;
    this.servers = servers;
    this.workers = workers;
    this.logs = logs;
    this.slowStart = slowStart;
    this.services = services;
  }

  /** What cookies are made with where the configuration says nothing. */
  String ownSecret() {
    return ownSecret;
  }

  /** Makes cookies with {@code secret} where the configuration says nothing. */
  void ownSecret(String secret) {
    ownSecret = secret;
  }

  private CookieKey cookieKey(ProxyConfig config) {
    String secret = config.global().secret();
    return CookieKey.of(secret == null ? ownSecret : secret);
  }

  /** The snapshot of {@code config}; servers that {@code previous} had too are the same objects. */
  ProxySnapshot build(ProxyConfig config, @Nullable ProxySnapshot previous) {
    Map<String, Backend> backends = new LinkedHashMap<>();
    boolean keyed = StickyCompiler.hasKeys(config);
    for (BackendConfig backend : config.backends().values()) {
      backends.put(backend.name(), backend(backend, previous, keyed));
    }
    AccessLogs.Use using = logs.use(config.global().process().node());
    RetryBudgets budgets =
        new RetryBudgets(workers, previous == null ? null : previous.retryBudgets());
    RateLimitZones limits =
        new RateLimitZones(config, previous == null ? null : previous.rateLimits(), ticker);
    RouteSettingsCompiler settings =
        new RouteSettingsCompiler(budgets, using, config.global().process().node());
    StickyCompiler sticky = new StickyCompiler(config, backends, ids, cookieKey(config), workers);
    List<ListenerPlan> plans = new ArrayList<>();
    for (ListenerConfig listener : config.listeners().values()) {
      plans.add(
          new ListenerCompiler(listener, config, backends, settings, limits, ids, services, sticky)
              .compile());
    }
    ListenerPlan[] byId = new ListenerPlan[ids.listeners().size()];
    plans.forEach(plan -> byId[plan.metricId()] = plan);
    return new ProxySnapshot(config, backends, byId, using, budgets, limits);
  }

  /**
   * @param keyed whether requests may have keys whatever the backend's policy
   */
  private Backend backend(BackendConfig config, @Nullable ProxySnapshot previous, boolean keyed) {
    Backend before = previous == null ? null : previous.backends().get(config.name());
    BackendConfig was = previous == null ? null : previous.config().backends().get(config.name());
    UpstreamSettings settings =
        new UpstreamSettings(
            config.keepAlive().server(),
            config.keepAlive().idleConnections(),
            config.keepAlive().idleTimeout().toNanos(),
            config.http2());
    List<WeightedServer> all =
        config.servers().stream().map(it -> servers.server(config, it, before, was)).toList();
    if (config.balance().type() == Balance.LEAST_TIME) {
      all.forEach(it -> it.server().timeAnswers());
    }
    return new Backend(
        config.name(),
        all,
        keyed ? KeyedFirst.over(balancer(config, before, was)) : balancer(config, before, was),
        settings,
        before == null ? new ServerQueue() : before.queue(),
        queue(config),
        selection(config.shortage()),
        slowStart);
  }

  /** The one before, with whose turn it is, unless the policy is another. */
  private LoadBalancer balancer(
      BackendConfig config, @Nullable Backend before, @Nullable BackendConfig was) {
    return was != null && before != null && was.balance().equals(config.balance())
        ? KeyedFirst.under(before.balancer())
        : Balancers.of(config.balance(), ticker);
  }

  private static SelectionSettings selection(ShortageConfig shortage) {
    return new SelectionSettings(
        shortage.panicThreshold(), shortage.whenAllDown() == WhenAllDown.TRY_ALL);
  }

  private static QueueSettings queue(BackendConfig config) {
    return new QueueSettings(
        config.queue().max(), config.queue().whenNoServer() == WhenNoServer.HOLD);
  }
}
