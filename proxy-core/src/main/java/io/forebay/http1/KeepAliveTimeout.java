package io.forebay.http1;

import io.forebay.http.FieldValues;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.concurrent.TimeUnit;

/**
 * Reads {@code Keep-Alive: timeout=N}, by which a server says after how many idle seconds it closes
 * the connection. Not in any RFC since 2068, but sent by Apache, Node and nginx.
 */
final class KeepAliveTimeout {

  private static final byte[] TIMEOUT = Ascii.bytes("timeout=");
  private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** More than any timeout of ours. */
  private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(365);

  private KeepAliveTimeout() {}

  /**
   * How long the connection may stay idle on our side: a second less than the server says, half of
   * what it says if that is more. {@link Long#MAX_VALUE} if it says nothing that can be read.
   */
  static long nanos(HttpHead head) {
    int line = head.indexOf(HeaderId.KEEP_ALIVE);
    if (line < 0) {
      return Long.MAX_VALUE;
    }
    byte[] bytes = head.bytes();
    int to = head.valueEnd(line);
    for (int start = head.valueStart(line); start < to; ) {
      int comma = Ascii.indexOf(bytes, start, to, ',');
      int from = FieldValues.skipSpaces(bytes, start, comma);
      int digits = from + TIMEOUT.length;
      if (digits < comma && Ascii.equalsIgnoreCase(bytes, from, digits, TIMEOUT)) {
        return nanos(
            FieldValues.contentLength(bytes, digits, FieldValues.trimSpaces(bytes, digits, comma)));
      }
      start = comma + 1;
    }
    return Long.MAX_VALUE;
  }

  private static long nanos(long seconds) {
    if (seconds < 0) {
      return Long.MAX_VALUE;
    }
    long nanos = TimeUnit.SECONDS.toNanos(Math.min(seconds, MAX_SECONDS));
    return nanos - Math.min(MARGIN_NANOS, nanos / 2);
  }
}
