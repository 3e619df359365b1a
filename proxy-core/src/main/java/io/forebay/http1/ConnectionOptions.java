package io.forebay.http1;

import io.forebay.http.FieldValues;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/**
 * Takes Connection and the fields that belong to one hop out of a head (RFC 9110 section 7.6.1),
 * and notes what they said, so that they cannot cross by being forgotten.
 */
final class ConnectionOptions {

  private static final byte[] CLOSE = Ascii.bytes("close");
  private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
  private static final byte[] UPGRADE = Ascii.bytes("upgrade");
  private static final byte[] H2C = Ascii.bytes("h2c");

  private static final long HOP_BY_HOP =
      HeaderId.CONNECTION.bit()
          | HeaderId.KEEP_ALIVE.bit()
          | HeaderId.PROXY_CONNECTION.bit()
          | HeaderId.TE.bit()
          | HeaderId.UPGRADE.bit()
          | HeaderId.HTTP2_SETTINGS.bit()
          | HeaderId.TRANSFER_ENCODING.bit();

  /** A message without these would mean something else to the next hop: never taken out by name. */
  private static final long END_TO_END = HeaderId.HOST.bit() | HeaderId.CONTENT_LENGTH.bit();

  /** Each name costs a look at every line: thousands in one head would be an attack. */
  private static final int MAX_NAMED = 64;

  private ConnectionOptions() {}

  /**
   * Sets persistence and upgrade of {@code head} and removes what must not cross. Returns false if
   * Connection names more than {@value #MAX_NAMED} fields: such a head is to be refused.
   */
  static boolean apply(HttpHead head) {
    head.persistent(head.minorVersion() >= 1);
    if ((head.seen() & HOP_BY_HOP) == 0) {
      return true;
    }
    int named = 0;
    boolean close = false;
    boolean keepAlive = false;
    boolean upgrade = false;
    byte[] bytes = head.bytes();
    if ((head.seen() & HeaderId.CONNECTION.bit()) != 0) {
      int received = head.count();
      for (int line = 0; line < received; line++) {
        if (head.id(line) != HeaderId.CONNECTION) {
          continue;
        }
        int to = head.valueEnd(line);
        for (int start = head.valueStart(line); start < to; ) {
          int comma = Ascii.indexOf(bytes, start, to, ',');
          int from = FieldValues.skipSpaces(bytes, start, comma);
          int end = FieldValues.trimSpaces(bytes, from, comma);
          if (Ascii.equalsIgnoreCase(bytes, from, end, KEEP_ALIVE)) {
            keepAlive = true;
          } else if (Ascii.equalsIgnoreCase(bytes, from, end, CLOSE)) {
            close = true;
          } else if (Ascii.equalsIgnoreCase(bytes, from, end, UPGRADE)) {
            upgrade = true;
          } else if (from < end) {
            if (++named > MAX_NAMED) {
              return false;
            }
            removeNamed(head, from, end);
          }
          start = comma + 1;
        }
      }
    }
    head.persistent(!close && (head.minorVersion() >= 1 || keepAlive));
    if (upgrade) {
      noteUpgrade(head);
    }
    head.removeAll(HOP_BY_HOP);
    return true;
  }

  private static void removeNamed(HttpHead head, int from, int to) {
    for (int line = 0; line < head.count(); line++) {
      if ((head.id(line).bit() & END_TO_END) == 0
          && Ascii.equalsIgnoreCase(
              head.bytes(), head.lineStart(line), head.nameEnd(line), from, to)) {
        head.remove(line);
      }
    }
  }

  /** An upgrade to HTTP/2 would end this proxy's view of the connection: it is not passed on. */
  private static void noteUpgrade(HttpHead head) {
    int line = head.indexOf(HeaderId.UPGRADE);
    if (line < 0 || head.minorVersion() < 1) {
      return;
    }
    byte[] bytes = head.bytes();
    int to = head.valueEnd(line);
    if (head.valueStart(line) == to) {
      return;
    }
    for (int start = head.valueStart(line); start < to; ) {
      int comma = Ascii.indexOf(bytes, start, to, ',');
      int from = FieldValues.skipSpaces(bytes, start, comma);
      if (Ascii.equalsIgnoreCase(bytes, from, FieldValues.trimSpaces(bytes, from, comma), H2C)) {
        return;
      }
      start = comma + 1;
    }
    head.upgrade(head.valueStart(line), to);
  }
}
