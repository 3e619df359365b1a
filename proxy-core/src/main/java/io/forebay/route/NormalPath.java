package io.forebay.route;

import io.forebay.util.Ascii;
import java.util.Arrays;

/**
 * The form of a path that routes are compared with: percent-encoding undone, dot segments resolved,
 * repeated slashes merged (RFC 3986 section 6.2.2). For matching only: what is forwarded is the
 * path as it was received.
 */
final class NormalPath {

  private NormalPath() {}

  /** Whether the path may differ from its normal form; most do not. */
  static boolean isNeeded(byte[] bytes, int from, int to) {
    byte previous = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '%' || (previous == '/' && (b == '/' || b == '.'))) {
        return true;
      }
      previous = b;
    }
    return false;
  }

  /** The normal form, in an array of its own. */
  static byte[] of(byte[] bytes, int from, int to) {
    byte[] decoded = decode(bytes, from, to);
    byte[] out = new byte[decoded.length + 1];
    int length = 0;
    int i = 0;
    while (i < decoded.length) {
      int end = i;
      while (end < decoded.length && decoded[end] != '/') {
        end++;
      }
      boolean last = end == decoded.length;
      int size = end - i;
      if (size == 2 && decoded[i] == '.' && decoded[i + 1] == '.') {
        length = parent(out, length);
      } else if (size > 0 && !(size == 1 && decoded[i] == '.')) {
        out[length++] = '/';
        System.arraycopy(decoded, i, out, length, size);
        length += size;
        if (last) {
          return Arrays.copyOf(out, length);
        }
      }
      i = end + 1;
    }
    out[length++] = '/';
    return Arrays.copyOf(out, length);
  }

  private static int parent(byte[] out, int length) {
    int at = length;
    while (at > 0 && out[at - 1] != '/') {
      at--;
    }
    return Math.max(at - 1, 0);
  }

  private static byte[] decode(byte[] bytes, int from, int to) {
    byte[] out = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '%' && i + 2 < to && isHexPair(bytes, i + 1)) {
        b = (byte) (Ascii.hexDigit(bytes[i + 1]) << 4 | Ascii.hexDigit(bytes[i + 2]));
        i += 2;
      }
      out[length++] = b;
    }
    return Arrays.copyOf(out, length);
  }

  private static boolean isHexPair(byte[] bytes, int at) {
    return Ascii.hexDigit(bytes[at]) >= 0 && Ascii.hexDigit(bytes[at + 1]) >= 0;
  }
}
