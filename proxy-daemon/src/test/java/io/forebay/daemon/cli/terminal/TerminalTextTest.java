package io.forebay.daemon.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {

  @ParameterizedTest
  @CsvSource({
    "27,\\u001b",
    "10,\\u000a",
    "13,\\u000d",
    "127,\\u007f",
    "155,\\u009b",
    "8238,\\u202e",
    "8232,\\u2028",
    "65279,\\ufeff",
    "55296,\\ud800",
    "917505,\\udb40\\udc01"
  })
  void characterThatControlsATerminal_isEscaped(int codePoint, String shown) {
    assertThat(TerminalText.safe("a" + Character.toString(codePoint) + "b"))
        .isEqualTo("a" + shown + "b");
  }

  @Test
  void textOfAnyLanguage_staysAsItIs() {
    String text = "Zürich 東京 שלום 🎉 \\u001b";
    assertThat(TerminalText.safe(text)).isSameAs(text);
  }

  @Test
  void json_keepsItsLinesAndItsMeaning() {
    assertThat(TerminalText.safeJson("{\n\t\"a\": \"\u009b2J\"\n}"))
        .isEqualTo("{\n\t\"a\": \"\\u009b2J\"\n}");
  }
}
