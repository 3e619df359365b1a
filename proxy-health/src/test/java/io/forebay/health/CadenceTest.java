package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.CheckPace;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CadenceTest {
  private static final long MILLI = 1_000_000;

  @Test
  void up_afterFirstCheck_spreadsServersOverTheInterval() {
    var seen = new boolean[10];
    for (int id = 1; id <= 20; id++) {
      long next = cadence(id, 1000).up(0, 0);
      assertThat(next).isPositive().isLessThanOrEqualTo(1000 * MILLI);
      seen[(int) (next / (100 * MILLI))] = true;
    }
    assertThat(seen).doesNotContain(false);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5, Long.MAX_VALUE - 7, Long.MIN_VALUE})
  void up_onTheGrid_isOneIntervalLater(long first) {
    Cadence cadence = cadence(3, 1000);
    long second = cadence.up(first, first);
    assertThat(cadence.up(first, second) - second).isEqualTo(1000 * MILLI);
  }

  @Test
  void up_lateByAMilli_returnsToTheGrid() {
    Cadence cadence = cadence(3, 1000);
    long second = cadence.up(0, 0);
    assertThat(cadence.up(0, second + MILLI)).isEqualTo(second + 1000 * MILLI);
  }

  @Test
  void up_checkLongerThanTheInterval_neverMoreThanOneIntervalAway() {
    Cadence cadence = cadence(3, 1000);
    for (long began = 0; began < 5000 * MILLI; began += 77 * MILLI) {
      assertThat(cadence.up(0, began) - began).isBetween(1L, 1000 * MILLI);
    }
  }

  @Test
  void fasterChecks_longInterval_haveTheirOwn() {
    Cadence cadence = cadence(1, 2000);
    assertThat(cadence.inTransition(10)).isEqualTo(500 * MILLI + 10);
    assertThat(cadence.noServer(10)).isEqualTo(250 * MILLI + 10);
  }

  @Test
  void fasterChecks_shortInterval_areTheInterval() {
    Cadence cadence = cadence(1, 100);
    assertThat(cadence.inTransition(10)).isEqualTo(100 * MILLI + 10);
    assertThat(cadence.noServer(10)).isEqualTo(100 * MILLI + 10);
  }

  private static Cadence cadence(int serverId, long intervalMillis) {
    Duration interval = Duration.ofMillis(intervalMillis);
    return new Cadence(serverId, CheckPace.of(interval));
  }
}
