package io.forebay.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the body of a good answer to a check holds: everything that is said here. The body is read
 * as UTF-8, without decompressing, and at most {@link #MAX_BODY_BYTES} of it.
 *
 * @param contains text that stands somewhere in it, or null
 * @param regex an RE2 expression that matches somewhere in it, or null
 * @param json values by the place in a JSON document, as their text: {@code ok} for {@code "ok"},
 *     {@code true} for {@code true}; at most {@link #MAX_VALUES}
 */
public record BodyExpectation(
    @Nullable String contains, @Nullable String regex, Map<JsonPath, String> json) {

  public static final int MAX_BODY_BYTES = 64 * 1024;
  public static final int MAX_VALUES = 32;

  public BodyExpectation {
    json = Checks.ordered(json);
    Checks.require(contains == null || !contains.isEmpty(), "contains", contains + "", "some text");
    String problem = regex == null ? null : regexProblem(regex);
    Checks.require(problem == null, "regex", regex + "", problem + "");
    Checks.require(
        contains != null || regex != null || !json.isEmpty(),
        "expect_body",
        "nothing",
        "contains, regex or json");
    Checks.require(
        json.size() <= MAX_VALUES, "json", json.size(), "at most " + MAX_VALUES + " values");
  }

  /** A body that contains this text. */
  public static BodyExpectation contains(String text) {
    return new BodyExpectation(text, null, Map.of());
  }

  /** Why this cannot be the expression, or null when it can. */
  public static @Nullable String regexProblem(String regex) {
    return regex.isEmpty() ? "an RE2 expression" : FieldCondition.regexProblem(regex);
  }
}
