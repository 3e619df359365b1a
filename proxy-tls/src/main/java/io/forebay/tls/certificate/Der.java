package io.forebay.tls.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Values in the encoding of ASN.1 that certificates use (X.690, DER), one behind the other. Reading
 * never leaves the bytes that it was given.
 */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_ID = 0x06;
  static final int ENUMERATED = 0x0a;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  private static final int CONTEXT = 0x80;
  private static final int CONSTRUCTED = 0x20;

  private final byte[] bytes;
  private int at;
  private final int end;

  private Der(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /** The values in {@code bytes}. */
  static Der of(byte[] bytes) {
    return new Der(bytes, 0, bytes.length);
  }

  /** Whether this looks like one sequence in DER, as certificates and keys are. */
  static boolean isSequence(byte[] file) {
    return file.length > 1 && file[0] == SEQUENCE && (file[1] < 0 || file[1] == file.length - 2);
  }

  /** The tag of {@code [number]} around other values. */
  static int context(int number) {
    return CONTEXT | CONSTRUCTED | number;
  }

  /** The tag of {@code [number]} in place of a simple type. */
  static int simpleContext(int number) {
    return CONTEXT | number;
  }

  boolean isEmpty() {
    return at == end;
  }

  /** The tag of the next value, or -1. */
  int peek() {
    return isEmpty() ? -1 : bytes[at] & 0xff;
  }

  /** Goes over the next value, which must have this tag; returns what it holds. */
  Der next(int tag) throws UnreadableException {
    if (peek() != tag) {
      throw new UnreadableException(
          "tag %02x (expected: %02x)".formatted(peek() & 0xff, tag & 0xff));
    }
    at++;
    int length = length();
    Der value = new Der(bytes, at, at + length);
    at += length;
    return value;
  }

  /** The same for a value that may be missing; then nothing. */
  Der optional(int tag) throws UnreadableException {
    return peek() == tag ? next(tag) : new Der(bytes, at, at);
  }

  private int length() throws UnreadableException {
    int first = octet();
    int length = first;
    if (first >= CONTEXT) {
      int octets = first - CONTEXT;
      if (octets == 0 || octets > 3) {
        throw new UnreadableException("a length of " + octets + " bytes (expected: 1 to 3)");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | octet();
      }
    }
    if (length > end - at) {
      throw new UnreadableException("cut off");
    }
    return length;
  }

  private int octet() throws UnreadableException {
    if (isEmpty()) {
      throw new UnreadableException("cut off");
    }
    return bytes[at++] & 0xff;
  }

  /** What is left. */
  byte[] bytes() {
    return Arrays.copyOfRange(bytes, at, end);
  }

  /** What is left, as a number. */
  BigInteger number() throws UnreadableException {
    if (isEmpty()) {
      throw new UnreadableException("a number without digits");
    }
    return new BigInteger(bytes, at, end - at);
  }

  /** One value with this tag that holds {@code parts}. */
  static byte[] value(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    writeLength(all, content.size());
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream to, int length) {
    if (length < CONTEXT) {
      to.write(length);
      return;
    }
    byte[] octets = BigInteger.valueOf(length).toByteArray();
    int zeros = octets[0] == 0 ? 1 : 0;
    to.write(CONTEXT | octets.length - zeros);
    to.write(octets, zeros, octets.length - zeros);
  }
}
