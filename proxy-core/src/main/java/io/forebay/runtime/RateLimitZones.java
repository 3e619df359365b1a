package io.forebay.runtime;

import io.forebay.config.OverridesConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RateLimitConfig;
import io.forebay.config.RateLimitUseConfig;
import io.forebay.config.RateLimitZoneConfig;
import io.forebay.filter.RateLimitFilter;
import io.forebay.limit.RateLimitZone;
import io.forebay.util.Ticker;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The zones of one snapshot. A reload that leaves a limit alone leaves what is known of its keys.
 * Life-cycle thread only.
 */
final class RateLimitZones {

  private final Map<String, RateLimitZone> zones = new LinkedHashMap<>();

  /**
   * @param before those of the snapshot before; null for none
   */
  RateLimitZones(ProxyConfig config, @Nullable RateLimitZones before, Ticker ticker) {
    for (RateLimitZoneConfig zone : config.rateLimits().values()) {
      RateLimitZone was = before == null ? null : before.zones.get(zone.name());
      zones.put(zone.name(), RateLimitZone.of(zone, was, ticker));
    }
    Map<String, Integer> bursts = new LinkedHashMap<>();
    uses(config).forEach(use -> bursts.merge(use.zone(), use.burst(), Math::max));
    bursts.forEach((zone, burst) -> zones.get(zone).store().largestBurst(burst));
  }

  private static Stream<RateLimitUseConfig> uses(ProxyConfig config) {
    return config.listeners().values().stream()
        .flatMap(
            it ->
                Stream.concat(
                    uses(it.overrides()),
                    it.routes().stream().flatMap(route -> uses(route.overrides()))));
  }

  private static Stream<RateLimitUseConfig> uses(OverridesConfig overrides) {
    RateLimitConfig limit = overrides.policy().rateLimit();
    return limit == null ? Stream.empty() : limit.uses().stream();
  }

  /** All of them, in the order of the file. */
  Collection<RateLimitZone> all() {
    return zones.values();
  }

  /** What limits requests as {@code config} says; null where nothing does. */
  @Nullable RateLimitFilter filter(@Nullable RateLimitConfig config) {
    return config == null || config.uses().isEmpty()
        ? null
        : RateLimitFilter.of(config.uses(), zones::get);
  }
}
