package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscapedBytesTest {
  @Test
  void decode_knowsEveryEscape() {
    assertThat(EscapedBytes.decode("a b\\r\\n\\t\\0\\s\\\\\\xfF"))
        .isEqualTo(EscapedBytes.latin1("a b\r\n\t\0 \\\u00ff"));
  }

  @Test
  void decode_ignoresLineBreaksOfTheFile() {
    assertThat(EscapedBytes.decode("ab\\n\nc\n")).isEqualTo(EscapedBytes.latin1("ab\nc"));
  }

  @Test
  void decode_repeats() {
    assertThat(EscapedBytes.decode("x*3{a\\n}y*0{z}"))
        .isEqualTo(EscapedBytes.latin1("xa\na\na\ny"));
  }

  @Test
  void decode_starWithoutBraces_isAStar() {
    assertThat(EscapedBytes.decode("OPTIONS * HTTP/1.1 *2"))
        .isEqualTo(EscapedBytes.latin1("OPTIONS * HTTP/1.1 *2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a ", " a", "a\tb", "\\q", "\\x1", "\\xg0", "\\", "\u00e9", "a\r\n"})
  void decode_whatCannotBeSeen_isRefused(String text) {
    assertThatThrownBy(() -> EscapedBytes.decode(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 1: ");
  }

  @Test
  void latin1_widerCharacter_isRefused() {
    assertThatThrownBy(() -> EscapedBytes.latin1("\u20ac"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void encode_thenDecode_isTheSameForEachByte() {
    var all = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      all.append(c);
    }
    String framed = "<" + all + ">";
    assertThat(EscapedBytes.decode(EscapedBytes.encode(framed)))
        .isEqualTo(EscapedBytes.latin1(framed));
  }
}
