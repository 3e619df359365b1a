package io.forebay.util;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextEscapeTest {

  private static String escaped(TextEscape escape, String text) {
    ByteText out = new ByteText(1 << 20);
    byte[] bytes = Ascii.bytes("((" + text + "))");
    escape.put(out, bytes, 2, bytes.length - 2);
    return out.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "LOG | a\"b\\c\u00e9 | a\\x22b\\x5Cc\\xE9",
        "JSON | a\"b\\c\u00e9 | a\\\"b\\\\c\\u00E9",
        "JSON | \u00c3\u00a9 | \u00c3\u00a9",
        "FIELD | a\"b\\c\u00e9 | a\"b\\c\u00e9",
        "HTML | <a b='c' d=\"&\">\u00e9 | &#60;a b=&#39;c&#39; d=&#34;&#38;&#34;&#62;\u00e9",
        "URI | /a b%20?\u00e9=<\"'>\\ | /a%20b%20?%E9=%3C%22'%3E%5C",
      })
  void text_isWrittenAsItsPlaceNeedsIt(TextEscape escape, String text, String written) {
    assertThat(escaped(escape, text)).isEqualTo(written);
  }

  @ParameterizedTest
  @EnumSource
  void lineBreak_isNeverOne(TextEscape escape) {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      all.append(c);
    }
    assertThat(escaped(escape, all.toString())).matches("[ -~\u0080-\u00ff]*");
  }

  @Test
  void byteText_beyondItsLength_isCut() {
    ByteText text = new ByteText(5000);
    text.put(new byte[4999]);
    assertThat(text.isCut()).isFalse();
    text.put(new byte[2]);
    text.putNumber(10, 1);
    assertThat(text.isCut()).isTrue();
    assertThat(text.length()).isEqualTo(4999);
    text.put('a');
    assertThat(text.length()).isEqualTo(5000);
    text.clear();
    assertThat(text.isCut()).isFalse();
    assertThat(text.toBytes()).isEmpty();
  }
}
