package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionTest {

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "500,500ms",
    "1500,1s500ms",
    "90000,1m30s",
    "3600000,1h",
    "90061001,25h1m1s1ms"
  })
  void text_asInConfiguration(long millis, String text) {
    assertThat(Detection.text(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
