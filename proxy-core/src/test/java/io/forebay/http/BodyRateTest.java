package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyRateTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long GRACE = BodyRate.GRACE_SECONDS * SECOND;

  private final BodyRate rate = new BodyRate(1000);

  @Test
  void nothingMeasured_noDeadline() {
    assertThat(rate.deadline()).isEqualTo(Long.MAX_VALUE);
    rate.pause(1);
    rate.resume(2);
    assertThat(rate.deadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void silence_endsAfterGrace() {
    rate.begin(7);
    assertThat(rate.deadline()).isEqualTo(7 + GRACE);
  }

  @Test
  void bytes_buyTimeInProportion() {
    rate.begin(0);
    rate.received(3 * SECOND, 500);
    assertThat(rate.deadline()).isEqualTo(GRACE + SECOND / 2);
  }

  @Test
  void fastStart_buysNoMoreThanGrace() {
    rate.begin(0);
    rate.received(SECOND, 1_000_000);
    assertThat(rate.deadline()).isEqualTo(SECOND + GRACE);
  }

  @Test
  void trickle_endsInTheEnd() {
    rate.begin(0);
    long now = 0;
    while (now < rate.deadline()) {
      now += SECOND;
      rate.received(now, 900);
    }
    assertThat(now).isBetween(40 * SECOND, 60 * SECOND);
  }

  @Test
  void pause_costsNothing() {
    rate.begin(0);
    rate.pause(2 * SECOND);
    assertThat(rate.deadline()).isEqualTo(Long.MAX_VALUE);
    rate.resume(100 * SECOND);
    assertThat(rate.deadline()).isEqualTo(98 * SECOND + GRACE);
  }

  @Test
  void bodyThatBeginsInPause_hasItsGraceBehindIt() {
    rate.pause(0);
    rate.received(SECOND, 10);
    assertThat(rate.deadline()).isEqualTo(Long.MAX_VALUE);
    rate.resume(60 * SECOND);
    assertThat(rate.deadline()).isEqualTo(60 * SECOND + GRACE);
  }

  @Test
  void end_nextBodyBeginsAnew() {
    rate.begin(0);
    rate.end();
    assertThat(rate.deadline()).isEqualTo(Long.MAX_VALUE);
    rate.begin(50 * SECOND);
    assertThat(rate.deadline()).isEqualTo(50 * SECOND + GRACE);
  }
}
