package io.forebay.util;

import java.nio.charset.StandardCharsets;

/** Character classes and comparisons over raw ASCII bytes. Stateless; any thread. */
public final class Ascii {

  private static final boolean[] TOKEN = new boolean[256];
  private static final byte[] HEX = new byte[256];

  static {
    // RFC 9110 section 5.6.2: tchar
    for (char c : "!#$%&'*+-.^_`|~0123456789".toCharArray()) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 32] = true;
    }
    java.util.Arrays.fill(HEX, (byte) -1);
    for (int i = 0; i < 10; i++) {
      HEX['0' + i] = (byte) i;
    }
    for (int i = 0; i < 6; i++) {
      HEX['a' + i] = (byte) (10 + i);
      HEX['A' + i] = (byte) (10 + i);
    }
  }

  private Ascii() {}

  /** Whether {@code b} may stand in a token: a method or a field name (RFC 9110 section 5.6.2). */
  public static boolean isToken(byte b) {
    return TOKEN[b & 0xff];
  }

  /** Whether all of {@code from} to {@code to} is token characters and there is at least one. */
  public static boolean isToken(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!TOKEN[bytes[i] & 0xff]) {
        return false;
      }
    }
    return from < to;
  }

  /** The value of a hexadecimal digit, or -1. */
  public static int hexDigit(byte b) {
    return HEX[b & 0xff];
  }

  /** Whether {@code b} is a decimal digit. */
  public static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Lower case of an ASCII letter, every other byte unchanged. */
  public static byte toLower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** Whether the range equals {@code lower}, which must be in lower case, ignoring letter case. */
  public static boolean equalsIgnoreCase(byte[] bytes, int from, int to, byte[] lower) {
    if (to - from != lower.length) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      if (toLower(bytes[from + i]) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether two ranges of the same array are equal, ignoring letter case. */
  public static boolean equalsIgnoreCase(
      byte[] bytes, int from, int to, int otherFrom, int otherTo) {
    if (to - from != otherTo - otherFrom) {
      return false;
    }
    for (int i = 0; i < to - from; i++) {
      if (toLower(bytes[from + i]) != toLower(bytes[otherFrom + i])) {
        return false;
      }
    }
    return true;
  }

  /** Where {@code wanted} first stands in the range, or {@code to}. */
  public static int indexOf(byte[] bytes, int from, int to, char wanted) {
    int i = from;
    while (i < to && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  /** The bytes of {@code text}, one per character (ISO 8859-1). */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The text of a range, one character per byte (ISO 8859-1). */
  public static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
