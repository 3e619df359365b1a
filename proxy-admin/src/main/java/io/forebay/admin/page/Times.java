package io.forebay.admin.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as people read them, in UTC. */
final class Times {

  private static final DateTimeFormatter TIME = formatter("HH:mm:ss");
  private static final DateTimeFormatter DAY = formatter("d MMM");
  private static final DateTimeFormatter DATE = formatter("d MMM yyyy");

  private Times() {}

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /** Such as {@code 04:12:07}. */
  static String time(Instant at) {
    return TIME.format(at);
  }

  /** The time, and the day if it is not that of {@code now}. */
  static String near(Instant at, Instant now) {
    String day = DAY.format(at);
    return day.equals(DAY.format(now)) ? time(at) : day + " " + time(at);
  }

  /** Such as {@code 22 Nov 2026}. */
  static String date(Instant at) {
    return DATE.format(at);
  }
}
