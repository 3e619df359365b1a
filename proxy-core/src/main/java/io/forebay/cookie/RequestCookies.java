package io.forebay.cookie;

import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;

/** Changes the cookies of a request on its way to the server. Event loop only. */
public final class RequestCookies {

  private static final int WHOLE = -1;

  /** How much of a value is to go. */
  @FunctionalInterface
  public interface Cut {

    /** How many bytes to take from the front of the value from {@code start} to {@code end}. */
    int length(byte[] bytes, int start, int end);
  }

  private RequestCookies() {}

  /** Removes every cookie with this name. */
  public static void remove(HttpHead request, byte[] name) {
    change(request, name, (bytes, start, end) -> WHOLE);
  }

  /** Shortens the value of every cookie with this name. */
  public static void shorten(HttpHead request, byte[] name, Cut cut) {
    change(request, name, cut);
  }

  private static void change(HttpHead request, byte[] name, Cut cut) {
    int changed = -1;
    CookieCursor cookies = new CookieCursor(request);
    int received = request.count();
    while (cookies.next() && cookies.line() < received) {
      int line = cookies.line();
      if (line != changed && !request.isRemoved(line) && cookies.isNamed(name)) {
        changed = line;
        rewrite(request, line, name, cut);
      }
    }
  }

  /** Adds a line without what is cut in place of {@code line}. */
  private static void rewrite(HttpHead request, int line, byte[] name, Cut cut) {
    // A separator becomes two bytes where it was one.
    byte[] rest = new byte[2 * (request.valueEnd(line) - request.valueStart(line))];
    int length = 0;
    boolean cutAny = false;
    CookieCursor cookies = new CookieCursor(request);
    while (cookies.next() && cookies.line() <= line) {
      if (cookies.line() < line) {
        continue;
      }
      int away =
          cookies.isNamed(name)
              ? cut.length(request.bytes(), cookies.valueStart(), cookies.valueEnd())
              : 0;
      cutAny |= away != 0;
      if (away != WHOLE && cookies.start() < cookies.valueEnd()) {
        length = separate(rest, length);
        int valueStart = away == 0 ? cookies.start() : cookies.valueStart();
        length = copy(request, cookies.start(), valueStart, rest, length);
        length = copy(request, valueStart + away, cookies.valueEnd(), rest, length);
      }
    }
    if (cutAny) {
      request.remove(line);
      if (length > 0) {
        request.add(HeaderId.COOKIE, HeaderId.COOKIE.nameBytes(), rest, 0, length);
      }
    }
  }

  private static int separate(byte[] rest, int length) {
    if (length == 0) {
      return 0;
    }
    rest[length] = ';';
    rest[length + 1] = ' ';
    return length + 2;
  }

  private static int copy(HttpHead request, int from, int to, byte[] rest, int length) {
    System.arraycopy(request.bytes(), from, rest, length, to - from);
    return length + to - from;
  }
}
