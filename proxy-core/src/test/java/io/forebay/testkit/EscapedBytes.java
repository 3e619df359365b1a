package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes as visible text, one byte per ISO-8859-1 character.
 *
 * <pre>
 *   \r \n \t \0 \\   as in Java
 *   \s               space, where a plain one would not be seen
 *   \xHH             any byte
 *   *N{...}          the text in braces N times, without nesting
 *   line break       nothing: the wire's own line ends are written out
 * </pre>
 */
final class EscapedBytes {
  private static final Pattern REPEAT = Pattern.compile("\\*(\\d{1,7})\\{([^{}]*)}");

  private EscapedBytes() {}

  /** Decodes {@code text}; throws IllegalArgumentException for what cannot be seen on paper. */
  static byte[] decode(String text) {
    var out = new ByteArrayOutputStream();
    int lineNumber = 0;
    for (String line : text.split("\n", -1)) {
      lineNumber++;
      try {
        decodeLine(line, out);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + lineNumber + ": " + e.getMessage(), e);
      }
    }
    return out.toByteArray();
  }

  /** Escapes all but printable ASCII, so that messages show what is on the wire. */
  static String encode(String latin1) {
    var out = new StringBuilder(latin1.length());
    for (int i = 0; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      switch (c) {
        case '\r' -> out.append("\\r");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\0' -> out.append("\\0");
        case '\\' -> out.append("\\\\");
        default ->
            out.append(isPrintable(c) ? String.valueOf(c) : String.format("\\x%02x", (int) c));
      }
    }
    return out.toString();
  }

  private static void decodeLine(String line, ByteArrayOutputStream out) {
    if (!line.equals(line.strip())) {
      throw new IllegalArgumentException("blank at the edge of a line (expected: \\s or \\t)");
    }
    Matcher repeat = REPEAT.matcher(line);
    int from = 0;
    while (repeat.find()) {
      decodeRun(line.substring(from, repeat.start()), out);
      var once = new ByteArrayOutputStream();
      decodeRun(repeat.group(2), once);
      for (int n = Integer.parseInt(repeat.group(1)); n > 0; n--) {
        out.writeBytes(once.toByteArray());
      }
      from = repeat.end();
    }
    decodeRun(line.substring(from), out);
  }

  private static void decodeRun(String run, ByteArrayOutputStream out) {
    for (int i = 0; i < run.length(); i++) {
      char c = run.charAt(i);
      if (!isPrintable(c)) {
        throw new IllegalArgumentException(
            String.format("character U+%04X (expected: an escape)", (int) c));
      }
      if (c != '\\') {
        out.write(c);
        continue;
      }
      char escape = ++i < run.length() ? run.charAt(i) : '?';
      if (escape == 'x') {
        out.write(hexByte(run, i + 1));
        i += 2;
      } else {
        out.write(simpleEscape(escape));
      }
    }
  }

  private static int hexByte(String run, int at) {
    String digits = run.substring(at, Math.min(at + 2, run.length()));
    if (!digits.matches("[0-9a-fA-F]{2}")) {
      throw new IllegalArgumentException("\\x" + digits + " (expected: two hex digits)");
    }
    return Integer.parseInt(digits, 16);
  }

  private static int simpleEscape(char escape) {
    return switch (escape) {
      case 'r' -> '\r';
      case 'n' -> '\n';
      case 't' -> '\t';
      case '0' -> 0;
      case 's' -> ' ';
      case '\\' -> '\\';
      default ->
          throw new IllegalArgumentException(
              "\\" + escape + " (expected: \\r \\n \\t \\0 \\s \\\\ \\xHH)");
    };
  }

  private static boolean isPrintable(char c) {
    return c >= 0x20 && c < 0x7f;
  }

  /** Refuses what does not fit in a byte, which the charset would silently make a question mark. */
  static byte[] latin1(String text) {
    if (text.chars().anyMatch(c -> c > 0xff)) {
      throw new IllegalArgumentException("text: " + text + " (expected: ISO-8859-1)");
    }
    return text.getBytes(ISO_8859_1);
  }

  static String latin1(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
