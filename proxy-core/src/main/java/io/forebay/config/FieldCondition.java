package io.forebay.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route asks of the values that a request has under one name: of a header, a parameter of
 * the query or a cookie. One of several values under the name is enough.
 *
 * @param name of a header without regard to case, else exactly
 * @param kind how values are compared
 * @param values any of which will do; empty for {@link Kind#PRESENT} and {@link Kind#ABSENT} alone
 */
public record FieldCondition(String name, Kind kind, List<String> values) {

  /** How values are compared. */
  public enum Kind {
    EXACT,
    PREFIX,
    /** An RE2 expression that takes the whole value. */
    REGEX,
    PRESENT,
    ABSENT
  }

  public FieldCondition {
    values = List.copyOf(values);
    Checks.require(!name.isEmpty(), "name", name, "a name");
    Checks.require(
        values.isEmpty() == (kind == Kind.PRESENT || kind == Kind.ABSENT),
        name,
        values,
        "values to compare with");
    if (kind == Kind.REGEX) {
      for (String value : values) {
        String problem = regexProblem(value);
        Checks.require(problem == null, name, value, problem + "");
      }
    }
  }

  /** Why this is no expression that can be matched in linear time, or null when it is. */
  static @Nullable String regexProblem(String regex) {
    if (regex.length() > MatchConfig.MAX_REGEX_LENGTH) {
      return "at most " + MatchConfig.MAX_REGEX_LENGTH + " characters";
    }
    try {
      Pattern.compile(regex);
      return null;
    } catch (PatternSyntaxException e) {
      return "an RE2 expression: " + e.getDescription();
    }
  }
}
