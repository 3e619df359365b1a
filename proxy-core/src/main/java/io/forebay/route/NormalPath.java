package io.forebay.route;

import io.forebay.util.Ascii;
import java.util.Arrays;

/**
 * The form of a path that routes are compared with: percent-encoding undone, dot segments resolved,
 * repeated slashes merged (RFC 3986 section 6.2.2). For matching only: what is forwarded is the
 * path as it was received, unless it is rewritten.
 */
public final class NormalPath {

  private NormalPath() {}

  /** Whether the path may differ from its normal form; most do not. */
  public static boolean isNeeded(byte[] bytes, int from, int to) {
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
    return resolve(decoded, 0, decoded.length, false);
  }

  /**
   * Whether an element is {@code .} or {@code ..} once percent-encoding is undone, slashes that are
   * encoded included, and what servers drop from a semicolon on.
   */
  public static boolean hasDotSegments(byte[] bytes, int from, int to) {
    byte[] decoded = decode(bytes, from, to);
    for (int i = 0; i < decoded.length; i++) {
      int end = Ascii.indexOf(decoded, i, decoded.length, '/');
      int parameters = Ascii.indexOf(decoded, i, end, ';');
      if (dots(decoded, i, parameters, false) > 0) {
        return true;
      }
      i = end;
    }
    return false;
  }

  /** The path without dot segments, repeated slashes merged; the rest stays percent-encoded. */
  public static byte[] withoutDotSegments(byte[] bytes, int from, int to) {
    return resolve(bytes, from, to, true);
  }

  private static byte[] resolve(byte[] path, int from, int to, boolean encoded) {
    byte[] out = new byte[to - from + 1];
    int length = 0;
    int i = from;
    while (i < to) {
      int end = Ascii.indexOf(path, i, to, '/');
      int dots = dots(path, i, end, encoded);
      if (dots == 2) {
        length = parent(out, length);
      } else if (end > i && dots == 0) {
        out[length++] = '/';
        System.arraycopy(path, i, out, length, end - i);
        length += end - i;
        if (end == to) {
          return Arrays.copyOf(out, length);
        }
      }
      i = end + 1;
    }
    out[length++] = '/';
    return Arrays.copyOf(out, length);
  }

  /** 1 for an element that is {@code .}, 2 for {@code ..}, 0 for any other. */
  private static int dots(byte[] path, int from, int to, boolean encoded) {
    int dots = 0;
    for (int i = from; i < to; i++) {
      if (encoded && isEncodedDot(path, i, to)) {
        i += 2;
      } else if (path[i] != '.') {
        return 0;
      }
      dots++;
    }
    return dots > 2 ? 0 : dots;
  }

  private static boolean isEncodedDot(byte[] path, int at, int to) {
    return at + 2 < to && path[at] == '%' && path[at + 1] == '2' && (path[at + 2] | 0x20) == 'e';
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
