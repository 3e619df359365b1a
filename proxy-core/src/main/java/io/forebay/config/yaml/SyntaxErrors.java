package io.forebay.config.yaml;

import io.forebay.config.InvalidConfigException;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.StreamReader;

/** What the scanner trips over, as a problem. */
final class SyntaxErrors {
  private SyntaxErrors() {}

  static InvalidConfigException of(MarkedYAMLException e, String text, Problems problems) {
    Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    if (mark == null) {
      return problems.stop("not YAML: " + e.getProblem());
    }
    String line = text.lines().skip(mark.getLine()).findFirst().orElse("");
    boolean bracketedAddress = line.contains("]:");
    String hint =
        bracketedAddress ? " (expected: quotes around an IPv6 address, such as \"[::]:80\")" : "";
    return problems.stop(
        mark.getLine() + 1, mark.getColumn() + 1, "not YAML: " + e.getProblem() + hint);
  }

  /** For the exceptions that escape the scanner by accident, such as those of number parsing. */
  static InvalidConfigException near(StreamReader reader, Problems problems) {
    return problems.stop(
        reader.getLine() + 1,
        reader.getColumn() + 1,
        "not YAML: something here cannot be read (expected: text without unusual escapes)");
  }
}
