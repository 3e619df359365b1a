package io.forebay.health;

import com.google.re2j.Pattern;
import io.forebay.config.BodyExpectation;
import io.forebay.config.JsonPath;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares bodies with what is expected of them. What it says goes to the log: so it shows neither
 * the body, which may hold anything, nor what was expected, which may be secret. Immutable.
 */
final class ExpectedBody {

  private final BodyExpectation expectation;
  private final @Nullable Pattern regex;

  ExpectedBody(BodyExpectation expectation) {
    this.expectation = expectation;
    this.regex = expectation.regex() == null ? null : Pattern.compile(expectation.regex());
  }

  /** What is not as expected, or null when everything is. */
  @Nullable String problem(String body) {
    String text = expectation.contains();
    if (text != null && !body.contains(text)) {
      return "the body does not contain the expected text";
    }
    if (regex != null && !regex.matcher(body).find()) {
      return "the body does not match the expected expression";
    }
    for (Map.Entry<JsonPath, String> expected : expectation.json().entrySet()) {
      String problem = problem(body, expected.getKey(), expected.getValue());
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable String problem(String body, JsonPath path, String expected) {
    try {
      String value = new JsonLookup(body).find(path);
      if (value == null) {
        return "the body has no value at " + path;
      }
      return value.equals(expected) ? null : path + " is not as expected";
    } catch (JsonLookup.InvalidJsonException e) {
      return "the body is no JSON as far as " + path;
    }
  }
}
