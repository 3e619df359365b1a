package io.forebay.http;

import io.forebay.util.Ascii;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The time of day as the Date field has it (RFC 9110 section 5.6.7), made once a second. Event loop
 * only.
 */
public final class HttpDate {

  // Not RFC_1123_DATE_TIME, which writes days below ten with one digit.
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private byte[] text = {};

  /** Adds the current time to {@code head} if no Date was ever in it. */
  public void addTo(HttpHead head) {
    if ((head.seen() & HeaderId.DATE.bit()) == 0) {
      head.add(HeaderId.DATE, at(System.currentTimeMillis()));
    }
  }

  /** The text of a time, in milliseconds since 1970; not to be changed. */
  byte[] at(long millis) {
    long now = Math.floorDiv(millis, 1000);
    if (now != second) {
      second = now;
      text = Ascii.bytes(FORMAT.format(Instant.ofEpochSecond(now)));
    }
    return text;
  }
}
