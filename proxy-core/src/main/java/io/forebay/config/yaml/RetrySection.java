package io.forebay.config.yaml;

import io.forebay.config.RetryCondition;
import io.forebay.config.RetryConfig;
import io.forebay.config.RetryOverrides;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code retry}, wherever it stands. */
final class RetrySection {
  private static final Map<String, RetryCondition> CONDITIONS = Words.of(RetryCondition.class);

  private RetrySection() {}

  /** Says nothing when the key is absent. */
  static RetryOverrides read(MapReader owner) {
    MapReader map = owner.map("retry");
    if (map == null) {
      return RetryOverrides.NONE;
    }
    Place attemptsPlace = map.at("attempts");
    Integer attempts =
        attemptsPlace == null ? null : Scalars.integer(attemptsPlace, 0, RetryConfig.MAX_ATTEMPTS);
    Set<RetryCondition> when = when(map);
    Place otherPlace = map.at("other_server");
    Boolean otherServer = otherPlace == null ? null : Scalars.bool(otherPlace);
    Place budgetPlace = map.at("budget");
    Integer budget = budgetPlace == null ? null : Scalars.percent(budgetPlace);
    map.finish(UnsupportedKeys.Level.RETRY);
    return new RetryOverrides(attempts, when, otherServer, budget);
  }

  private static @Nullable Set<RetryCondition> when(MapReader map) {
    Set<RetryCondition> when =
        Words.set(map, "when", RetryCondition.class, CONDITIONS, Set.<RetryCondition>of());
    return map.at("when") == null ? null : when;
  }
}
