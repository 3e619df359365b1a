package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionTimeTest {
  /** Interval, timeout and fall; then what a hanging and what a refusing server takes. */
  @ParameterizedTest
  @CsvSource({
    "2000, 2000, 3, 9000, 3000",
    "5000, 5000, 3, 21000, 6000",
    "2000, 2000, 1, 4000, 2000",
    "100,  100,  3, 600,  300",
    "100,  1000, 2, 2200, 200",
  })
  void detection_addsUp(
      long interval, long timeout, int fall, long hangingMillis, long refusingMillis) {
    HealthCheckConfig check =
        new HealthCheckConfig(
            "/", Duration.ofMillis(interval), Duration.ofMillis(timeout), 2, fall);

    assertThat(DetectionTime.worstCase(check)).isEqualTo(Duration.ofMillis(hangingMillis));
    assertThat(DetectionTime.whenRefusing(check)).isEqualTo(Duration.ofMillis(refusingMillis));
  }
}
