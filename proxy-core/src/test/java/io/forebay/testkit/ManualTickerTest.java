package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManualTickerTest {
  @Test
  void advance_movesByThatMuch() {
    var ticker = new ManualTicker();
    ticker.advance(Duration.ofMillis(3));
    ticker.advance(Duration.ofNanos(1));
    assertThat(ticker.nanos()).isEqualTo(3_000_001);
  }

  @Test
  void advance_pastTheLargestValue_wraps() {
    var ticker = new ManualTicker(Long.MAX_VALUE);
    ticker.advance(Duration.ofNanos(1));
    assertThat(ticker.nanos()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void advance_backwards_isRefused() {
    assertThatThrownBy(() -> new ManualTicker().advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
