package io.forebay.cookie;

import io.forebay.util.Ascii;
import java.util.Arrays;

/**
 * Numbers as characters that may stand in a cookie (RFC 4648 section 5), six bits each, the highest
 * first. Each number has one spelling. Stateless; any thread.
 */
final class Base64Words {

  /** Characters of a number of 60 bits. */
  static final int LONG_CHARS = 10;

  private static final int BITS = 6;
  private static final int MASK = (1 << BITS) - 1;
  private static final byte[] CHARS =
      Ascii.bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
  private static final byte[] VALUES = new byte[256];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < CHARS.length; i++) {
      VALUES[CHARS[i]] = (byte) i;
    }
  }

  private Base64Words() {}

  /** The number in {@code chars} characters, at most ten; negative if that is none. */
  static long read(byte[] bytes, int from, int chars) {
    long value = 0;
    long wrong = 0;
    for (int i = from; i < from + chars; i++) {
      long digit = VALUES[bytes[i] & 0xff];
      wrong |= digit;
      value = value << BITS | (digit & MASK);
    }
    return wrong < 0 ? -1 : value;
  }

  /** Writes the lowest bits of {@code value} in {@code chars} characters. */
  static void write(long value, byte[] to, int at, int chars) {
    long rest = value;
    for (int i = at + chars - 1; i >= at; i--) {
      to[i] = CHARS[(int) rest & MASK];
      rest >>>= BITS;
    }
  }
}
