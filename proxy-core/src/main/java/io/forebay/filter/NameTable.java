package io.forebay.filter;

import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.Arrays;

/**
 * Names of fields that are removed or looked for, by length and first and last letter: most lines
 * of a head are none of them, and are told so by one look. Filled once, then immutable.
 */
final class NameTable {

  /** How many names may be looked for. */
  static final int MAX_NOTICED = Long.SIZE;

  private static final int SLOTS = 64;
  private static final int REMOVED = -1;
  private static final Name[] NONE = {};

  /** Framing, routing and connection management: no wildcard takes them away. */
  private static final long OURS =
      HeaderId.HOST.bit()
          | HeaderId.CONTENT_LENGTH.bit()
          | HeaderId.TRANSFER_ENCODING.bit()
          | HeaderId.CONNECTION.bit()
          | HeaderId.KEEP_ALIVE.bit()
          | HeaderId.TE.bit()
          | HeaderId.UPGRADE.bit()
          | HeaderId.TRAILER.bit()
          | HeaderId.PROXY_CONNECTION.bit();

  /**
   * @param lower in lower case
   * @param bit its number among those that are looked for, or {@link #REMOVED}
   */
  private record Name(byte[] lower, int bit) {}

  private final Name[][] slots = new Name[SLOTS][];
  private byte[][] beginnings = {};
  private boolean empty = true;

  NameTable() {
    Arrays.fill(slots, NONE);
  }

  /** Adds a name, or the beginning of some with {@code *} behind it, to those that are removed. */
  void remove(byte[] lower) {
    empty = false;
    if (lower[lower.length - 1] == '*') {
      beginnings = Arrays.copyOf(beginnings, beginnings.length + 1);
      byte[] beginning = Arrays.copyOf(lower, lower.length - 1);
      for (int i = 0; i < beginning.length; i++) {
        beginning[i] = hyphenated(beginning[i]);
      }
      beginnings[beginnings.length - 1] = beginning;
    } else {
      add(new Name(lower, REMOVED));
    }
  }

  /** Adds a name whose presence {@link #pass} tells by {@code bit}; false if that is too high. */
  boolean notice(byte[] lower, int bit) {
    if (bit >= MAX_NOTICED) {
      return false;
    }
    empty = false;
    add(new Name(lower, bit));
    return true;
  }

  private void add(Name name) {
    int slot = slot(name.lower, 0, name.lower.length);
    slots[slot] = Arrays.copyOf(slots[slot], slots[slot].length + 1);
    slots[slot][slots[slot].length - 1] = name;
  }

  private static int slot(byte[] bytes, int from, int to) {
    return (to - from + (bytes[from] | 0x20) * 5 + (bytes[to - 1] | 0x20) * 23) & (SLOTS - 1);
  }

  /** Removes what is to be removed, and tells what is left of what is looked for. */
  long pass(HttpHead head) {
    if (empty) {
      return 0;
    }
    long present = 0;
    byte[] bytes = head.bytes();
    int count = head.count();
    for (int line = 0; line < count; line++) {
      if (!head.isRemoved(line)) {
        int from = head.lineStart(line);
        int to = head.nameEnd(line);
        if (beginnings.length > 0 && begins(head, line)) {
          head.remove(line);
        } else {
          present |= look(head, line, slots[slot(bytes, from, to)]);
        }
      }
    }
    return present;
  }

  private static long look(HttpHead head, int line, Name[] names) {
    long found = 0;
    for (Name name : names) {
      if (head.isNamed(line, name.lower)) {
        if (name.bit == REMOVED) {
          head.remove(line);
          return 0;
        }
        found = 1L << name.bit;
      }
    }
    return found;
  }

  private boolean begins(HttpHead head, int line) {
    if ((OURS & head.id(line).bit()) != 0) {
      return false;
    }
    byte[] bytes = head.bytes();
    int from = head.lineStart(line);
    int length = head.nameEnd(line) - from;
    for (byte[] beginning : beginnings) {
      int i = 0;
      while (i < beginning.length
          && i < length
          && hyphenated(Ascii.toLower(bytes[from + i])) == beginning[i]) {
        i++;
      }
      if (i == beginning.length) {
        return true;
      }
    }
    return false;
  }

  /** Many servers take an underscore for a hyphen, so that it must not hide a name. */
  private static byte hyphenated(byte b) {
    return b == '_' ? (byte) '-' : b;
  }
}
