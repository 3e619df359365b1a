package io.forebay.filter;

import io.forebay.util.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Takes whole elements off the beginning of paths and puts others there. Percent-encoding and
 * repeated slashes make no difference for what is taken off. Immutable; any event loop.
 */
final class PrefixRewrite {

  private final @Nullable String stripped;
  private final String added;

  /**
   * @param strip a path that does not end in a slash, or null
   * @param add the same
   */
  PrefixRewrite(@Nullable String strip, @Nullable String add) {
    this.stripped = strip == null ? null : decoded(strip);
    this.added = add == null ? "" : add;
  }

  private static String decoded(String path) {
    StringBuilder decoded = new StringBuilder();
    for (int i = 0; i < path.length(); i += width(path, i)) {
      decoded.append(at(path, i));
    }
    return decoded.toString();
  }

  /** Whether {@code path} begins with what is taken off. */
  boolean strips(String path) {
    return end(path) >= 0;
  }

  /** The new path; null where it stays as it is, as there is nothing to take off or to add. */
  @Nullable String rewrite(String path) {
    int end = end(path);
    if (end < 0) {
      return added.isEmpty() ? null : added + path;
    }
    int rest = skipSlashes(path, end);
    if (rest == end) {
      return added.isEmpty() ? "/" : added;
    }
    return added + "/" + path.substring(rest);
  }

  /** Behind what is taken off, at a slash or at the end; -1 where the path does not begin so. */
  private int end(String path) {
    String wanted = stripped;
    if (wanted == null) {
      return -1;
    }
    int i = 0;
    for (int next = 0; next < wanted.length(); next++) {
      if (i == path.length() || at(path, i) != wanted.charAt(next)) {
        return -1;
      }
      i = wanted.charAt(next) == '/' ? skipSlashes(path, i) : i + width(path, i);
    }
    return i == path.length() || at(path, i) == '/' ? i : -1;
  }

  private static int skipSlashes(String path, int from) {
    int i = from;
    while (i < path.length() && at(path, i) == '/') {
      i += width(path, i);
    }
    return i;
  }

  /** The character at {@code i}, percent-encoding undone. */
  private static char at(String path, int i) {
    return width(path, i) == 1
        ? path.charAt(i)
        : (char) (digit(path, i + 1) << 4 | digit(path, i + 2));
  }

  private static int width(String path, int i) {
    boolean encoded =
        path.charAt(i) == '%'
            && i + 2 < path.length()
            && digit(path, i + 1) >= 0
            && digit(path, i + 2) >= 0;
    return encoded ? 3 : 1;
  }

  private static int digit(String path, int i) {
    return Ascii.hexDigit((byte) path.charAt(i));
  }
}
