package io.forebay.http2;

import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/** Joins cookies that came in lines of their own (RFC 9113 section 8.2.3). Stateless. */
final class Cookies {

  private static final byte[] COLON = Ascii.bytes(": ");
  private static final byte[] SEPARATOR = Ascii.bytes("; ");
  private static final byte[] LINE_END = Ascii.bytes("\r\n");

  private Cookies() {}

  /** Makes one line of the {@code count} lines of {@code head}. */
  static void join(HttpHead head, int count) {
    int received = head.count();
    int start = head.end();
    head.appendBytes(HeaderId.COOKIE.nameBytes());
    int nameEnd = head.end();
    head.appendBytes(COLON);
    int valueStart = head.end();
    int left = count;
    for (int line = 0; line < received; line++) {
      if (head.id(line) == HeaderId.COOKIE) {
        head.appendBytes(head.bytes(), head.valueStart(line), head.valueEnd(line));
        if (--left > 0) {
          head.appendBytes(SEPARATOR);
        }
      }
    }
    int valueEnd = head.end();
    head.appendBytes(LINE_END);
    head.removeAll(HeaderId.COOKIE.bit());
    head.line(start, nameEnd, valueStart, valueEnd, HeaderId.COOKIE);
  }
}
