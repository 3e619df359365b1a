package io.forebay.exchange;

import io.forebay.config.TemplateField;
import io.forebay.config.TextTemplate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files as templates. What a template does not know stays as it is: a page may have scripts, whose
 * own templates look the same.
 */
final class PageText {

  /** A longer file stays as it is: what is made for each request is short. */
  private static final int MAX_LENGTH = 32 << 10;

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([a-z_]+(?::[A-Za-z0-9_-]{1,256})?)\\}");

  private PageText() {}

  /**
   * The template that a file is.
   *
   * @param content one character for each byte
   */
  static TextTemplate of(String content) {
    String source = content.length() > MAX_LENGTH ? TextTemplate.escape(content) : source(content);
    return TextTemplate.parse(source, TextTemplate.Scope.RESPONSE);
  }

  private static String source(String content) {
    StringBuilder source = new StringBuilder();
    int from = 0;
    Matcher matcher = REFERENCE.matcher(content);
    while (matcher.find()) {
      if (TemplateField.of(matcher.group(1)) != null) {
        source.append(TextTemplate.escape(content.substring(from, matcher.start())));
        source.append(matcher.group());
        from = matcher.end();
      }
    }
    return source.append(TextTemplate.escape(content.substring(from))).toString();
  }
}
