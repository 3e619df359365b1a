package io.forebay.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinesTest {

  @ParameterizedTest
  @CsvSource({"abc,3,abc", "abc,2,ab", "aé,2,a", "aé,3,aé", "a€b,3,a", "a€b,4,a€", "😀,3,''"})
  void cut_keepsCharactersWhole(String line, int max, String expected) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);

    int end = Lines.cut(bytes, 0, bytes.length, max);

    assertThat(new String(bytes, 0, end, StandardCharsets.UTF_8)).isEqualTo(expected);
  }

  @Test
  void count_isThatOfLineEnds() {
    byte[] bytes = "a\nb\nc\n".getBytes(StandardCharsets.UTF_8);

    assertThat(Lines.count(bytes, 0, bytes.length)).isEqualTo(3);
    assertThat(Lines.count(bytes, 3, bytes.length)).isEqualTo(2);
    assertThat(Lines.end(bytes, 2, bytes.length)).isEqualTo(3);
  }
}
