package io.forebay.config.yaml;

import io.forebay.config.AccessLogOverrides;
import io.forebay.config.ErrorPagesConfig;
import io.forebay.config.LimitsConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.RetryConfig;
import io.forebay.config.RetryOverrides;
import io.forebay.config.TimeoutOverrides;
import org.jspecify.annotations.Nullable;

/** {@code defaults}. */
final class DefaultsSection {
  /**
   * What listeners and backends begin with.
   *
   * @param overrides what listeners inherit and backends do not have
   */
  record Defaults(
      TimeoutOverrides timeouts,
      RetryConfig retry,
      OverridesConfig overrides,
      LimitsConfig limits) {
    static final Defaults NONE =
        new Defaults(
            TimeoutOverrides.NONE, RetryConfig.DEFAULT, OverridesConfig.NONE, LimitsConfig.DEFAULT);
  }

  private DefaultsSection() {}

  static Defaults read(@Nullable MapReader map) {
    if (map == null) {
      return Defaults.NONE;
    }
    TimeoutOverrides timeouts = TimeoutsSection.all(map);
    RetryConfig retry = RetrySection.read(map).over(RetryConfig.DEFAULT);
    AccessLogOverrides log = AccessLogSection.read(map, AccessLogOverrides.NONE);
    Long body = OverridesSection.maxRequestBody(map);
    LimitsConfig limits = LimitsSection.read(map, LimitsConfig.DEFAULT);
    ErrorPagesConfig pages = ErrorPagesSection.read(map);
    map.finish(UnsupportedKeys.Level.DEFAULTS);
    return new Defaults(
        timeouts,
        retry,
        new OverridesConfig(TimeoutOverrides.NONE, RetryOverrides.NONE, body, log, pages),
        limits);
  }
}
