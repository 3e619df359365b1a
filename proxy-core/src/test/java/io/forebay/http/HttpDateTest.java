package io.forebay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDateTest {

  private final HttpDate date = new HttpDate();

  private byte[] at(String time) {
    return date.at(Instant.parse(time).toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1994-11-06T08:49:37Z | Sun, 06 Nov 1994 08:49:37 GMT",
        "2026-11-21T14:30:00.999Z | Sat, 21 Nov 2026 14:30:00 GMT",
        "2028-02-29T23:59:59Z | Tue, 29 Feb 2028 23:59:59 GMT"
      })
  void time_hasTheFormOfTheStandard(String time, String text) {
    assertThat(new String(at(time), StandardCharsets.US_ASCII)).isEqualTo(text);
  }

  @Test
  void sameSecond_isMadeOnce() {
    byte[] first = at("2026-11-21T14:30:00Z");

    assertThat(at("2026-11-21T14:30:00.999Z")).isSameAs(first);
    assertThat(at("2026-11-21T14:30:01Z")).isNotSameAs(first).asString().contains(":30:01 ");
  }
}
