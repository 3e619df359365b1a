package io.forebay.inspect;

import io.forebay.util.Ascii;
import io.forebay.util.ByteText;
import io.forebay.util.TextEscape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The lines of what was to be the head of a request, whether it is one or not. Names of fields are
 * shown, and the values of those that say how the message is framed or what software sent it; all
 * else is {@code ***}, as it may be a secret or the body of another request. Stateless; any thread.
 */
final class ReceivedBytes {

  /** So many lines are shown. */
  static final int MAX_LINES = 16;

  /** So long is a line, what is added by escaping included. */
  static final int MAX_LINE_BYTES = 192;

  private static final int MAX_METHOD = 24;
  private static final int MAX_NAME = 64;
  private static final int MAX_UNREADABLE = 8;
  private static final int VERSION = 9;
  private static final String CUT = "...";
  private static final byte[] VERSION_NAME = Ascii.bytes(" http/");

  private static final Set<String> SHOWN =
      Set.of(
          "host",
          "user-agent",
          "content-length",
          "content-type",
          "content-encoding",
          "transfer-encoding",
          "connection",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "accept",
          "accept-encoding");

  private ReceivedBytes() {}

  /**
   * The lines from {@code from} to {@code to}.
   *
   * @param bad where the first byte is that may not be there: its line is the last one; -1 for none
   */
  static List<String> lines(byte[] bytes, int from, int to, int bad) {
    List<String> lines = new ArrayList<>();
    ByteText line = new ByteText(MAX_LINE_BYTES);
    int end = bad < 0 ? to : Ascii.indexOf(bytes, Math.min(bad, to), to, '\n');
    int at = from;
    while (at < end && lines.size() < MAX_LINES) {
      int lineEnd = Ascii.indexOf(bytes, at, end, '\n');
      line.clear();
      putLine(line, bytes, at, withoutReturn(bytes, at, lineEnd), lines.isEmpty());
      lines.add(line.isCut() ? line + CUT : line.toString());
      at = lineEnd + 1;
    }
    return List.copyOf(lines);
  }

  private static int withoutReturn(byte[] bytes, int from, int lineEnd) {
    return lineEnd > from && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
  }

  private static void putLine(ByteText out, byte[] bytes, int from, int to, boolean first) {
    if (from == to) {
      return;
    }
    if (first) {
      putRequestLine(out, bytes, from, to);
    } else {
      putField(out, bytes, from, to);
    }
  }

  private static void putRequestLine(ByteText out, byte[] bytes, int from, int to) {
    int methodEnd = endOfToken(bytes, from, to);
    boolean method =
        methodEnd > from
            && methodEnd - from <= MAX_METHOD
            && methodEnd < to
            && bytes[methodEnd] == ' ';
    if (!method) {
      putUnreadable(out, bytes, from, to);
      return;
    }
    out.put(bytes, from, methodEnd + 1);
    int targetEnd = isVersion(bytes, methodEnd, to) ? to - VERSION : to;
    if (isTarget(bytes, methodEnd + 1, targetEnd)) {
      Masks.putTarget(out, bytes, methodEnd + 1, targetEnd);
    } else if (methodEnd + 1 < targetEnd) {
      out.put(Masks.MASK);
    }
    TextEscape.LOG.put(out, bytes, targetEnd, to);
  }

  /** The first bytes tell another protocol, such as TLS, if they are no text. */
  private static void putUnreadable(ByteText out, byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && end - from < MAX_UNREADABLE && !isText(bytes[end])) {
      end++;
    }
    TextEscape.LOG.put(out, bytes, from, end);
    if (end < to) {
      out.put(Masks.MASK);
    }
  }

  private static boolean isVersion(byte[] bytes, int from, int to) {
    int start = to - VERSION;
    return start > from
        && Ascii.equalsIgnoreCase(bytes, start, start + VERSION_NAME.length, VERSION_NAME)
        && Ascii.isDigit(bytes[to - 3])
        && bytes[to - 2] == '.'
        && Ascii.isDigit(bytes[to - 1]);
  }

  /** Whether it looks like one; words of a body do not. */
  private static boolean isTarget(byte[] bytes, int from, int to) {
    if (from >= to) {
      return false;
    }
    if (bytes[from] == '/' || (bytes[from] == '*' && to - from == 1)) {
      return true;
    }
    return Masks.schemeLength(bytes, from, to) > 1;
  }

  private static void putField(ByteText out, byte[] bytes, int from, int to) {
    int nameEnd = endOfToken(bytes, from, to);
    int colon = nameEnd;
    while (colon < to && (bytes[colon] == ' ' || bytes[colon] == '\t')) {
      colon++;
    }
    if (nameEnd == from || nameEnd - from > MAX_NAME || colon == to || bytes[colon] != ':') {
      out.put(Masks.MASK);
      return;
    }
    TextEscape.LOG.put(out, bytes, from, colon);
    out.put(':');
    int value = colon + 1;
    while (value < to && (bytes[value] == ' ' || bytes[value] == '\t')) {
      value++;
    }
    if (value < to) {
      out.put(' ');
      putValue(out, bytes, from, nameEnd, value, to);
    }
  }

  private static void putValue(
      ByteText out, byte[] bytes, int from, int nameEnd, int value, int to) {
    String name = Ascii.text(bytes, from, nameEnd).toLowerCase(Locale.ROOT);
    if (!SHOWN.contains(name)) {
      out.put(Masks.MASK);
      return;
    }
    int end = value;
    while (end < to && (bytes[end] < 0 || isText(bytes[end]) || bytes[end] == '\t')) {
      end++;
    }
    TextEscape.LOG.put(out, bytes, value, end);
    if (end < to) {
      Masks.putRest(out, bytes, end, to);
    }
  }

  private static int endOfToken(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && Ascii.isToken(bytes[end])) {
      end++;
    }
    return end;
  }

  private static boolean isText(byte b) {
    return b >= 0x20 && b < 0x7f;
  }
}
