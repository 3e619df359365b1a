package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.TextTemplate.Part;
import io.forebay.config.TextTemplate.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTemplateTest {

  @Test
  void parse_textAndFields_inTheirOrder() {
    TextTemplate template = TextTemplate.parse("a ${method}${header:X-Id} b", Scope.REQUEST);

    assertThat(template.parts())
        .containsExactly(
            new Part("a ", null, ""),
            new Part("", TemplateField.METHOD, ""),
            new Part("", TemplateField.HEADER, "X-Id"),
            new Part(" b", null, ""));
    assertThat(template.isConstant()).isFalse();
    assertThat(template.uses(TemplateField.HEADER)).isTrue();
    assertThat(template.uses(TemplateField.HOST)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "'', ''",
    "$, $",
    "$$, $$",
    "a$b{c}, a$b{c}",
    "$${host}, ${host}",
    "x$${host}y$${status}, x${host}y${status}",
    "${HOME}, ${HOME}",
    "${file:/x}, ${file:/x}",
  })
  void parse_withoutFields_isConstant(String text, String literal) {
    TextTemplate template = TextTemplate.parse(text, Scope.REQUEST);

    assertThat(template.isConstant()).isTrue();
    assertThat(template.literals()).isEqualTo(literal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "${host}", "$${host}", "a ${b", "${", "${}", "${A} ${b}"})
  void escape_ofAnyText_isThatText(String text) {
    String escaped = TextTemplate.escape(text);

    assertThat(TextTemplate.parse(escaped, Scope.REQUEST).literals()).isEqualTo(text);
    assertThat(TextTemplate.parse(escaped, Scope.REQUEST).isConstant()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${}",
        "${hots}",
        "${host:a}",
        "${header}",
        "${header:}",
        "${header:a b}",
        "${a.b}"
      })
  void parse_unknownName_isRefusedWithThoseThereAre(String text) {
    assertThatThrownBy(() -> TextTemplate.parse(text, Scope.REQUEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(text + " (expected: client_ip, client_port, request_id,")
        .hasMessageContaining("header:NAME, cookie:NAME")
        .hasMessageNotContaining("status");
  }

  @Test
  void parse_withoutEnd_isRefused() {
    assertThatThrownBy(() -> TextTemplate.parse("a ${host", Scope.REQUEST))
        .hasMessage("${host (expected: } after it)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${status}", "${server}", "${response_header:A}"})
  void parse_whatIsKnownWithTheAnswer_isRefusedBefore(String text) {
    assertThat(TextTemplate.parse(text, Scope.RESPONSE).isConstant()).isFalse();
    assertThatThrownBy(() -> TextTemplate.parse(text, Scope.REQUEST))
        .hasMessageStartingWith(text + ": known once there is an answer (expected: client_ip,");
  }

  @ParameterizedTest
  @EnumSource
  void everyField_ofRequests_isKnownInAnswersToo(TemplateField field) {
    assertThat(field.isKnownIn(Scope.RESPONSE)).isTrue();
  }

  @Test
  void everyField_isInTheTableOfTheDocumentation_andNoOther() throws IOException {
    // Tests run in the folder of their module.
    List<String> lines = Files.readAllLines(Path.of("../docs/configuration.md"));
    Pattern word = Pattern.compile("`([a-z_]+(?::NAME)?)`");
    List<String> words =
        lines.stream()
            .skip(lines.indexOf("| template | is |") + 2L)
            .takeWhile(line -> line.startsWith("|"))
            .map(row -> row.substring(0, row.indexOf('|', 1)))
            .flatMap(row -> word.matcher(row).results().map(match -> match.group(1)))
            .toList();

    assertThat(words)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(TemplateField.values()).map(TemplateField::word).toList());
  }
}
