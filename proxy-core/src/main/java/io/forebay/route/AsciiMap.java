package io.forebay.route;

import io.forebay.util.Ascii;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map from ASCII text to values that is asked with ranges of bytes, so that a look-up makes no
 * String. Open addressing, at most half full. Immutable.
 */
final class AsciiMap<V> {

  static final int HASH_SEED = 17;

  private final byte[][] keys;
  private final Object[] values;
  private final int[] hashes;
  private final int size;

  AsciiMap(Map<String, V> entries) {
    int capacity = Integer.highestOneBit(Math.max(entries.size(), 1) * 2) * 2;
    keys = new byte[capacity][];
    values = new Object[capacity];
    hashes = new int[capacity];
    size = entries.size();
    entries.forEach(this::put);
  }

  private void put(String text, V value) {
    byte[] key = Ascii.bytes(text);
    int hash = hash(key, 0, key.length);
    int slot = hash & (keys.length - 1);
    while (keys[slot] != null) {
      slot = (slot + 1) & (keys.length - 1);
    }
    keys[slot] = key;
    values[slot] = value;
    hashes[slot] = hash;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The hash of a text is that of its beginning, continued with the next byte. */
  static int hash(int before, byte next) {
    return before * 31 + next;
  }

  static int hash(byte[] bytes, int from, int to) {
    int hash = HASH_SEED;
    for (int i = from; i < to; i++) {
      hash = hash(hash, bytes[i]);
    }
    return hash;
  }

  @SuppressWarnings("unchecked") // only put() writes values
  @Nullable V get(int hash, byte[] bytes, int from, int to) {
    int slot = hash & (keys.length - 1);
    while (keys[slot] != null) {
      if (hashes[slot] == hash
          && Arrays.equals(keys[slot], 0, keys[slot].length, bytes, from, to)) {
        return (V) values[slot];
      }
      slot = (slot + 1) & (keys.length - 1);
    }
    return null;
  }

  @Nullable V get(byte[] bytes, int from, int to) {
    return get(hash(bytes, from, to), bytes, from, to);
  }
}
