package io.forebay.http;

import io.forebay.util.ByteText;
import io.forebay.util.TimeText;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/** What an event loop makes texts of requests with. Event loop only. */
public final class LoopText {

  /** No text that is made of a template is longer. */
  public static final int MAX_BYTES = 64 << 10;

  private static final int HEX_DIGITS = 16;

  private final ByteText scratch = new ByteText(MAX_BYTES);
  private final TimeText time = new TimeText();
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

  /** An empty text that holds until the next one is asked for. */
  public ByteText scratch() {
    scratch.clear();
    return scratch;
  }

  /** The time of day. */
  public TimeText time() {
    return time;
  }

  /**
   * Random digits in lower case hexadecimal, not all of them zeros. Not fit for secrets.
   *
   * @param count 16 or 32
   */
  public byte[] randomHex(int count) {
    byte[] digits = new byte[count];
    for (int from = 0; from < count; from += HEX_DIGITS) {
      long bits = bits();
      for (int i = from; i < from + HEX_DIGITS; i++) {
        digits[i] = (byte) Character.forDigit((int) bits & 15, HEX_DIGITS);
        bits >>>= 4;
      }
    }
    return digits;
  }

  private long bits() {
    long bits = random.nextLong();
    while (bits == 0) {
      bits = random.nextLong();
    }
    return bits;
  }
}
