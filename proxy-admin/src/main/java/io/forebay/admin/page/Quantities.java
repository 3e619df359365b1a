package io.forebay.admin.page;

/** Numbers as people read them, short enough for a column. */
final class Quantities {

  /** Where there is no number. */
  static final String NONE = "\u2013";

  private static final int GROUPED = 100_000;
  private static final double THOUSAND = 1000;

  /** Below it, a digit behind the point is worth its room. */
  private static final double BRIEF = 9.95;

  private static final String[] COUNTS = {"k", "M", "G", "T"};
  private static final String[] BYTES = {"kB", "MB", "GB", "TB", "PB"};
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Quantities() {}

  /** Such as {@code 12,345} or {@code 1.2M}. */
  static String count(long count) {
    return Math.abs(count) < GROUPED ? grouped(count) : scaled(count, COUNTS, "");
  }

  /** Per second, such as {@code 0.3} or {@code 1,234}. */
  static String rate(double rate) {
    if (Double.isNaN(rate)) {
      return NONE;
    }
    return rate > 0 && rate < BRIEF ? digits(rate) : count(Math.round(rate));
  }

  /** Such as {@code 812 B} or {@code 1.2 MB}. */
  static String bytes(long bytes) {
    return bytes < THOUSAND ? bytes + " B" : scaled(bytes, BYTES, " ");
  }

  /** Such as {@code 0.42 ms}, {@code 12 ms} or {@code 1.2 s}. */
  static String millis(double millis) {
    if (Double.isNaN(millis)) {
      return NONE;
    }
    if (millis >= THOUSAND) {
      return digits(millis / THOUSAND) + " s";
    }
    return (millis < 0.995 ? hundredths(millis) : digits(millis)) + " ms";
  }

  /** Of 0 to 1, such as {@code 33%} or {@code 0.4%}. */
  static String percent(double part) {
    double percent = part * 100;
    if (Double.isNaN(percent)) {
      return NONE;
    }
    return (percent == 0 ? "0" : digits(percent)) + "%";
  }

  /** Such as {@code 12 s}, {@code 3 min} or {@code 2 h 5 min}; two units at most. */
  static String span(long seconds) {
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + " min";
    }
    return seconds < DAY
        ? two(seconds / HOUR, " h", seconds % HOUR / MINUTE, " min")
        : two(seconds / DAY, " d", seconds % DAY / HOUR, " h");
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
  }

  private static String scaled(long value, String[] units, String gap) {
    double scaled = value / THOUSAND;
    int unit = 0;
    while (Math.abs(scaled) >= 999.5 && unit < units.length - 1) {
      scaled /= THOUSAND;
      unit++;
    }
    return digits(scaled) + gap + units[unit];
  }

  /** One digit behind the point of a small number, none of a larger one. */
  private static String digits(double value) {
    if (Math.abs(value) >= BRIEF) {
      return String.valueOf(Math.round(value));
    }
    long tenths = Math.round(value * 10);
    return tenths / 10 + "." + Math.abs(tenths % 10);
  }

  private static String hundredths(double value) {
    long hundredths = Math.round(value * 100);
    return hundredths < 10 ? "0.0" + hundredths : "0." + hundredths;
  }

  private static String grouped(long count) {
    if (Math.abs(count) < THOUSAND) {
      return String.valueOf(count);
    }
    String rest = String.valueOf(1000 + Math.abs(count % 1000)).substring(1);
    return count / 1000 + "," + rest;
  }
}
