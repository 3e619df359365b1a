package io.forebay.config.yaml;

import io.forebay.config.ErrorPageConfig.Answer;
import io.forebay.config.ErrorPageConfig.Field;
import io.forebay.config.ErrorPageConfig.Form;
import io.forebay.config.HeaderOps;
import io.forebay.config.RespondConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file in the format of HAProxy's {@code errorfile}: an HTTP answer as it goes over the wire,
 * with CRLF or LF behind its lines. The proxy itself decides how a connection goes on, how long a
 * body is and what time it is: such fields are dropped.
 */
final class ResponseFile {
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([2-5][0-9][0-9])( .*)?");
  private static final String NO_LENGTH = "transfer-encoding";
  private static final Set<String> MADE_ANEW = Set.of("date");
  private static final int MOST_FIELDS = 100;

  private final String text;
  private int position;
  private int line;

  private ResponseFile(String text) {
    this.text = text;
  }

  /**
   * The answer that a file holds.
   *
   * @param text one character for each byte
   * @throws IllegalArgumentException naming the line, what stands there and what was expected
   */
  static Answer parse(String file, String text) {
    return new ResponseFile(text).read(file);
  }

  private Answer read(String file) {
    int status = status(line("a status line such as HTTP/1.1 503 Service Unavailable"));
    List<Field> fields = new ArrayList<>();
    String expected = "a header field, or an empty line in front of the body";
    for (String next = line(expected); !next.isEmpty(); next = line(expected)) {
      add(next, fields);
    }
    return new Answer(Form.WHOLE, file, status, fields, text.substring(position));
  }

  /** The next line without its end. */
  private String line(String expected) {
    line++;
    int end = text.indexOf('\n', position);
    if (end < 0) {
      throw problem(position == text.length() ? "no line" : "no line break", expected);
    }
    String read = text.substring(position, end);
    position = end + 1;
    return read.endsWith("\r") ? read.substring(0, read.length() - 1) : read;
  }

  private int status(String statusLine) {
    Matcher matcher = STATUS_LINE.matcher(statusLine);
    if (!matcher.matches()) {
      throw problem(
          Texts.value(statusLine), "a status line such as HTTP/1.1 503 Service Unavailable");
    }
    int status = Integer.parseInt(matcher.group(1));
    if (RespondConfig.isBodyless(status)) {
      throw problem("status " + status, "a status that has a body");
    }
    return status;
  }

  private void add(String field, List<Field> fields) {
    int colon = field.indexOf(':');
    if (colon < 0) {
      throw problem(Texts.value(field), "a header field, or an empty line in front of the body");
    }
    String name = field.substring(0, colon);
    String lowerName = name.toLowerCase(Locale.ROOT);
    if (lowerName.equals(NO_LENGTH)) {
      throw problem(name, "a body that is not chunked, without this field");
    }
    String value = strip(field.substring(colon + 1));
    refuse(name, HeaderOps.isOurs(name) ? null : HeaderOps.nameProblem(name));
    refuse(name, HeaderOps.valueProblem(value));
    if (!HeaderOps.isOurs(name) && !MADE_ANEW.contains(lowerName)) {
      fields.add(new Field(name, value));
    }
    if (fields.size() > MOST_FIELDS) {
      throw problem("a field more", MOST_FIELDS + " header fields at most");
    }
  }

  private static String strip(String value) {
    return value.replaceAll("^[ \t]+|[ \t]+$", "");
  }

  private void refuse(String name, @Nullable String problem) {
    if (problem != null) {
      throw new IllegalArgumentException(
          "line " + line + ": " + Texts.value(name) + ": " + problem);
    }
  }

  private IllegalArgumentException problem(String what, String expected) {
    return new IllegalArgumentException(
        "line " + line + ": " + what + " (expected: " + expected + ")");
  }
}
