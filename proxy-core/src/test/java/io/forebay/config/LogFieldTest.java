package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The fields of access logs and what the documentation says of them. */
class LogFieldTest {
  private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");

  @Test
  void everyField_isInTheTableOfTheDocumentation_andNoOther() throws IOException {
    List<String> words =
        table().flatMap(row -> words(row.substring(0, row.indexOf('|', 1)))).toList();

    assertThat(words)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LogField.values()).map(LogField::word).toList());
  }

  private static Stream<String> table() throws IOException {
    // Tests run in the folder of their module.
    List<String> lines = Files.readAllLines(Path.of("../docs/configuration.md"));
    int start = lines.indexOf("| name | is |");
    assertThat(start).isPositive();
    return lines.stream().skip(start + 2).takeWhile(line -> line.startsWith("|"));
  }

  private static Stream<String> words(String text) {
    return WORD.matcher(text).results().map(match -> match.group(1));
  }
}
