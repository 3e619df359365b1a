package io.forebay.cookie;

import io.forebay.http.FieldValues;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.Arrays;

/**
 * Goes over the cookies that a client has sent, those of removed lines included: what filters have
 * taken out before makes no difference. Positions are those of {@link HttpHead#bytes()} and hold
 * until the head changes. Event loop only.
 */
public final class CookieCursor {

  private final HttpHead head;
  private int line = -1;
  private int next;
  private int end;
  private int start;
  private int nameEnd;
  private int valueStart;
  private int valueEnd;

  /** Stands before the first cookie of {@code request}. */
  public CookieCursor(HttpHead request) {
    head = request;
  }

  /** Goes to the next cookie; false if there is none. */
  public boolean next() {
    while (next >= end) {
      if (!nextLine()) {
        return false;
      }
    }
    byte[] bytes = head.bytes();
    int semicolon = Ascii.indexOf(bytes, next, end, ';');
    start = FieldValues.skipSpaces(bytes, next, semicolon);
    valueEnd = FieldValues.trimSpaces(bytes, start, semicolon);
    nameEnd = Ascii.indexOf(bytes, start, valueEnd, '=');
    valueStart = Math.min(nameEnd + 1, valueEnd);
    next = semicolon + 1;
    return true;
  }

  private boolean nextLine() {
    for (line++; line < head.count(); line++) {
      if (head.id(line) == HeaderId.COOKIE) {
        next = head.valueStart(line);
        end = head.valueEnd(line);
        return true;
      }
    }
    return false;
  }

  /** Whether it has the name {@code name}, in this spelling. */
  public boolean isNamed(byte[] name) {
    return Arrays.equals(head.bytes(), start, nameEnd, name, 0, name.length);
  }

  /** The line it is in. */
  int line() {
    return line;
  }

  /** First byte of its name. */
  int start() {
    return start;
  }

  public int valueStart() {
    return valueStart;
  }

  public int valueEnd() {
    return valueEnd;
  }
}
