package io.forebay.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many requests in so much time.
 *
 * @param requests 1 to {@value #MOST}, and at most one each microsecond
 * @param period 1 ms to one day, whole milliseconds
 */
public record RequestRate(int requests, Duration period) {

  public static final String EXPECTED = "requests in a time, such as 100/s, 100/10s or 1000/min";

  /** The most requests that a rate may have. */
  public static final int MOST = 1_000_000;

  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Pattern TEXT =
      Pattern.compile("([1-9][0-9]{0,6})/([1-9][0-9]{0,4})?(ms|s|min|m|h|d)");
  private static final Pattern NGINX = Pattern.compile("([1-9][0-9]{0,6})r/([sm])");

  /** From the longest to the shortest. */
  private enum Unit {
    D(86_400_000),
    H(3_600_000),
    MIN(60_000),
    S(1000),
    MS(1);

    private final long millis;

    Unit(long millis) {
      this.millis = millis;
    }

    private static Unit of(String word) {
      return word.equals("m") ? MIN : valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  public RequestRate {
    Checks.range("requests", requests, 1, MOST);
    long millis = period.toMillis();
    Checks.require(
        millis > 0 && period.compareTo(LONGEST) <= 0 && period.equals(Duration.ofMillis(millis)),
        "period",
        period,
        "1ms to 1d");
    Checks.require(
        requests <= millis * 1000,
        "rate",
        requests + "/" + period,
        "at most 1000/ms, or 1000000/s");
  }

  /**
   * Reads a rate as it is written in the file.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static RequestRate parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text + " (expected: " + EXPECTED + suggestion(text) + ")");
    }
    long count = matcher.group(2) == null ? 1 : Long.parseLong(matcher.group(2));
    return new RequestRate(
        Integer.parseInt(matcher.group(1)),
        Duration.ofMillis(count * Unit.of(matcher.group(3)).millis));
  }

  private static String suggestion(String text) {
    Matcher nginx = NGINX.matcher(text);
    return nginx.matches()
        ? "; did you mean %s/%s?"
            .formatted(nginx.group(1), nginx.group(2).equals("s") ? "s" : "min")
        : "";
  }

  /** The time from one request to the next, in nanoseconds, rounded up. */
  public long intervalNanos() {
    return (period.toNanos() + requests - 1) / requests;
  }

  /** As it is written in the file. */
  @Override
  public String toString() {
    long millis = period.toMillis();
    for (Unit unit : Unit.values()) {
      if (millis % unit.millis == 0) {
        long count = millis / unit.millis;
        String word = unit.name().toLowerCase(Locale.ROOT);
        return requests + "/" + (count == 1 ? "" : count) + word;
      }
    }
    throw new IllegalStateException("a period below one millisecond");
  }
}
