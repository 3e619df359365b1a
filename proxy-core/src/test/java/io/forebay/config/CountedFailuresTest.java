package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountedFailuresTest {

  @Test
  void words_areReadBack() {
    CountedFailures all = CountedFailures.NONE;
    for (String word : List.of("status_500", "timeout", "connect_failure", "status_429")) {
      all = all.and(CountedFailures.parse(word));
    }
    assertThat(all.kinds()).containsExactly(FailureKind.CONNECT_FAILURE, FailureKind.TIMEOUT);
    assertThat(all.statuses()).containsExactly(429, 500);
    assertThat(all.words())
        .containsExactly("connect_failure", "timeout", "status_429", "status_500");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "resets", "503", "status_", "status_399", "status_600", "status_50x"})
  void otherWords_refusedWithWhatIsExpected(String word) {
    assertThatThrownBy(() -> CountedFailures.parse(word))
        .hasMessageStartingWith(word + " (expected: connect_failure, reset, timeout or a status");
  }

  @Test
  void statusOfASuccess_refused() {
    assertThatThrownBy(() -> new CountedFailures(Set.of(), Set.of(200)))
        .hasMessageContaining("200 (expected: 400 to 599)");
  }
}
