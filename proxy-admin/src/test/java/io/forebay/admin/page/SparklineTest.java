package io.forebay.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparklineTest {

  private static final float NONE = Float.NaN;

  @Test
  void line_fewValues_areAtTheRight() {
    assertThat(draw(4, 0, 1)).contains("viewBox=\"0 0 6 24\"", "d=\"M4 23L6 2\"");
  }

  @Test
  void line_withoutAValue_hasAGap() {
    assertThat(draw(4, 1, NONE, 1, 1)).contains("d=\"M0 2M4 2L6 2\"");
  }

  @Test
  void line_moreValuesThanPoints_keepsTheHighest() {
    assertThat(draw(2, 0, 4, NONE, 2)).contains("d=\"M0 2L2 12\"");
  }

  @Test
  void line_allZero_liesOnTheGround() {
    assertThat(draw(2, 0, 0)).contains("d=\"M0 23L2 23\"");
  }

  @Test
  void line_withoutValues_isNotThere() {
    assertThat(draw(2)).doesNotContain("path");
  }

  private static String draw(int points, float... values) {
    HtmlWriter out = new HtmlWriter();
    Sparkline.write(out, points, "", new Sparkline.Line("requests", values));
    return out.html().text();
  }
}
