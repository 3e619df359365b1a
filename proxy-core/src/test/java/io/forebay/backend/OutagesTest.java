package io.forebay.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutagesTest {

  @Test
  void neverDown_isNothing() {
    Outages outages = Outages.NONE.with(false, 5);
    assertThat(outages.count()).isZero();
    assertThat(outages.totalNanos(100)).isZero();
  }

  @Test
  void downAndUpAgain_countsEachAndAddsTheirTimes() {
    Outages outages = Outages.NONE.with(true, 10).with(true, 20).with(false, 40).with(true, 100);
    assertThat(outages.count()).isEqualTo(2);
    assertThat(outages.totalNanos(105)).isEqualTo(35);
    assertThat(outages.with(false, 110).totalNanos(1000)).isEqualTo(40);
  }

  @Test
  void clockThatWraps_isNoMatter() {
    Outages outages = Outages.NONE.with(true, Long.MAX_VALUE - 5);
    assertThat(outages.totalNanos(Long.MIN_VALUE + 4)).isEqualTo(10);
  }
}
