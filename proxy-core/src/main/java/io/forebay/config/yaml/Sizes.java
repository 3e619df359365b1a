package io.forebay.config.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes such as {@code 512B}, {@code 64KiB}, {@code 20MiB} or {@code 1GiB}. */
final class Sizes {
  static final String EXPECTED = "a size such as 512B, 64KiB, 20MiB or 1GiB";

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");
  private static final Pattern LOOSE = Pattern.compile("([0-9]{1,9}) *([kKmMgG])(?:i?[bB])?");
  private static final Pattern BARE = Pattern.compile("[0-9]{1,9}");

  private Sizes() {}

  /** What was expected instead, or null when {@link #parse} can read it. */
  static @Nullable String problem(String text) {
    if (FORM.matcher(text).matches()) {
      return null;
    }
    if (BARE.matcher(text).matches()) {
      return EXPECTED + "; did you mean " + text + "B?";
    }
    Matcher loose = LOOSE.matcher(text);
    if (loose.matches()) {
      String unit = loose.group(2).toUpperCase(java.util.Locale.ROOT) + "iB";
      return EXPECTED + "; did you mean " + loose.group(1) + unit + "?";
    }
    return EXPECTED;
  }

  /** In the largest unit that divides it. The reverse of {@link #parse}. */
  static String text(long bytes) {
    int shift = bytes == 0 ? 0 : Math.min(30, Long.numberOfTrailingZeros(bytes) / 10 * 10);
    return (bytes >> shift) + UNITS[shift / 10];
  }

  /** In bytes. */
  static long parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
    }
    int shift =
        switch (matcher.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
