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

  /** Makes one line of those that {@code head} has. */
  static void join(HttpHead head) {
    int received = head.count();
    int start = head.end();
    head.appendBytes(HeaderId.COOKIE.nameBytes());
    int nameEnd = head.end();
    head.appendBytes(COLON);
    int valueStart = head.end();
    for (int line = 0; line < received; line++) {
      if (head.id(line) == HeaderId.COOKIE) {
        append(head, valueStart, line);
      }
    }
    int valueEnd = head.end();
    head.appendBytes(LINE_END);
    head.removeAll(HeaderId.COOKIE.bit());
    head.line(start, nameEnd, valueStart, valueEnd, HeaderId.COOKIE);
  }

  /** An empty one would leave a space at an end, which no value may have. */
  private static void append(HttpHead head, int valueStart, int line) {
    int length = head.valueEnd(line) - head.valueStart(line);
    if (length > 0 && head.end() > valueStart) {
      head.appendBytes(SEPARATOR);
    }
    head.appendBytes(head.bytes(), head.valueStart(line), head.valueEnd(line));
  }
}
