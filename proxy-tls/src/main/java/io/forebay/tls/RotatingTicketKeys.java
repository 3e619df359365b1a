package io.forebay.tls;

import io.forebay.util.Ticker;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * Keys of this process, a new one every 12 hours. The one before it still decrypts, so that a
 * ticket is good for 12 to 24 hours; no key is ever written anywhere.
 */
final class RotatingTicketKeys implements TicketKeys {

  static final Duration PERIOD = Duration.ofHours(12);

  private final Ticker ticker;
  private final SecureRandom random = new SecureRandom();
  private volatile Keys keys;

  /** A state of the keys; a newer one takes its place when its time is over. */
  private record Keys(List<OpenSslSessionTicketKey> list, long since) {}

  RotatingTicketKeys(Ticker ticker) {
    this.ticker = ticker;
    this.keys = new Keys(List.of(newKey()), ticker.nanos());
  }

  @Override
  public List<OpenSslSessionTicketKey> current() {
    return age(keys) < PERIOD.toNanos() ? keys.list : rotate();
  }

  private long age(Keys of) {
    return ticker.nanos() - of.since;
  }

  private synchronized List<OpenSslSessionTicketKey> rotate() {
    Keys old = keys;
    long periods = age(old) / PERIOD.toNanos();
    if (periods > 0) {
      List<OpenSslSessionTicketKey> list =
          periods == 1 ? List.of(newKey(), old.list.get(0)) : List.of(newKey());
      keys = new Keys(list, old.since + periods * PERIOD.toNanos());
    }
    return keys.list;
  }

  private OpenSslSessionTicketKey newKey() {
    return new OpenSslSessionTicketKey(
        bytes(OpenSslSessionTicketKey.NAME_SIZE),
        bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
