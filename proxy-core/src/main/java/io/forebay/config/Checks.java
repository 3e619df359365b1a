package io.forebay.config;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The checks and copies that several records share. */
final class Checks {
  private Checks() {}

  static int range(String name, int value, int min, int max) {
    require(value >= min && value <= max, name, value, min + " to " + max);
    return value;
  }

  /** More than zero and at most {@link TimeoutsConfig#LONGEST}. */
  static Duration positive(String name, Duration value) {
    require(
        !value.isNegative() && !value.isZero() && value.compareTo(TimeoutsConfig.LONGEST) <= 0,
        name,
        value,
        "more than 0 and at most 30 days");
    return value;
  }

  /** Zero, which means off, or what {@link #positive} takes. */
  static Duration zeroOrPositive(String name, Duration value) {
    return value.isZero() ? value : positive(name, value);
  }

  static void require(boolean condition, String name, Object value, String expected) {
    if (!condition) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }

  /** An unmodifiable copy that keeps the order and refuses nulls. */
  static <K, V> Map<K, V> ordered(Map<K, V> map) {
    Map<K, V> copy = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> copy.put(Objects.requireNonNull(key), Objects.requireNonNull(value)));
    return Collections.unmodifiableMap(copy);
  }

  /** An unmodifiable copy in the order of declaration. */
  static <E extends Enum<E>> Set<E> enums(Class<E> type, Set<E> values) {
    Set<E> copy = EnumSet.noneOf(type);
    copy.addAll(values);
    return Collections.unmodifiableSet(copy);
  }
}
