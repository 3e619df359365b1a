package io.forebay.config.yaml;

/** Makes text from a file fit for a message. */
final class Texts {
  private static final int LONGEST_VALUE = 80;

  private Texts() {}

  /** A value as it may stand in a message: short, and on one line. */
  static String value(String text) {
    return text.isEmpty() ? "\"\"" : clip(text, LONGEST_VALUE);
  }

  /** At most this many characters, none of them a control character. */
  static String clip(String text, int most) {
    StringBuilder clean = new StringBuilder();
    int[] codePoints = text.codePoints().limit(most + 1L).toArray();
    for (int i = 0; i < Math.min(most, codePoints.length); i++) {
      int c = codePoints[i];
      boolean printable = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
      clean.append(printable ? Character.toString(c) : String.format("\\u%04X", c));
    }
    return codePoints.length > most ? clean.append("...").toString() : clean.toString();
  }
}
