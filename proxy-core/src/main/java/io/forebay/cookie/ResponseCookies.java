package io.forebay.cookie;

import io.forebay.http.FieldValues;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.Arrays;

/** Changes the cookies that a server sets. Event loop only. */
public final class ResponseCookies {

  private static final byte[] SET_COOKIE = Ascii.bytes("set-cookie");

  private ResponseCookies() {}

  /**
   * Writes {@code prefix} and a tilde before the value of every cookie with this name; one that is
   * set to nothing is being removed, and stays so.
   *
   * @return whether there was any
   */
  public static boolean prefix(HttpHead response, byte[] name, byte[] prefix) {
    boolean any = false;
    int received = response.count();
    for (int line = 0; line < received; line++) {
      if (!response.isRemoved(line) && response.isNamed(line, SET_COOKIE)) {
        int value = valueOf(response, line, name);
        if (value >= 0) {
          any = true;
          insert(response, line, value, prefix);
        }
      }
    }
    return any;
  }

  /** Where the value of the cookie begins; -1 if it has another name, or is empty. */
  private static int valueOf(HttpHead response, int line, byte[] name) {
    byte[] bytes = response.bytes();
    int from = response.valueStart(line);
    int to = Ascii.indexOf(bytes, from, response.valueEnd(line), ';');
    int equals = Ascii.indexOf(bytes, from, to, '=');
    int nameEnd = FieldValues.trimSpaces(bytes, from, equals);
    int value = FieldValues.skipSpaces(bytes, Math.min(equals + 1, to), to);
    boolean named = Arrays.equals(bytes, from, nameEnd, name, 0, name.length);
    return named && value < to ? value : -1;
  }

  private static void insert(HttpHead response, int line, int at, byte[] prefix) {
    byte[] bytes = response.bytes();
    int from = response.valueStart(line);
    int to = response.valueEnd(line);
    byte[] value = new byte[to - from + prefix.length + 1];
    int before = at - from;
    System.arraycopy(bytes, from, value, 0, before);
    System.arraycopy(prefix, 0, value, before, prefix.length);
    value[before + prefix.length] = '~';
    System.arraycopy(bytes, at, value, before + prefix.length + 1, to - at);
    response.remove(line);
    int nameStart = response.lineStart(line);
    response.add(
        response.id(line), bytes, nameStart, response.nameEnd(line), value, 0, value.length);
  }
}
