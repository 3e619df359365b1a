package io.forebay.runtime;

import io.forebay.backend.Backend;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RequestKey;
import io.forebay.config.StickyConfig;
import io.forebay.cookie.CookieKey;
import io.forebay.cookie.SignedDates;
import io.forebay.filter.InsertedCookieFilter;
import io.forebay.filter.PrefixedCookieFilter;
import io.forebay.filter.StickyFilter;
import io.forebay.filter.StickyServers;
import io.forebay.stats.MetricIds;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Works out how clients keep their server: what a route says goes before what its backend says.
 * Life-cycle thread only.
 */
final class StickyCompiler {

  private record Use(String backend, StickyConfig config) {}

  private final ProxyConfig config;
  private final Map<String, Backend> backends;
  private final MetricIds ids;
  private final CookieKey key;
  private final SignedDates dates;
  private final Map<Use, StickyFilter> filters = new HashMap<>();

  StickyCompiler(
      ProxyConfig config,
      Map<String, Backend> backends,
      MetricIds ids,
      CookieKey key,
      int workers) {
    this.config = config;
    this.backends = backends;
    this.ids = ids;
    this.key = key;
    this.dates = new SignedDates(key, InstantSource.system(), workers);
  }

  /** One for a proxy that does not run, and so knows no servers. */
  static StickyCompiler withoutServers(ProxyConfig config) {
    CookieKey key = CookieKey.of(CookieKey.randomSecret());
    return new StickyCompiler(config, Map.of(), new MetricIds(), key, 1);
  }

  /** Whether anything in {@code config} has clients keep their server by a key. */
  static boolean hasKeys(ProxyConfig config) {
    Stream<OverridesConfig> owners =
        config.listeners().values().stream().flatMap(StickyCompiler::overrides);
    return Stream.concat(
            owners.map(it -> it.policy().sticky()),
            config.backends().values().stream().map(BackendConfig::sticky))
        .anyMatch(it -> it != null && it.key() != null);
  }

  private static Stream<OverridesConfig> overrides(ListenerConfig listener) {
    return Stream.concat(
        Stream.of(listener.overrides()), listener.routes().stream().map(it -> it.overrides()));
  }

  /** By what a route's requests are told apart; null where no server is kept by such a key. */
  @Nullable RequestKey key(@Nullable String backend, OverridesConfig overrides) {
    StickyConfig merged = merged(backend, overrides);
    return merged == null ? null : merged.key();
  }

  /** What cookies are made with. */
  CookieKey cookieKey() {
    return key;
  }

  /** The cookie that a route's clients are kept by; null for none. */
  @Nullable StickyFilter cookie(@Nullable String backend, OverridesConfig overrides) {
    StickyConfig merged = merged(backend, overrides);
    return backend == null || merged == null || merged.cookie() == null
        ? null
        : filters.computeIfAbsent(new Use(backend, merged), this::filter);
  }

  private @Nullable StickyConfig merged(@Nullable String backend, OverridesConfig overrides) {
    BackendConfig of = backend == null ? null : config.backends().get(backend);
    return of == null ? null : StickyConfig.merge(of.sticky(), overrides.policy().sticky());
  }

  private StickyFilter filter(Use use) {
    int id = ids.backend(use.backend);
    Backend backend = backends.get(use.backend);
    List<WeightedServer> all = backend == null ? List.of() : backend.servers();
    StickyServers servers = new StickyServers(use.backend, all, use.config, key);
    return use.config.isPrefix()
        ? new PrefixedCookieFilter(id, servers, use.config)
        : new InsertedCookieFilter(id, servers, use.config, dates);
  }
}
