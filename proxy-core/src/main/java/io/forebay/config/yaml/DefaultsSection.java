package io.forebay.config.yaml;

import io.forebay.config.AccessLogOverrides;
import io.forebay.config.ErrorPagesConfig;
import io.forebay.config.HeadersConfig;
import io.forebay.config.LimitsConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.PolicyConfig;
import io.forebay.config.RetryConfig;
import io.forebay.config.RetryOverrides;
import io.forebay.config.StickyConfig;
import io.forebay.config.TimeoutOverrides;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code defaults}. */
final class DefaultsSection {
  /**
   * What listeners and backends begin with.
   *
   * @param overrides what listeners inherit and backends do not have
   * @param sticky what backends begin with; null for nothing
   * @param underListeners keys that merge with those of each listener
   * @param underBackends keys that merge with those of each backend
   */
  record Defaults(
      TimeoutOverrides timeouts,
      RetryConfig retry,
      OverridesConfig overrides,
      @Nullable StickyConfig sticky,
      LimitsConfig limits,
      HeadersConfig headers,
      YamlNode underListeners,
      YamlNode underBackends) {
    static final Defaults NONE =
        new Defaults(
            TimeoutOverrides.NONE,
            RetryConfig.DEFAULT,
            OverridesConfig.NONE,
            null,
            LimitsConfig.DEFAULT,
            HeadersConfig.EMPTY,
            NOTHING,
            NOTHING);
  }

  private static final YamlNode NOTHING = YamlNode.map(List.of(), 1, 1);
  private static final List<String> OF_LISTENERS = List.of("forwarded", "protocols", "tls");
  private static final List<String> OF_BACKENDS =
      List.of(
          "balance",
          "keep_alive",
          "queue",
          "health_check",
          "passive_check",
          "drain_timeout",
          "slow_start",
          "circuit_breaker");

  private DefaultsSection() {}

  static Defaults read(@Nullable MapReader map, HeadersSection headers, References references) {
    if (map == null) {
      return Defaults.NONE;
    }
    TimeoutOverrides timeouts = TimeoutsSection.all(map);
    RetryConfig retry = RetrySection.read(map).over(RetryConfig.DEFAULT);
    AccessLogOverrides log = AccessLogSection.read(map, AccessLogOverrides.NONE);
    Long body = OverridesSection.maxRequestBody(map);
    LimitsConfig limits = LimitsSection.read(map, LimitsConfig.DEFAULT);
    ErrorPagesConfig pages = ErrorPagesSection.read(map);
    HeadersConfig headersOfAll = headers.ofOwner(map);
    PolicyConfig policy = PolicySection.read(map, references);
    YamlNode underListeners = only(OF_LISTENERS, map);
    YamlNode underBackends = only(OF_BACKENDS, map);
    map.finish(UnsupportedKeys.Level.DEFAULTS);
    return new Defaults(
        timeouts,
        retry,
        new OverridesConfig(
            TimeoutOverrides.NONE,
            RetryOverrides.NONE,
            body,
            log,
            pages,
            null,
            null,
            policy.withoutSticky()),
        policy.sticky(),
        limits,
        headersOfAll,
        underListeners,
        underBackends);
  }

  /** What is said under these keys; it is read where it is inherited. */
  private static YamlNode only(List<String> keys, MapReader map) {
    List<YamlNode.Entry> entries = new ArrayList<>();
    for (String key : keys) {
      Place place = map.at(key);
      if (place != null) {
        YamlNode node = place.node();
        entries.add(
            new YamlNode.Entry(YamlNode.scalar(key, true, node.line(), node.column()), node));
      }
    }
    return YamlNode.map(entries, map.place().node().line(), map.place().node().column());
  }
}
