package io.forebay.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 999",
    "1000, '1,000'",
    "12005, '12,005'",
    "99999, '99,999'",
    "100000, 100k",
    "999499, 999k",
    "999600, 1.0M",
    "1234567, 1.2M",
    "9223372036854775807, 9223372T"
  })
  void count_fitsAColumn(long count, String text) {
    assertThat(Quantities.count(count)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.04, 0.0", "0.25, 0.3", "9.94, 9.9", "9.96, 10", "1234.4, '1,234'"})
  void rate_ofFew_hasADigitBehindThePoint(double rate, String text) {
    assertThat(Quantities.rate(rate)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "999, 999 B", "1000, 1.0 kB", "999600, 1.0 MB", "15000000000, 15 GB"})
  void bytes_haveTheirUnit(long bytes, String text) {
    assertThat(Quantities.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00 ms",
    "0.004, 0.00 ms",
    "0.06, 0.06 ms",
    "0.42, 0.42 ms",
    "0.996, 1.0 ms",
    "3.14, 3.1 ms",
    "12.4, 12 ms",
    "999.4, 999 ms",
    "1234, 1.2 s",
    "61000, 61 s"
  })
  void millis_haveTheirUnit(double millis, String text) {
    assertThat(Quantities.millis(millis)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0%", "0.001, 0.1%", "0.333, 33%", "1, 100%"})
  void percent_ofAPart(double part, String text) {
    assertThat(Quantities.percent(part)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59, 59 s",
    "60, 1 min",
    "3599, 59 min",
    "3600, 1 h",
    "7500, 2 h 5 min",
    "86400, 1 d",
    "187200, 2 d 4 h"
  })
  void span_hasTwoUnitsAtMost(long seconds, String text) {
    assertThat(Quantities.span(seconds)).isEqualTo(text);
  }

  @Test
  void nothing_isADash() {
    assertThat(Quantities.rate(Double.NaN)).isEqualTo(Quantities.NONE);
    assertThat(Quantities.millis(Double.NaN)).isEqualTo(Quantities.NONE);
    assertThat(Quantities.percent(Double.NaN)).isEqualTo(Quantities.NONE);
  }
}
