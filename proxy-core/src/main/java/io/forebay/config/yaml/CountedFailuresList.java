package io.forebay.config.yaml;

import io.forebay.config.CountedFailures;

/** {@code count}: which tries count against a server. */
final class CountedFailuresList {
  private static final String EXPECTED = "connect_failure, reset, timeout or status_NNN";

  private CountedFailuresList() {}

  /** The fallback where the key is absent. */
  static CountedFailures read(MapReader map, String key, CountedFailures fallback) {
    Place list = map.at(key);
    if (list == null) {
      return fallback;
    }
    CountedFailures all = CountedFailures.NONE;
    for (Place item : map.words(key)) {
      CountedFailures one = Scalars.convert(item, EXPECTED, CountedFailures::parse);
      all = one == null ? all : all.and(one);
    }
    if (list.isEmptyList()) {
      list.expected("at least one of " + EXPECTED);
    }
    return all;
  }
}
