package io.forebay.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the proxy answers one error with.
 *
 * @param answers one for everybody, or several of which the request's Accept chooses, each with
 *     another form; empty for the proxy's own words
 */
public record ErrorPageConfig(List<Answer> answers) {

  /** The largest file, head included. */
  public static final int MAX_BYTES = 256 << 10;

  /** The proxy's own words. */
  public static final ErrorPageConfig BUILT_IN = new ErrorPageConfig(List.of());

  /** What a file holds. */
  public enum Form {
    /** A whole answer: status, header fields and body. */
    WHOLE,
    TEXT,
    HTML,
    JSON
  }

  /** A header field; the name is a token. */
  public record Field(String name, String value) {}

  /**
   * One file.
   *
   * @param form what the file holds
   * @param file where it was read, an absolute path
   * @param status to answer with, 200 to 599 with a body; 0 for that of the error
   * @param fields of a whole answer, without those that the proxy itself decides
   * @param body one character for each byte
   */
  public record Answer(Form form, String file, int status, List<Field> fields, String body) {
    public Answer {
      fields = List.copyOf(fields);
      Checks.require(
          form == Form.WHOLE || status == 0 && fields.isEmpty(),
          "error page",
          file,
          "status and fields in a whole answer only");
      Checks.range("body", body.length(), 0, MAX_BYTES);
    }
  }

  public ErrorPageConfig {
    answers = List.copyOf(answers);
    Set<Form> forms = new HashSet<>();
    for (Answer answer : answers) {
      boolean alone = answer.form != Form.WHOLE || answers.size() == 1;
      Checks.require(
          alone && forms.add(answer.form), "error page", answer.file, "one file for each form");
    }
  }
}
