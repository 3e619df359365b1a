package io.forebay.log;

/** Lines in an array, each with {@code \n} behind it. Stateless. */
final class Lines {
  private Lines() {}

  /** How many lines end in the part. */
  static int count(byte[] bytes, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        count++;
      }
    }
    return count;
  }

  /** Where the line that begins at {@code from} ends, before its {@code \n}. */
  static int end(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  /** As {@link #end}, but at most {@code max} bytes on, and not inside a character of UTF-8. */
  static int cut(byte[] bytes, int from, int end, int max) {
    if (end - from <= max) {
      return end;
    }
    int cut = from + max;
    while (cut > from && (bytes[cut] & 0xc0) == 0x80) {
      cut--;
    }
    return cut;
  }
}
