package io.forebay.admin.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.forebay.admin.stats.Averages.Sums;
import org.junit.jupiter.api.Test;

class AveragesTest {

  private static final long MILLI = 1_000_000;
  private final Averages averages = new Averages();

  private static Sums sums(long requests, long totalMillis) {
    return new Sums(requests, 0, 0, 0, totalMillis * MILLI);
  }

  @Test
  void nothing_isZero() {
    assertThat(averages.with(Sums.NONE)).isEqualTo(Times.NONE);
  }

  @Test
  void fewerThan1024_areAllCountedAlike() {
    averages.note(sums(10, 100));
    averages.note(sums(20, 400));
    assertThat(averages.with(sums(40, 1400)).total()).isEqualTo(35, within(1e-9));
  }

  @Test
  void phases_areToldApart() {
    Sums now = new Sums(2, 20 * MILLI, 10 * MILLI, 100 * MILLI, 120 * MILLI);
    assertThat(averages.with(now)).isEqualTo(new Times(10, 5, 35, 60));
  }

  @Test
  void moreThan1024_whatWasBeforeFades() {
    averages.note(sums(100_000, 10_000_000));
    averages.note(sums(100_512, 10_000_000));
    assertThat(averages.with(sums(100_512, 10_000_000)).total()).isEqualTo(50, within(1e-9));
    assertThat(averages.with(sums(101_536, 10_001_024)).total()).isEqualTo(1, within(1e-9));
  }

  @Test
  void noRequestsSince_staysAsItWas() {
    averages.note(sums(10, 100));
    averages.note(sums(10, 100));
    assertThat(averages.with(sums(10, 100)).total()).isEqualTo(10, within(1e-9));
  }
}
