package io.forebay.config.yaml;

import io.forebay.config.TemplateField;
import io.forebay.config.TextTemplate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts that are filled in for each request, see {@link TextTemplate}. */
final class Templates {
  private static final Pattern REFUSED = Pattern.compile("\\$\\{([^}]*)\\} \\(.*\\)");

  private Templates() {}

  /**
   * The template that a scalar is, as {@link TextTemplate#parse} reads it; null after a problem.
   * What was put in from the environment or a file is a literal.
   */
  static @Nullable String read(Place place, String expected, TextTemplate.Scope scope) {
    String text = Scalars.template(place, expected);
    if (text == null) {
      return null;
    }
    String template = place.node().template() ? text : TextTemplate.escape(text);
    return isGood(place, template, scope) ? template : null;
  }

  /** Whether {@code template} can be filled in there; reports the problem if not. */
  static boolean isGood(Place place, String template, TextTemplate.Scope scope) {
    try {
      TextTemplate.parse(template, scope);
      return true;
    } catch (IllegalArgumentException e) {
      place.problem(suggesting(String.valueOf(e.getMessage()), scope));
      return false;
    }
  }

  private static String suggesting(String message, TextTemplate.Scope scope) {
    Matcher refused = REFUSED.matcher(message);
    if (!refused.matches()) {
      return message;
    }
    String name = refused.group(1);
    String nearest =
        TemplateField.of(name.replaceFirst("[.:].*", ":NAME")) == null
            ? Suggestions.nearest(name, TemplateField.words(scope))
            : name.replaceFirst("[.:]", ":");
    return nearest == null
        ? message
        : message.substring(0, message.length() - 1) + "; did you mean ${" + nearest + "}?)";
  }
}
