package io.forebay.observe;

import io.forebay.util.Ascii;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time of day as text, made once a second. Event loop only. */
final class LogTime {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private byte[] local = {};
  private byte[] utc = {};

  void putLocal(LogBuffer out) {
    refresh(System.currentTimeMillis());
    out.put(local);
  }

  void putUtc(LogBuffer out) {
    long millis = System.currentTimeMillis();
    refresh(millis);
    out.put(utc);
    out.put('.');
    out.putNumber(millis % 1000, 3);
    out.put('Z');
  }

  private void refresh(long millis) {
    if (millis / 1000 != second) {
      second = millis / 1000;
      Instant now = Instant.ofEpochSecond(second);
      local = Ascii.bytes(LOCAL.format(now));
      utc = Ascii.bytes(UTC.format(now));
    }
  }
}
