package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void counts_haveFewDigits() {
    assertThat(Figures.count(Double.NaN)).isEmpty();
    assertThat(Figures.count(0)).isEqualTo("0");
    assertThat(Figures.count(0.25)).isEqualTo("0.3");
    assertThat(Figures.count(9999)).isEqualTo("9999");
    assertThat(Figures.count(12_345)).isEqualTo("12.3k");
    assertThat(Figures.count(4_500_000)).isEqualTo("4.5M");
  }

  @Test
  void millis_haveFewDigits() {
    assertThat(Figures.millis(Double.NaN)).isEmpty();
    assertThat(Figures.millis(0.42)).isEqualTo("0.4ms");
    assertThat(Figures.millis(35.2)).isEqualTo("35ms");
    assertThat(Figures.millis(1234)).isEqualTo("1.2s");
  }
}
