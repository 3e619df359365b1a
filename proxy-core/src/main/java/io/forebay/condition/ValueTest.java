package io.forebay.condition;

import com.google.re2j.Pattern;
import io.forebay.config.FieldCondition;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Compares the values that a request has under one name. Case matters. */
final class ValueTest {
  private final FieldCondition.Kind kind;
  private final List<String> values;
  private final List<Pattern> patterns;

  ValueTest(FieldCondition condition) {
    this.kind = condition.kind();
    this.values = condition.values().stream().map(ValueTest::bytes).toList();
    this.patterns =
        kind == FieldCondition.Kind.REGEX
            ? values.stream().map(Pattern::compile).toList()
            : List.of();
  }

  /** A request's text has one character for each byte, so UTF-8 is compared in that form. */
  private static String bytes(String value) {
    return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Whether the test passes when there is no value at all. */
  boolean wantsNone() {
    return kind == FieldCondition.Kind.ABSENT;
  }

  /** Whether one value is what is looked for. */
  boolean accepts(String value) {
    return switch (kind) {
      case EXACT -> values.contains(value);
      case PREFIX -> values.stream().anyMatch(value::startsWith);
      case REGEX -> patterns.stream().anyMatch(it -> it.matches(value));
      case PRESENT, ABSENT -> true;
    };
  }
}
