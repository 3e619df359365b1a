package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
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
    CheckPace usual = CheckPace.of(Duration.ofMillis(interval));
    CheckPace pace =
        new CheckPace(
            usual.interval(),
            usual.fastInterval(),
            usual.downInterval(),
            Duration.ofMillis(timeout));
    HealthCheckConfig check = new HealthCheckConfig(null, pace, 2, fall);

    assertThat(DetectionTime.worstCase(check)).isEqualTo(Duration.ofMillis(hangingMillis));
    assertThat(DetectionTime.whenRefusing(check)).isEqualTo(Duration.ofMillis(refusingMillis));
  }

  @ParameterizedTest
  @CsvSource({"2000, 1100", "300, 900"})
  void hangingUnderRequests_isSilenceAndAShortCheck(long timeout, long millis) {
    CheckPace usual = CheckPace.DEFAULT;
    CheckPace pace =
        new CheckPace(
            usual.interval(),
            usual.fastInterval(),
            usual.downInterval(),
            Duration.ofMillis(timeout));

    assertThat(DetectionTime.whenHangingUnderRequests(new HealthCheckConfig(null, pace, 2, 3)))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void ownIntervals_addUp() {
    CheckPace pace =
        new CheckPace(
            Duration.ofSeconds(5),
            Duration.ofMillis(200),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1));
    HealthCheckConfig check = new HealthCheckConfig(null, pace, 3, 4);

    assertThat(DetectionTime.worstCase(check)).isEqualTo(Duration.ofMillis(9_600));
    assertThat(DetectionTime.whenRefusing(check)).isEqualTo(Duration.ofMillis(5_600));
    assertThat(DetectionTime.whenBack(check)).isEqualTo(Duration.ofMillis(20_400));
  }
}
