package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "1ms,        PT0.001S",
    "500ms,      PT0.5S",
    "5s,         PT5S",
    "1m,         PT1M",
    "1h,         PT1H",
    "30d,        PT720H",
    "1h30m,      PT1H30M",
    "1d2h3m4s5ms, PT26H3M4.005S",
    "1m5ms,      PT1M0.005S",
    "90s,        PT90S",
  })
  void parse_unitsAddUp(String text, Duration value) {
    assertThat(Durations.problem(text, false)).isNull();
    assertThat(Durations.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "5",
        "5.5",
        "-5",
        "-5s",
        "1.5s",
        "5S",
        "5sec",
        "5 s",
        "30m1h",
        "5s5s",
        "1y",
        "9999999999s",
        "31d",
        "999999999d",
        "0s",
        "0h0m",
        "PT5S",
        "1:30"
      })
  void problem_others_areRefused(String text) {
    assertThat(Durations.problem(text, false)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "0ms", "5s"})
  void problem_zeroAllowed_isNone(String text) {
    assertThat(Durations.problem(text, true)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "500, 500ms", "1500, 1s500ms", "90000, 1m30s", "90061001, 1d1h1m1s1ms"})
  void text_largestUnitsFirst(long millis, String text) {
    assertThat(Durations.text(Duration.ofMillis(millis))).isEqualTo(text);
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }
}
