package io.forebay.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The ways in which a network may cut a message. */
final class Pieces {

  private static final int SPLIT_EVERYWHERE_BYTES = 700;
  private static final int SAMPLES = 60;

  private Pieces() {}

  /** Whole, in two at every position (at some of a long message), and byte by byte. */
  static List<List<byte[]>> ways(byte[] bytes) {
    var ways = new ArrayList<List<byte[]>>();
    ways.add(List.of(bytes));
    if (bytes.length <= SPLIT_EVERYWHERE_BYTES) {
      for (int at = 1; at < bytes.length; at++) {
        ways.add(split(bytes, at));
      }
    } else {
      var random = new Random(bytes.length);
      for (int i = 0; i < SAMPLES; i++) {
        ways.add(split(bytes, 1 + random.nextInt(bytes.length - 1)));
        ways.add(split(bytes, bytes.length - 1 - i % 8));
      }
    }
    ways.add(bytewise(bytes));
    return ways;
  }

  static List<byte[]> bytewise(byte[] bytes) {
    var pieces = new ArrayList<byte[]>(bytes.length);
    for (byte b : bytes) {
      pieces.add(new byte[] {b});
    }
    return pieces;
  }

  /** Cut at random, with many small pieces. */
  static List<byte[]> random(byte[] bytes, Random random) {
    var pieces = new ArrayList<byte[]>();
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
      pieces.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return pieces;
  }

  /** A counted buffer that the caller owns. */
  static ByteBuf buffer(byte[] bytes) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(bytes.length, 1)).writeBytes(bytes);
  }

  private static List<byte[]> split(byte[] bytes, int at) {
    return List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length));
  }
}
