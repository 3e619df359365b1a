package io.forebay.daemon.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Moments and lengths of time for people. */
final class Times {

  private Times() {}

  /** A moment of RFC 3339; long ago where it is none. */
  static Instant instant(String moment) {
    try {
      return Instant.parse(moment);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  /** A moment of RFC 3339 without parts of seconds. */
  static String seconds(String moment) {
    return instant(moment).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Such as {@code 26:03:00}. */
  static String hours(long seconds) {
    Duration time = Duration.ofSeconds(seconds);
    return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
