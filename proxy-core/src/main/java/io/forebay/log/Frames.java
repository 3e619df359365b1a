package io.forebay.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Messages, each with its length in front (RFC 6587 section 3.4.1). One thread. */
final class Frames {
  private byte[] bytes;
  private int length;
  private int[] ends = new int[64];
  private int count;

  Frames(int firstBytes) {
    this.bytes = new byte[firstBytes];
  }

  void add(byte[] message, int from, int to) {
    byte[] size = ((to - from) + " ").getBytes(StandardCharsets.US_ASCII);
    append(size, 0, size.length);
    append(message, from, to);
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
    }
    ends[count++] = length;
  }

  private void append(byte[] source, int from, int to) {
    int more = to - from;
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
    System.arraycopy(source, from, bytes, length, more);
    length += more;
  }

  int length() {
    return length;
  }

  /** All of them; valid until the next is added. */
  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** How many are not whole in the first {@code written} bytes. */
  int unsent(int written) {
    int unsent = 0;
    for (int i = 0; i < count; i++) {
      if (ends[i] > written) {
        unsent++;
      }
    }
    return unsent;
  }

  void clear() {
    length = 0;
    count = 0;
  }
}
