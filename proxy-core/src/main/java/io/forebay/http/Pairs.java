package io.forebay.http;

import io.forebay.util.Ascii;
import java.util.Arrays;

/** Finds values in lists such as {@code a=1; b=2}: those of Cookie and of queries. Stateless. */
public final class Pairs {

  /** There is none of that name. */
  public static final long NONE = -1;

  private Pairs() {}

  /**
   * The first {@code name=value} of this name.
   *
   * @return where its value lies, for {@link #start} and {@link #end}, or {@link #NONE}
   */
  public static long find(byte[] bytes, int from, int to, char separator, byte[] name) {
    for (int start = from; start < to; ) {
      int end = Ascii.indexOf(bytes, start, to, separator);
      int nameStart = FieldValues.skipSpaces(bytes, start, end);
      int valueStart = nameStart + name.length + 1;
      if (valueStart <= end
          && bytes[valueStart - 1] == '='
          && Arrays.equals(bytes, nameStart, valueStart - 1, name, 0, name.length)) {
        return (long) valueStart << 32 | end;
      }
      start = end + 1;
    }
    return NONE;
  }

  /** First byte of what was found. */
  public static int start(long found) {
    return (int) (found >>> 32);
  }

  /** First byte behind it. */
  public static int end(long found) {
    return (int) found;
  }
}
