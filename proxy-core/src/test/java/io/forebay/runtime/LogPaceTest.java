package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogPaceTest {

  private final LogPace pace = new LogPace();

  private int at(long seconds) {
    return pace.happened(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void oneLineInTenSeconds_saysHowManyItStandsFor() {
    assertThat(at(-5)).isEqualTo(1);
    assertThat(at(-5)).isZero();
    assertThat(at(4)).isZero();
    assertThat(at(5)).isEqualTo(3);
    assertThat(at(6)).isZero();
    assertThat(at(100)).isEqualTo(2);
  }
}
