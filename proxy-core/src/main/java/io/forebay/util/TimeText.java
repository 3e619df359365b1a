package io.forebay.util;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time of day as text, made once a second. Event loop only. */
public final class TimeText {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private byte[] local = {};
  private byte[] utc = {};

  /** Adds it to the second in local time: {@code 21/Nov/2026:14:30:00 +0000}. */
  public void putLocal(ByteText out) {
    refresh(System.currentTimeMillis());
    out.put(local);
  }

  /** Adds it in UTC with milliseconds: {@code 2026-11-21T14:30:00.123Z}. */
  public void putUtc(ByteText out) {
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
