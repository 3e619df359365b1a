package io.forebay.cookie;

import io.forebay.util.Ascii;
import java.time.InstantSource;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Dates behind a token, which nobody can change or put behind another token. Immutable but for what
 * each event loop keeps for itself.
 */
public final class SignedDates {

  /*
   *   0                    20      26      32                   52
   *   | token              | born  | seen  | HMAC of all before  |
   *
   * Dates are seconds since 1970 in 36 bits. What is signed begins with a word that no message of
   * CookieKey.token begins with.
   */

  /** Length of a value: a token and its dates. */
  public static final int CHARS = 52;

  private static final int DATE_CHARS = 6;
  private static final int BORN = CookieKey.TOKEN_CHARS;
  private static final int SEEN = BORN + DATE_CHARS;
  private static final int MAC = SEEN + DATE_CHARS;
  private static final byte[] WORD = Ascii.bytes("dates");
  private static final long MILLIS = 1000;

  /** Dates of a client, in seconds since 1970: of its first visit, and of one of the last ones. */
  public record Dates(long born, long seen) {}

  private final CookieKey key;
  private final InstantSource clock;
  private final @Nullable Mac[] macs;

  /**
   * @param workers how many event loops there are
   */
  public SignedDates(CookieKey key, InstantSource clock, int workers) {
    this.key = key;
    this.clock = clock;
    this.macs = new @Nullable Mac[workers];
  }

  /** Seconds since 1970. */
  public long now() {
    return Math.floorDiv(clock.millis(), MILLIS);
  }

  /** The value of {@code token} with these dates; for the event loop {@code worker}. */
  public byte[] write(int worker, byte[] token, Dates dates) {
    byte[] value = new byte[CHARS];
    System.arraycopy(token, 0, value, 0, BORN);
    Base64Words.write(dates.born(), value, BORN, DATE_CHARS);
    Base64Words.write(dates.seen(), value, SEEN, DATE_CHARS);
    CookieKey.write(digest(worker, value, 0), value, MAC);
    return value;
  }

  /** The dates of the value at {@code from}; null if they are not ours. */
  public @Nullable Dates read(int worker, byte[] bytes, int from, int to) {
    if (to - from != CHARS) {
      return null;
    }
    byte[] expected = new byte[CookieKey.TOKEN_CHARS];
    CookieKey.write(digest(worker, bytes, from), expected, 0);
    int different = 0;
    for (int i = 0; i < expected.length; i++) {
      different |= expected[i] ^ bytes[from + MAC + i];
    }
    return different != 0
        ? null
        : new Dates(
            Base64Words.read(bytes, from + BORN, DATE_CHARS),
            Base64Words.read(bytes, from + SEEN, DATE_CHARS));
  }

  private byte[] digest(int worker, byte[] value, int from) {
    Mac mac = macs[worker];
    if (mac == null) {
      mac = key.newMac();
      macs[worker] = mac;
    }
    mac.update(WORD);
    mac.update(value, from, MAC);
    return mac.doFinal();
  }
}
