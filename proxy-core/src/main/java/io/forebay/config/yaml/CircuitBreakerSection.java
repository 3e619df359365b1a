package io.forebay.config.yaml;

import io.forebay.config.CircuitBreakerConfig;
import io.forebay.config.CountedFailures;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code circuit_breaker} of a backend. */
final class CircuitBreakerSection {

  private CircuitBreakerSection() {}

  /** Null for none, and after a problem. */
  static @Nullable CircuitBreakerConfig read(MapReader backend) {
    Place place = backend.at("circuit_breaker");
    if (place == null || place.node().text().equals("none")) {
      return null;
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : read(map, CircuitBreakerConfig.DEFAULT);
  }

  private static @Nullable CircuitBreakerConfig read(MapReader map, CircuitBreakerConfig base) {
    int before = map.problems().count();
    int failures = map.integer("failures", base.failures(), 1, CircuitBreakerConfig.MAX_COUNT);
    Duration openFor = map.duration("open_for", base.openFor());
    int successes =
        map.integer(
            "half_open_successes", base.halfOpenSuccesses(), 1, CircuitBreakerConfig.MAX_COUNT);
    CircuitBreakerConfig.Scope scope =
        map.word("scope", base.scope(), Words.of(CircuitBreakerConfig.Scope.class));
    CountedFailures count = CountedFailuresList.read(map, "count", base.count());
    map.finish(UnsupportedKeys.Level.CIRCUIT_BREAKER);
    return map.problems().count() != before
        ? null
        : new CircuitBreakerConfig(failures, openFor, successes, scope, count);
  }
}
