package io.forebay.config.yaml;

import io.forebay.config.TimeoutsConfig;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations such as {@code 500ms}, {@code 5s} or {@code 1h30m}: larger units first, each once. */
public final class Durations {
  static final String EXPECTED = "a duration such as 500ms, 5s, 1m or 1h30m";

  private static final String NUMBER = "(?:([0-9]{1,9})";
  private static final Pattern FORM =
      Pattern.compile(
          NUMBER + "d)?" + NUMBER + "h)?" + NUMBER + "m)?" + NUMBER + "s)?" + NUMBER + "ms)?");
  private static final Pattern BARE = Pattern.compile("[-+]?[0-9.]+");
  private static final Pattern SPACED = Pattern.compile("([0-9]{1,9}) +(ms|[smhd])");
  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
  private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

  private Durations() {}

  /** What was expected instead, or null when {@link #parse} can read it. */
  static @Nullable String problem(String text, boolean zeroAllowed) {
    if (BARE.matcher(text).matches()) {
      return "a number with a unit; did you mean %sms, as HAProxy reads it, or %ss, as nginx does?"
          .formatted(text, text);
    }
    if (text.isEmpty() || !FORM.matcher(text).matches()) {
      Matcher spaced = SPACED.matcher(text);
      String suggestion = spaced.matches() ? spaced.group(1) + spaced.group(2) : null;
      return suggestion == null ? EXPECTED : EXPECTED + "; did you mean " + suggestion + "?";
    }
    Duration value = parse(text);
    if (value.isZero() && !zeroAllowed) {
      return "more than 0";
    }
    return value.compareTo(TimeoutsConfig.LONGEST) > 0 ? "at most 30d" : null;
  }

  /** Such as {@code 1h30m}; {@code 0s} for none. The reverse of {@link #parse}. */
  public static String text(Duration duration) {
    StringBuilder text = new StringBuilder();
    long millis = duration.toMillis();
    for (int i = 0; i < UNIT_MILLIS.length; i++) {
      if (millis >= UNIT_MILLIS[i]) {
        text.append(millis / UNIT_MILLIS[i]).append(UNITS[i]);
        millis %= UNIT_MILLIS[i];
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }

  /**
   * Reads a duration, which may be 0.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static Duration of(String text) {
    String problem = problem(text, true);
    if (problem != null) {
      throw new IllegalArgumentException(text + " (expected: " + problem + ")");
    }
    return parse(text);
  }

  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    long millis = 0;
    for (int i = 0; matcher.matches() && i < UNIT_MILLIS.length; i++) {
      String number = matcher.group(i + 1);
      millis += number == null ? 0 : Long.parseLong(number) * UNIT_MILLIS[i];
    }
    return Duration.ofMillis(millis);
  }
}
