package io.forebay.cookie;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tokens stand for. Two tokens are compared in the same time wherever they differ, and nothing
 * is allocated. Immutable; any thread.
 *
 * @param <T> what a token stands for
 */
public final class TokenTable<T> {

  /** A token and what it stands for. */
  public record Entry<T>(byte[] token, T value) {}

  // Open addressing, at most half full, so that every search ends.
  private final long[] highs;
  private final long[] lows;
  private final int[] places;
  private final List<Entry<T>> entries;
  private final int mask;

  /** A table of {@code entries}, whose tokens are those of {@link CookieKey#token}. */
  public TokenTable(List<Entry<T>> entries) {
    this.entries = List.copyOf(entries);
    int size = Integer.highestOneBit(Math.max(1, entries.size())) * 4;
    mask = size - 1;
    highs = new long[size];
    lows = new long[size];
    places = new int[size];
    for (int i = 0; i < entries.size(); i++) {
      put(entries.get(i).token(), i + 1);
    }
  }

  private void put(byte[] token, int place) {
    long low = low(token, 0);
    int slot = (int) low & mask;
    while (places[slot] != 0) {
      slot = slot + 1 & mask;
    }
    highs[slot] = high(token, 0);
    lows[slot] = low;
    places[slot] = place;
  }

  /** What the token stands for that begins at {@code from}; null if it is none of these. */
  public @Nullable T find(byte[] bytes, int from, int to) {
    if (to - from < CookieKey.TOKEN_CHARS) {
      return null;
    }
    long high = high(bytes, from);
    long low = low(bytes, from);
    if ((high | low) < 0) {
      return null;
    }
    for (int slot = (int) low & mask; places[slot] != 0; slot = slot + 1 & mask) {
      if ((highs[slot] ^ high | lows[slot] ^ low) == 0) {
        return entries.get(places[slot] - 1).value();
      }
    }
    return null;
  }

  private static long high(byte[] bytes, int from) {
    return Base64Words.read(bytes, from, Base64Words.LONG_CHARS);
  }

  private static long low(byte[] bytes, int from) {
    return Base64Words.read(bytes, from + Base64Words.LONG_CHARS, Base64Words.LONG_CHARS);
  }
}
