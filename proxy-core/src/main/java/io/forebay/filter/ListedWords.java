package io.forebay.filter;

import io.forebay.http.FieldValues;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;

/** Words of a field whose value is a list of them (RFC 9110 section 5.6.1). */
final class ListedWords {

  private ListedWords() {}

  /** Whether {@code lower}, which is in lower case, is a member of the value of {@code line}. */
  static boolean contain(HttpHead head, int line, byte[] lower) {
    byte[] bytes = head.bytes();
    int to = head.valueEnd(line);
    for (int start = head.valueStart(line); start < to; ) {
      int comma = Ascii.indexOf(bytes, start, to, ',');
      int from = FieldValues.skipSpaces(bytes, start, comma);
      if (Ascii.equalsIgnoreCase(bytes, from, FieldValues.trimSpaces(bytes, from, comma), lower)) {
        return true;
      }
      start = comma + 1;
    }
    return false;
  }
}
