package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopLagTest {
  @Test
  void taskThatRanLate_andOneThatIsOverdue_areSeen() {
    ManualTicker ticker = new ManualTicker();
    LoopLag lag = new LoopLag(ticker::nanos);
    assertThat(lag.seconds()).isZero();

    ticker.advance(Duration.ofMillis(1200));
    assertThat(lag.seconds()).isEqualTo(0.2);
    lag.measure();
    ticker.advance(Duration.ofMillis(300));
    assertThat(lag.seconds()).isEqualTo(0.5);
  }
}
