package io.forebay.inspect;

import io.forebay.http.FieldValues;
import io.forebay.util.Ascii;
import io.forebay.util.ByteText;
import io.forebay.util.TextEscape;

/**
 * Targets of requests as operators may see them: the path, and the names of parameters; whatever
 * may be a secret is {@code ***}. Never more than it is given. Stateless; any thread.
 */
final class Masks {

  /** What stands in place of what is not shown. */
  static final byte[] MASK = Ascii.bytes("***");

  private static final int MAX_NAME = 64;
  private static final byte[] ESCAPE = Ascii.bytes("\\x");
  private static final String HEX = "0123456789ABCDEF";
  private static final byte[] SCHEME_END = Ascii.bytes("://");

  private Masks() {}

  /** Adds a target in any form, valid or not. */
  static void putTarget(ByteText out, byte[] bytes, int from, int to) {
    int at = putAuthority(out, bytes, from, to);
    while (at < to) {
      int next = at;
      while (next < to && !beginsParameters(bytes[next]) && isVisible(bytes[next])) {
        next++;
      }
      TextEscape.LOG.put(out, bytes, at, next);
      at = next;
      if (at < to && !isVisible(bytes[at])) {
        putRest(out, bytes, at, to);
        return;
      }
      if (at < to) {
        out.put(bytes[at]);
        int end = bytes[at] == ';' ? endOfMatrix(bytes, at + 1, to) : to;
        putParameters(out, bytes, at + 1, end);
        at = end;
      }
    }
  }

  private static boolean isVisible(byte b) {
    return b < 0 || (b > ' ' && b < 0x7f);
  }

  /**
   * What goes on with a byte that may not be there: that one is shown, as it says what is wrong.
   */
  static void putRest(ByteText out, byte[] bytes, int from, int to) {
    out.put(ESCAPE);
    out.put(HEX.charAt(bytes[from] >> 4 & 15));
    out.put(HEX.charAt(bytes[from] & 15));
    if (from + 1 < to) {
      out.put(MASK);
    }
  }

  private static boolean beginsParameters(byte b) {
    return b == '?' || b == ';' || b == '#';
  }

  /** Parameters of a path segment, such as {@code ;jsessionid=1}, end with it. */
  private static int endOfMatrix(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != '/' && bytes[end] != '?' && bytes[end] != '#') {
      end++;
    }
    return end;
  }

  /** The part before the path, of which nothing but a host is shown. Returns where it ends. */
  private static int putAuthority(ByteText out, byte[] bytes, int from, int to) {
    if (from == to || bytes[from] == '/' || bytes[from] == '*') {
      return from;
    }
    int start = from + schemeLength(bytes, from, to);
    int end = start;
    while (end < to && bytes[end] != '/' && !beginsParameters(bytes[end])) {
      end++;
    }
    int host = end;
    while (host > start && bytes[host - 1] != '@') {
      host--;
    }
    out.put(bytes, from, start);
    if (host > start) {
      out.put(MASK);
      out.put('@');
    }
    if (FieldValues.isHost(bytes, host, end)) {
      out.put(bytes, host, end);
    } else {
      out.put(MASK);
    }
    return end;
  }

  /** Length of a scheme and what ends it; 0 where there is none. */
  static int schemeLength(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && Ascii.isToken(bytes[end])) {
      end++;
    }
    int length = end - from + SCHEME_END.length;
    return from + length <= to
            && Ascii.equalsIgnoreCase(bytes, end, end + SCHEME_END.length, SCHEME_END)
        ? length
        : 0;
  }

  private static void putParameters(ByteText out, byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int end = at;
      while (end < to && bytes[end] != '&' && bytes[end] != ';') {
        end++;
      }
      putParameter(out, bytes, at, end);
      if (end < to) {
        out.put(bytes[end]);
      }
      at = end + 1;
    }
  }

  /** What has no value may be one itself, with the {@code =} that base 64 ends with. */
  private static void putParameter(ByteText out, byte[] bytes, int from, int to) {
    int equals = Ascii.indexOf(bytes, from, to, '=');
    int value = equals + 1;
    boolean named =
        value < to && bytes[value] != '=' && isVisible(bytes[value]) && isName(bytes, from, equals);
    if (named) {
      out.put(bytes, from, value);
    }
    if (from < to) {
      out.put(MASK);
    }
  }

  private static boolean isName(byte[] bytes, int from, int to) {
    if (to - from > MAX_NAME) {
      return false;
    }
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (!Ascii.isToken(b) && b != '[' && b != ']' && b != ':') {
        return false;
      }
    }
    return true;
  }
}
