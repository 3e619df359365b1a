package io.forebay.util;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * A hash whose collisions nobody finds who does not know its key: what clients choose may be the
 * key of a table by it. SipHash-2-4 (Aumasson and Bernstein, 2012). Immutable; any thread.
 */
public final class KeyedHash64 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long key0;
  private final long key1;

  /** A hash by a key that is known. */
  KeyedHash64(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** A hash by a key of its own, which nobody learns. */
  public static KeyedHash64 random() {
    SecureRandom random = new SecureRandom();
    return new KeyedHash64(random.nextLong(), random.nextLong());
  }

  /** The hash of {@code from} to {@code to}. */
  public long of(byte[] bytes, int from, int to) {
    Rounds rounds = new Rounds(key0, key1);
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      rounds.add((long) LONGS.get(bytes, at));
    }
    long rest = (long) (to - from) << 56;
    for (int i = to - 1; i >= at; i--) {
      rest |= (bytes[i] & 0xffL) << Byte.SIZE * (i - at);
    }
    rounds.add(rest);
    return rounds.end();
  }

  /** The hash of two numbers in this order. */
  public long of(long first, long second) {
    Rounds rounds = new Rounds(key0, key1);
    rounds.add(first);
    rounds.add(second);
    rounds.add(2L * Long.BYTES << 56);
    return rounds.end();
  }

  private static final class Rounds {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private Rounds(long key0, long key1) {
      v0 = key0 ^ 0x736f6d6570736575L;
      v1 = key1 ^ 0x646f72616e646f6dL;
      v2 = key0 ^ 0x6c7967656e657261L;
      v3 = key1 ^ 0x7465646279746573L;
    }

    private void add(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    private long end() {
      v2 ^= 0xff;
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
