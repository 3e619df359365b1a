package io.forebay.config.yaml;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Scalars to values. Each method returns null after it has reported a problem. */
final class Scalars {
  private Scalars() {}

  /** Text of any scalar but null: a number or a boolean is taken as it was written. */
  static @Nullable String text(Place place, String expected) {
    if (place.node().kind() == YamlNode.Kind.SCALAR && place.node().template()) {
      place.unsupported("${...}");
      return null;
    }
    return template(place, expected);
  }

  /** Text in which {@code ${...}} may refer to what is known only when requests are served. */
  static @Nullable String template(Place place, String expected) {
    YamlNode node = place.node();
    if (node.kind() != YamlNode.Kind.SCALAR || node.isNull()) {
      place.expected(expected);
      return null;
    }
    if (node.text().chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
      place.expected(expected + ", on one line and without control characters");
      return null;
    }
    return node.text();
  }

  /** Text that something else makes sense of, or refuses with a message fit for users. */
  static <T> @Nullable T convert(Place place, String expected, Function<String, T> conversion) {
    String text = text(place, expected);
    try {
      return text == null ? null : conversion.apply(text);
    } catch (IllegalArgumentException e) {
      place.problem(String.valueOf(e.getMessage()));
      return null;
    }
  }

  static @Nullable Integer integer(Place place, int min, int max) {
    String expected = min == max ? "" + min : "a whole number from " + min + " to " + max;
    String text = text(place, expected);
    if (text == null) {
      return null;
    }
    boolean number = place.node().plain() && text.matches("[-+]?(0|[1-9][0-9]{0,17})");
    long value = number ? Long.parseLong(text) : Long.MIN_VALUE;
    if (value < min || value > max) {
      boolean quoted = !place.node().plain() && text.matches("[0-9]+");
      place.expected(quoted ? expected + ", without quotes" : expected);
      return null;
    }
    return (int) value;
  }

  static @Nullable Boolean bool(Place place) {
    String text = text(place, "true or false");
    if (text == null) {
      return null;
    }
    if (place.node().plain()) {
      // Exactly these by the core schema of YAML 1.2.
      switch (text) {
        case "true", "True", "TRUE" -> {
          return true;
        }
        case "false", "False", "FALSE" -> {
          return false;
        }
        default -> {}
      }
    }
    place.expected("true or false", Suggestions.bool(text));
    return null;
  }

  static @Nullable Duration duration(Place place, boolean zeroAllowed) {
    String text = text(place, Durations.EXPECTED);
    if (text == null) {
      return null;
    }
    String problem = Durations.problem(text, zeroAllowed);
    if (problem != null) {
      place.expected(problem);
      return null;
    }
    return Durations.parse(text);
  }

  /** In bytes. */
  static @Nullable Long size(Place place, String expected) {
    String text = text(place, expected);
    if (text == null) {
      return null;
    }
    String problem = Sizes.problem(text);
    if (problem != null) {
      place.expected(problem.replace(Sizes.EXPECTED, expected));
      return null;
    }
    return Sizes.parse(text);
  }

  static @Nullable Integer percent(Place place) {
    String expected = "a percentage from 0% to 100%, such as 20%";
    String text = text(place, expected);
    if (text == null) {
      return null;
    }
    if (!text.matches("(0|[1-9][0-9]?|100)%")) {
      place.expected(expected, text.matches("0|[1-9][0-9]?|100") ? text + "%" : null);
      return null;
    }
    return Integer.valueOf(text.substring(0, text.length() - 1));
  }

  /** A percentage with up to four decimals, as a number from 0 to 1. */
  static @Nullable Double share(Place place) {
    String expected = "a percentage from 0% to 100%, such as 10% or 0.5%";
    String text = text(place, expected);
    if (text == null) {
      return null;
    }
    if (!text.matches("(0|[1-9][0-9]?)(\\.[0-9]{1,4})?%|100%")) {
      boolean number = text.matches("(0|[1-9][0-9]?)(\\.[0-9]{1,4})?|100");
      place.expected(expected, number ? text + "%" : null);
      return null;
    }
    return Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
  }

  /** One of a few words. */
  static <T> @Nullable T word(Place place, Map<String, T> words) {
    place.problems().vocabulary().words(place.path(), words.keySet());
    String expected = String.join(", ", words.keySet());
    String text = text(place, expected);
    if (text == null) {
      return null;
    }
    T value = words.get(text);
    if (value == null) {
      place.expected(expected, Suggestions.nearest(text, words.keySet()));
    }
    return value;
  }
}
