package io.forebay.http2.hpack;

import io.forebay.http.HeaderId;
import java.util.Arrays;

/**
 * The fields that passed on a connection lately, the newest first (RFC 7541 section 2.3.2).
 *
 * <p>An entry is known by its number, which counts all that were ever added. Event loop only.
 */
final class DynamicTable {

  /*
   * Names and values lie in one array, in the order they were added. When its end is reached, those
   * still alive move to the front of a new one: the old array stays as it was for whoever adds a
   * field whose name lies in it (RFC 7541 section 4.4).
   */
  private static final int OVERHEAD = 32;
  private static final int MIN_BYTES = 256;
  private static final int MIN_ENTRIES = 8;
  private static final int PLACE = 3;
  private static final byte[] NO_BYTES = {};

  private int maxBytes;
  private int size;
  private int count;
  private int next;

  private byte[] bytes = NO_BYTES;
  private int end;
  private int[] places = {};
  private HeaderId[] ids = {};

  DynamicTable(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The size of an entry as the table counts it. */
  static int sizeOf(int nameLength, int valueLength) {
    return nameLength + valueLength + OVERHEAD;
  }

  int maxBytes() {
    return maxBytes;
  }

  int size() {
    return size;
  }

  int count() {
    return count;
  }

  /** Changes the bound; what does not fit any more goes. */
  void maxBytes(int bytes) {
    maxBytes = bytes;
    evict(0);
  }

  /** The number of the entry at {@code index}, which is 1 for the newest. */
  int entry(int index) {
    return next - index;
  }

  /** The number that the next entry will have. */
  int next() {
    return next;
  }

  /** The index of an entry, 1 for the newest; 0 if it is not in the table. */
  int index(int entry) {
    int index = next - entry;
    return index >= 1 && index <= count ? index : 0;
  }

  /** Where names and values lie. Changes when an entry is added. */
  byte[] bytes() {
    return bytes;
  }

  int start(int entry) {
    return places[place(entry)];
  }

  int nameEnd(int entry) {
    return places[place(entry) + 1];
  }

  /** The end of the value, which begins where the name ends. */
  int end(int entry) {
    return places[place(entry) + 2];
  }

  HeaderId id(int entry) {
    return ids[entry & (ids.length - 1)];
  }

  private int place(int entry) {
    return (entry & (ids.length - 1)) * PLACE;
  }

  /**
   * Adds a field; one that is larger than the table empties it instead (RFC 7541 section 4.4). Name
   * and value may lie in this table.
   */
  void add(
      byte[] name,
      int nameFrom,
      int nameTo,
      byte[] value,
      int valueFrom,
      int valueTo,
      HeaderId id) {
    int length = nameTo - nameFrom + valueTo - valueFrom;
    if (!evict(length + OVERHEAD)) {
      return;
    }
    if (count == ids.length) {
      growPlaces();
    }
    if (bytes.length - end < length) {
      moveLiving(length);
    }
    int nameEnd = end + nameTo - nameFrom;
    System.arraycopy(name, nameFrom, bytes, end, nameTo - nameFrom);
    System.arraycopy(value, valueFrom, bytes, nameEnd, valueTo - valueFrom);
    int place = place(next);
    places[place] = end;
    places[place + 1] = nameEnd;
    places[place + 2] = end + length;
    ids[next & (ids.length - 1)] = id;
    end += length;
    size += length + OVERHEAD;
    count++;
    next++;
  }

  /** Makes room for an entry of {@code needed} bytes. Returns whether there can be. */
  private boolean evict(int needed) {
    while (count > 0 && size > maxBytes - needed) {
      int oldest = entry(count);
      size -= end(oldest) - start(oldest) + OVERHEAD;
      count--;
    }
    return needed <= maxBytes;
  }

  private void growPlaces() {
    int capacity = Math.max(MIN_ENTRIES, ids.length * 2);
    int[] grownPlaces = new int[capacity * PLACE];
    HeaderId[] grownIds = Arrays.copyOf(ids, capacity);
    for (int index = 1; index <= count; index++) {
      int entry = entry(index);
      int slot = entry & (capacity - 1);
      System.arraycopy(places, place(entry), grownPlaces, slot * PLACE, PLACE);
      grownIds[slot] = id(entry);
    }
    places = grownPlaces;
    ids = grownIds;
  }

  private void moveLiving(int needed) {
    int from = count == 0 ? end : start(entry(count));
    int living = end - from;
    byte[] moved = new byte[Math.max(MIN_BYTES, 2 * (living + needed))];
    System.arraycopy(bytes, from, moved, 0, living);
    for (int index = 1; index <= count; index++) {
      int place = place(entry(index));
      for (int i = 0; i < PLACE; i++) {
        places[place + i] -= from;
      }
    }
    bytes = moved;
    end = living;
  }
}
