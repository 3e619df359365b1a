package io.forebay.util;

import java.util.Arrays;

/** Text that is put together byte by byte, up to a length. Used by one thread at a time. */
public class ByteText {
  private static final int FIRST_BYTES = 4096;

  private final int maxBytes;
  private byte[] bytes;
  private int length;
  private boolean cut;

  /**
   * An empty text.
   *
   * @param maxBytes what goes beyond is left out
   */
  public ByteText(int maxBytes) {
    this.maxBytes = maxBytes;
    this.bytes = new byte[Math.min(FIRST_BYTES, maxBytes)];
  }

  /** The array whose first {@link #length} bytes are the text. */
  public final byte[] bytes() {
    return bytes;
  }

  public final int length() {
    return length;
  }

  /** Whether there was more than it takes. */
  public final boolean isCut() {
    return cut;
  }

  /** A copy of the text. */
  public final byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public final String toString() {
    return Ascii.text(bytes, 0, length);
  }

  public final void clear() {
    length = 0;
    cut = false;
  }

  /** Adds one byte. */
  public final void put(int b) {
    if (hasRoom(1)) {
      bytes[length++] = (byte) b;
    }
  }

  public final void put(byte[] source) {
    put(source, 0, source.length);
  }

  public final void put(byte[] source, int from, int to) {
    if (hasRoom(to - from)) {
      System.arraycopy(source, from, bytes, length, to - from);
      length += to - from;
    }
  }

  /** Adds a number that is not negative, with at least {@code digits} digits. */
  public final void putNumber(long number, int digits) {
    int count = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      count++;
    }
    count = Math.max(count, digits);
    if (!hasRoom(count)) {
      return;
    }
    long rest = number;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  private boolean hasRoom(int more) {
    if (bytes.length - length >= more) {
      return true;
    }
    if (maxBytes - length < more) {
      cut = true;
      return false;
    }
    long wanted = Math.max(bytes.length * 2L, length + more);
    bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, maxBytes));
    return true;
  }
}
