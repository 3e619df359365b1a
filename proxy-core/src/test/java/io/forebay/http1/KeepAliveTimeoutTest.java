package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeepAliveTimeoutTest {

  @ParameterizedTest
  @CsvSource({
    "timeout=5, 4000",
    "'timeout=5, max=100', 4000",
    "'max=100,TIMEOUT=75 ', 74000",
    "timeout=2, 1000",
    "timeout=1, 500",
    "timeout=0, 0",
    "timeout=999999999999999999, 31535999000",
  })
  void seconds_lessAMargin(String value, long millis) {
    assertThat(nanos(value)).isEqualTo(Duration.ofMillis(millis).toNanos());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"max=5", "timeout", "timeout=", "timeout=-1", "timeout=1.5", "timeout=\"5\"", ","})
  void nothingThatCanBeRead_noLimit(String value) {
    assertThat(nanos(value)).isEqualTo(Long.MAX_VALUE);
  }

  private static long nanos(String value) {
    return KeepAliveTimeout.nanos(Heads.response("HTTP/1.1 200 OK|Keep-Alive: " + value));
  }
}
