package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRateTest {

  @ParameterizedTest
  @CsvSource({
    "100/s, 100, 1000, 100/s",
    "100/10s, 100, 10000, 100/10s",
    "1000/min, 1000, 60000, 1000/min",
    "1000/m, 1000, 60000, 1000/min",
    "5/2h, 5, 7200000, 5/2h",
    "1/d, 1, 86400000, 1/d",
    "7/1500ms, 7, 1500, 7/1500ms",
    "9/60s, 9, 60000, 9/min",
    "1000000/s, 1000000, 1000, 1000000/s",
  })
  void parse_readsWhatToStringWrites(String text, int requests, long millis, String written) {
    RequestRate rate = RequestRate.parse(text);
    assertThat(rate.requests()).isEqualTo(requests);
    assertThat(rate.period()).hasMillis(millis);
    assertThat(rate).hasToString(written);
    assertThat(RequestRate.parse(written)).isEqualTo(rate);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0/s | requests in a time, such as 100/s",
        "100 | requests in a time, such as 100/s",
        "100r/s | did you mean 100/s?",
        "30r/m | did you mean 30/min?",
        "1/2d | 1ms to 1d",
        "1000001/s | requests: 1000001 (expected: 1 to 1000000)",
        "2000/ms | rate: 2000/PT0.001S (expected: at most 1000/ms, or 1000000/s)",
      })
  void parse_refusesWithWhatWasExpected(String text, String message) {
    assertThatThrownBy(() -> RequestRate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"100/s, 10000000", "3/s, 333333334", "1/d, 86400000000000", "1000000/s, 1000"})
  void intervalNanos_isRoundedUp(String text, long nanos) {
    assertThat(RequestRate.parse(text).intervalNanos()).isEqualTo(nanos);
  }
}
