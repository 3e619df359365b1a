package io.forebay.util;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash of bytes that is the same on every machine and in every version: eight bytes at a time
 * through a 64-bit finaliser.
 *
 * <p>Has no seed, so whoever wants to finds keys that collide. Use it to choose among servers,
 * never as the hash of a table. Stateless; any thread.
 */
public final class Hash64 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Hash64() {}

  /** The hash of {@code from} to {@code to}. */
  public static long of(byte[] bytes, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (int i = to - 1; i >= at; i--) {
      rest = rest << Byte.SIZE | (bytes[i] & 0xff);
    }
    return mix(hash ^ rest);
  }

  /**
   * A bijection in which every bit depends on every other one: a step of splitmix64 (Steele, Lea
   * and Flood, "Fast Splittable Pseudorandom Number Generators", 2014; constants by Stafford).
   */
  public static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
