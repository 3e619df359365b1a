package io.forebay.daemon.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** By what rows are sorted: the highest numbers first, and what is not known last. */
enum SortKey {
  /** As the configuration has them. */
  NAME(it -> 0),
  RATE(Numbers::rate),
  ERRORS(Numbers::errors),
  P99(it -> it.latency("p99")),
  IN_FLIGHT(Numbers::inFlight);

  private final ToDoubleFunction<Numbers> number;

  SortKey(ToDoubleFunction<Numbers> number) {
    this.number = number;
  }

  /** The name for users. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static SortKey parse(String text) throws UsageException {
    for (SortKey it : values()) {
      if (it.label().equals(text)) {
        return it;
      }
    }
    throw new UsageException(
        "--sort: " + text + " (expected: name, rate, errors, p99 or in-flight)");
  }

  SortKey next() {
    return values()[(ordinal() + 1) % values().length];
  }

  /** The same objects in their new order. */
  List<JsonValue> sorted(List<JsonValue> objects) {
    List<JsonValue> sorted = new ArrayList<>(objects);
    sorted.sort(
        Comparator.comparingDouble(
            it -> {
              double value = number.applyAsDouble(new Numbers(it));
              return Double.isNaN(value) ? 1 : -value;
            }));
    return sorted;
  }
}
