package io.forebay.observe;

import java.util.Arrays;

/**
 * Lines of an access log on their way to the file. Belongs to the event loop that fills it, then to
 * the writing thread, which gives it back; the queues between them publish its contents.
 */
final class LogBuffer {
  private static final int FIRST_BYTES = 4096;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  /** The array whose first {@link #length} bytes are the lines. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void put(int b) {
    ensure(1);
    bytes[length++] = (byte) b;
  }

  void put(byte[] source) {
    put(source, 0, source.length);
  }

  void put(byte[] source, int from, int to) {
    ensure(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
  }

  /** A number that is not negative, with at least {@code digits} digits. */
  void putNumber(long number, int digits) {
    int count = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      count++;
    }
    count = Math.max(count, digits);
    ensure(count);
    long rest = number;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  /** Milliseconds with three decimals. */
  void putMillis(long nanos) {
    long micros = Math.max(0, nanos) / 1000;
    putNumber(micros / 1000, 1);
    put('.');
    putNumber(micros % 1000, 3);
  }

  void endLine() {
    put('\n');
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  void clear() {
    length = 0;
  }
}
