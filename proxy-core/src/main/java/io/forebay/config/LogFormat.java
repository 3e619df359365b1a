package io.forebay.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a line of an access log looks like.
 *
 * @param text a word, or a template
 * @param json whether each line is a JSON object whose members are the fields of {@code parts}
 * @param parts what follows one another on a line
 */
public record LogFormat(String text, boolean json, List<Part> parts) {

  private static final String COMBINED_TEXT =
      "${client_ip} - ${auth_user} [${time_local}] \"${request}\" ${status} ${body_bytes_out} \"${referer}\""
          + " \"${user_agent}\"";
  private static final Pattern HEADER = Pattern.compile("header:([!#$%&'*+.^_`|~0-9A-Za-z-]+)");

  /** That of Apache and nginx, byte for byte. */
  public static final LogFormat COMBINED = template("combined", COMBINED_TEXT);

  /** The same with X-Forwarded-For at the end: nginx's {@code main}. */
  public static final LogFormat COMBINED_XFF =
      template("combined_xff", COMBINED_TEXT + " \"${x_forwarded_for}\"");

  /** All fields, one JSON object to a line. */
  public static final LogFormat JSON = allFields();

  /**
   * One of: a literal text, a field, a header field of the request.
   *
   * @param literal empty where one of the others is there
   * @param header its name
   */
  public record Part(String literal, @Nullable LogField field, @Nullable String header) {}

  public LogFormat {
    parts = List.copyOf(parts);
  }

  /**
   * The format that {@code text} names or is the template of.
   *
   * @throws IllegalArgumentException with a message fit for users
   */
  public static LogFormat parse(String text) {
    for (LogFormat format : List.of(COMBINED, COMBINED_XFF, JSON)) {
      if (format.text.equals(text)) {
        return format;
      }
    }
    if (!text.contains("${")) {
      throw refused(
          text, "combined, combined_xff, json or a template such as \"${client_ip} ${status}\"");
    }
    return template(text, text);
  }

  private static LogFormat template(String name, String template) {
    List<Part> parts = new ArrayList<>();
    TemplateText.scan(
        template,
        literal -> parts.add(new Part(literal, null, null)),
        reference -> parts.add(reference(reference)));
    return new LogFormat(name, false, parts);
  }

  private static Part reference(String name) {
    Matcher header = HEADER.matcher(name);
    if (header.matches()) {
      return new Part("", null, header.group(1));
    }
    LogField field = LogField.byWord().get(name);
    if (field == null) {
      String all = String.join(", ", LogField.byWord().keySet());
      throw refused("${" + name + "}", all + " or header:NAME");
    }
    return new Part("", field, null);
  }

  private static IllegalArgumentException refused(String value, String expected) {
    return new IllegalArgumentException(value + " (expected: " + expected + ")");
  }

  private static LogFormat allFields() {
    List<Part> parts =
        Arrays.stream(LogField.values())
            .filter(it -> it != LogField.TIME_LOCAL && it != LogField.REQUEST)
            .map(it -> new Part("", it, null))
            .toList();
    return new LogFormat("json", true, parts);
  }
}
