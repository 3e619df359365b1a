package io.forebay.daemon.cli.terminal;

import java.util.Locale;

/**
 * Text of others that is shown on a terminal. Names, causes and headers may hold characters by
 * which a terminal is controlled, or lines are told backwards.
 */
public final class TerminalText {

  private TerminalText() {}

  /** One line in which whatever is not shown as a character stands as {@code \}{@code uXXXX}. */
  public static String safe(String text) {
    return escaped(text, "");
  }

  /**
   * JSON that means the same: what has to be escaped can stand in its texts only. Line breaks and
   * tabs stay.
   */
  public static String safeJson(String json) {
    return escaped(json, "\n\t");
  }

  private static String escaped(String text, String kept) {
    if (text.codePoints().allMatch(it -> isShown(it) || kept.indexOf(it) >= 0)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            it -> {
              if (isShown(it) || kept.indexOf(it) >= 0) {
                safe.appendCodePoint(it);
              } else {
                for (char unit : Character.toChars(it)) {
                  safe.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
              }
            });
    return safe.toString();
  }

  private static boolean isShown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
