package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLookupTest {
  private static final String DOCUMENT =
      """
      { "skip": {"status": "no", "x": [1, {"y": "}]"}]}, "status" : "ok", "esc\\u0061pe": "a\\"\\n\\u00e9",
        "n": -1.5e+3, "t": true, "none": null, "empty": {}, "emptyArray": [],
        "list": [ [], "one", {"deep": [0, 1, "two"]} ], "status": "second" }
      """;

  private static String find(String document, String path) throws Exception {
    return new JsonLookup(document).find(JsonPath.parse(path));
  }

  @ParameterizedTest
  @CsvSource({
    "$.status, ok",
    "$.n, -1.5e+3",
    "$.t, true",
    "$.none, null",
    "$.skip.x[0], 1",
    "$.skip.x[1].y, }]",
    "$.list[1], one",
    "$.list[2].deep[2], two",
  })
  void find_scalar_itsText(String path, String value) throws Exception {
    assertThat(find(DOCUMENT, path)).isEqualTo(value);
  }

  @Test
  void find_escapes_areResolvedInNamesAndValues() throws Exception {
    assertThat(find(DOCUMENT, "$.escape")).isEqualTo("a\"\n\u00e9");
  }

  @ParameterizedTest
  @CsvSource({
    "$",
    "$.skip",
    "$.list",
    "$.absent",
    "$.status.a",
    "$.status[0]",
    "$.list.a",
    "$.list[3]",
    "$.empty.a",
    "$.emptyArray[0]",
    "$.list[0]"
  })
  void find_noScalarThere_nothing(String path) throws Exception {
    assertThat(find(DOCUMENT, path)).isNull();
  }

  @Test
  void find_root_aScalarDocument() throws Exception {
    assertThat(find(" true ", "$")).isEqualTo("true");
    assertThat(find("\"up\"", "$")).isEqualTo("up");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``",
        "{",
        "{\"a\"}",
        "{\"b\":}",
        "{\"b\":1",
        "{\"b\":1 \"a\":2}",
        "{\"b\":[1,2",
        "{\"b\":\"\\x\",\"a\":1}",
        "{\"a\":\"cut",
        "{\"a\":12",
        "{a:1}",
        "<html>"
      })
  void find_notJson_isInvalid(String document) {
    assertThatThrownBy(() -> find(document, document.equals("<html>") ? "$" : "$.a"))
        .isInstanceOf(JsonLookup.InvalidJsonException.class);
  }

  @Test
  void find_deepDocument_isSkippedWithoutRecursion() throws Exception {
    String deep = "[".repeat(30_000) + "]".repeat(30_000);
    assertThat(find("{\"b\":" + deep + ",\"a\":1}", "$.a")).isEqualTo("1");
  }

  @Test
  void find_valueBeforeTheCut_isFound() throws Exception {
    assertThat(find("{\"a\":true,\"b\":\"cut of", "$.a")).isEqualTo("true");
  }
}
