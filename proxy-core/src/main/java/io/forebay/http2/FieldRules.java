package io.forebay.http2;

import io.forebay.http.ControlBytes;
import io.forebay.http.HeaderId;
import io.forebay.util.Ascii;

/**
 * What must hold of every field (RFC 9113 section 8.2): whatever could become something else when
 * it is written as a line of HTTP/1.1 is refused here. Stateless.
 */
final class FieldRules {

  private static final boolean[] NAME = nameBytes();

  /** RFC 9113 section 8.2.2; TE has a rule of its own. */
  private static final long CONNECTION_SPECIFIC =
      HeaderId.CONNECTION.bit()
          | HeaderId.KEEP_ALIVE.bit()
          | HeaderId.PROXY_CONNECTION.bit()
          | HeaderId.TRANSFER_ENCODING.bit()
          | HeaderId.UPGRADE.bit();

  private FieldRules() {}

  /** Whether it is a field name in lower case, and not empty. */
  static boolean isName(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!NAME[bytes[i] & 0xff]) {
        return false;
      }
    }
    return from < to;
  }

  /** Whether there is no control byte but HTAB in it, and no space at its ends. */
  static boolean isValue(byte[] bytes, int from, int to) {
    if (from == to) {
      return true;
    }
    if (isSpace(bytes[from]) || isSpace(bytes[to - 1])) {
      return false;
    }
    int at = ControlBytes.find(bytes, from, to);
    while (at < to && bytes[at] == '\t') {
      at = ControlBytes.find(bytes, at + 1, to);
    }
    return at == to;
  }

  /** Whether it belongs to one HTTP/1.1 connection: it may not be there at all. */
  static boolean isConnectionSpecific(HeaderId id) {
    return (CONNECTION_SPECIFIC & id.bit()) != 0;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean[] nameBytes() {
    boolean[] allowed = new boolean[256];
    for (int b = 0; b < 128; b++) {
      allowed[b] = Ascii.isToken((byte) b) && (b < 'A' || b > 'Z');
    }
    return allowed;
  }
}
