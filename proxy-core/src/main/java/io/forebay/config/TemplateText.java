package io.forebay.config;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a text refers to. Only what begins with a lower-case letter is meant: the rest was for
 * the environment and is a literal by now, as what follows another dollar sign is.
 */
final class TemplateText {
  private static final Pattern REFERENCE =
      Pattern.compile("(\\$?)\\$\\{(?!file:)(?=[a-z}]|$)([^}]*)(}?)");

  private TemplateText() {}

  /**
   * Passes its parts on in their order.
   *
   * @throws IllegalArgumentException with a message fit for users where one has no end
   */
  static void scan(String text, Consumer<String> literal, Consumer<String> reference) {
    StringBuilder plain = new StringBuilder();
    Matcher matcher = REFERENCE.matcher(text);
    int from = 0;
    while (matcher.find()) {
      plain.append(text, from, matcher.start());
      from = matcher.end();
      if (!matcher.group(1).isEmpty()) {
        plain.append(matcher.group().substring(1));
        continue;
      }
      if (matcher.group(3).isEmpty()) {
        throw new IllegalArgumentException(matcher.group() + " (expected: } after it)");
      }
      flush(plain, literal);
      reference.accept(matcher.group(2));
    }
    plain.append(text, from, text.length());
    flush(plain, literal);
  }

  private static void flush(StringBuilder plain, Consumer<String> literal) {
    if (plain.length() > 0) {
      literal.accept(plain.toString());
      plain.setLength(0);
    }
  }

  /** The text of which {@link #scan} makes one literal. */
  static String escape(String text) {
    return REFERENCE.matcher(text).replaceAll(it -> Matcher.quoteReplacement("$" + it.group()));
  }
}
