package io.forebay.exchange;

import io.forebay.util.Ascii;
import java.util.Locale;

/** What rate limits have done to a request that is not within all of them. */
public enum LimitOutcome {
  /** It has waited, or waits, for its turn. */
  DELAYED,
  /** It would have been refused, but for {@code dry_run}. */
  DRY_RUN,
  REFUSED;

  private final byte[] word = Ascii.bytes(name().toLowerCase(Locale.ROOT));

  /** As logs write it. Not to be changed. */
  public byte[] word() {
    return word;
  }
}
