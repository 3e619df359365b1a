package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {

  @ParameterizedTest
  @ValueSource(strings = {"$", "$.status", "$.a.b-c.d_1", "$[0]", "$.checks[12]['db main'].ok"})
  void parse_validPath_isTheSameAsText(String text) {
    assertThat(JsonPath.parse(text)).hasToString(text);
  }

  @Test
  void parse_bracketedPlainName_isTheSameAsDotted() {
    assertThat(JsonPath.parse("$['status']")).isEqualTo(JsonPath.parse("$.status"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status",
        ".status",
        "$status",
        "$.",
        "$..a",
        "$.*",
        "$[*]",
        "$[-1]",
        "$[01]",
        "$['']",
        "$['a]",
        "$.a ",
        "$.1a",
        "$[?(@.a)]",
        "$.a[1000000]"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> JsonPath.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(text + " (expected: a path such as $.status");
  }

  @Test
  void parse_tooManySteps_isRefused() {
    assertThat(JsonPath.parse("$" + ".a".repeat(32)).steps()).hasSize(32);
    assertThatThrownBy(() -> JsonPath.parse("$" + ".a".repeat(33)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
