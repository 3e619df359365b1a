package io.forebay.http2.hpack;

import java.util.Arrays;

/** The code for strings (RFC 7541 section 5.2 and appendix B). Stateless; any thread. */
final class Huffman {

  /*
   * The code is canonical: codes of one length are consecutive numbers in the order of their
   * symbols, and follow those that are shorter. So the lengths are all there is to know.
   *
   * Decoding looks at 30 bits at once. Symbols of up to 10 bits, nearly all that occur, are found
   * by their first 10 bits in SHORT; the others by comparing with the end of each length's codes.
   */
  private static final byte[] LENGTHS = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28,
    28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11,
    10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8,
    15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5,
    6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7,
    7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23,
    23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21,
    23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25,
    26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26,
    28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30
  };

  private static final int END_OF_STRING = 256;
  private static final int MIN_LENGTH = 5;
  private static final int MAX_LENGTH = 30;
  private static final int SHORT_LENGTH = 10;
  private static final int LENGTH_BITS = 4;

  private static final int[] CODES = new int[LENGTHS.length];
  private static final short[] SYMBOLS = new short[LENGTHS.length];
  private static final int[] FIRST_CODE = new int[MAX_LENGTH + 1];
  private static final int[] FIRST_SYMBOL = new int[MAX_LENGTH + 1];
  private static final int[] LIMIT = new int[MAX_LENGTH + 1];
  private static final short[] SHORT = new short[1 << SHORT_LENGTH];

  static {
    int code = 0;
    int count = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      code <<= 1;
      FIRST_CODE[length] = code;
      FIRST_SYMBOL[length] = count;
      for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
        if (LENGTHS[symbol] == length) {
          CODES[symbol] = code++;
          SYMBOLS[count++] = (short) symbol;
        }
      }
      LIMIT[length] = code << (MAX_LENGTH - length);
    }
    for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
      int spare = SHORT_LENGTH - LENGTHS[symbol];
      if (spare >= 0) {
        int from = CODES[symbol] << spare;
        short entry = (short) (symbol << LENGTH_BITS | LENGTHS[symbol]);
        Arrays.fill(SHORT, from, from + (1 << spare), entry);
      }
    }
  }

  private Huffman() {}

  /** The most bytes that {@code length} encoded ones can stand for. */
  static int decodedBound(int length) {
    return length * Byte.SIZE / MIN_LENGTH;
  }

  /**
   * Decodes a string into {@code out}, which has room for {@link #decodedBound}. Returns its
   * length, or -1 if it holds the end-of-string symbol or is not padded with the beginning of that.
   */
  static int decode(byte[] in, int from, int to, byte[] out) {
    long bits = 0;
    int held = 0;
    int at = from;
    int written = 0;
    while (true) {
      while (held <= Long.SIZE - Byte.SIZE && at < to) {
        bits = bits << Byte.SIZE | (in[at++] & 0xff);
        held += Byte.SIZE;
      }
      int window = window(bits, held);
      int entry = SHORT[window >>> (MAX_LENGTH - SHORT_LENGTH)];
      int length = entry & (1 << LENGTH_BITS) - 1;
      int symbol = entry >>> LENGTH_BITS;
      if (entry == 0) {
        length = longLength(window);
        int place = (window >>> (MAX_LENGTH - length)) - FIRST_CODE[length];
        symbol = SYMBOLS[FIRST_SYMBOL[length] + place];
      }
      if (length > held) {
        return isPadding(bits, held) ? written : -1;
      }
      if (symbol == END_OF_STRING) {
        return -1;
      }
      out[written++] = (byte) symbol;
      held -= length;
    }
  }

  /** The next 30 bits, filled up with ones. */
  private static int window(long bits, int held) {
    int mask = (1 << MAX_LENGTH) - 1;
    if (held >= MAX_LENGTH) {
      return (int) (bits >>> (held - MAX_LENGTH)) & mask;
    }
    int missing = MAX_LENGTH - held;
    return ((int) bits << missing | (1 << missing) - 1) & mask;
  }

  private static int longLength(int window) {
    int length = SHORT_LENGTH + 1;
    while (window >= LIMIT[length]) {
      length++;
    }
    return length;
  }

  private static boolean isPadding(long bits, int held) {
    int mask = (1 << held) - 1;
    return held < Byte.SIZE && (bits & mask) == mask;
  }

  /** How many bytes {@link #encode} writes. */
  static int encodedLength(byte[] bytes, int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits += LENGTHS[bytes[i] & 0xff];
    }
    return (int) ((bits + Byte.SIZE - 1) / Byte.SIZE);
  }

  /** Writes the code of a string to {@code out} from {@code at}. */
  static void encode(byte[] bytes, int from, int to, byte[] out, int at) {
    long bits = 0;
    int held = 0;
    int end = at;
    for (int i = from; i < to; i++) {
      int symbol = bytes[i] & 0xff;
      bits = bits << LENGTHS[symbol] | CODES[symbol];
      held += LENGTHS[symbol];
      while (held >= Byte.SIZE) {
        held -= Byte.SIZE;
        out[end++] = (byte) (bits >>> held);
      }
    }
    if (held > 0) {
      int missing = Byte.SIZE - held;
      out[end] = (byte) (bits << missing | (1 << missing) - 1);
    }
  }
}
