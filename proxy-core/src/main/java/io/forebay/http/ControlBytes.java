package io.forebay.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the next control byte (below 0x20, or DEL), eight bytes at a time.
 *
 * <p>One search serves two ends: it finds the end of a line, and whatever else it stops at is a
 * byte that no field may hold (RFC 9110 section 5.5) but HTAB.
 */
public final class ControlBytes {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long SPACES = 0x20 * ONES;
  private static final long DELS = 0x7f * ONES;

  private ControlBytes() {}

  /** Position of the first control byte from {@code from}, or {@code to} if there is none. */
  public static int find(byte[] bytes, int from, int to) {
    int i = from;
    for (int last = to - Long.BYTES; i <= last; i += Long.BYTES) {
      long word = (long) LONGS.get(bytes, i);
      long notDel = word ^ DELS;
      // A borrow reaches only the bytes above the first match, so the lowest mark is exact.
      long marks = ((word - SPACES) & ~word & HIGH_BITS) | ((notDel - ONES) & ~notDel & HIGH_BITS);
      if (marks != 0) {
        return i + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    while (i < to && bytes[i] != 0x7f && (bytes[i] & 0xff) >= 0x20) {
      i++;
    }
    return i;
  }
}
