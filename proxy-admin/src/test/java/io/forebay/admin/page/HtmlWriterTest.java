package io.forebay.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlWriterTest {

  @Test
  void text_withSignsOfMarkup_isEscaped() {
    assertThat(new HtmlWriter().element("b", "<i a='b' c=\"d\">&").html().text())
        .isEqualTo("<b>&lt;i a=&#39;b&#39; c=&quot;d&quot;&gt;&amp;</b>");
  }

  @Test
  void attribute_withSignsOfMarkup_staysInItsQuotes() {
    assertThat(new HtmlWriter().open("a").attribute("href", "\"><script>'").html().text())
        .isEqualTo("<a href=\"&quot;&gt;&lt;script&gt;&#39;\">");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x1b, 0x7f, 0x85, 0x61c, 0x200e, 0x200f, 0x2028, 0x202e, 0x2066, 0xfeff})
  void text_withCharactersThatControl_hasThemReplaced(int character) {
    String text = "a" + Character.toString(character) + "b";
    assertThat(new HtmlWriter().text(text).html().text()).isEqualTo("a\ufffdb");
  }

  @Test
  void text_withLineEnds_hasSpaces() {
    assertThat(new HtmlWriter().text("a\nb\tc").html().text()).isEqualTo("a b c");
  }

  @Test
  void html_madeByAWriter_isPutAsItIs() {
    Html inner = new HtmlWriter().element("i", "<").html();
    assertThat(new HtmlWriter().open("p", "x").put(inner).close("p").html().text())
        .isEqualTo("<p class=\"x\"><i>&lt;</i></p>");
  }

  @Test
  void flag_notSet_isNotThere() {
    assertThat(
            new HtmlWriter()
                .open("input")
                .flag("checked", false)
                .flag("hidden", true)
                .html()
                .text())
        .isEqualTo("<input hidden>");
  }
}
