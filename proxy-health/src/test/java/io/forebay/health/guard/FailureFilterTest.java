package io.forebay.health.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Outcome;
import io.forebay.config.CountedFailures;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailureFilterTest {

  @Test
  void unable_countsFailuresAndWhatSaysSo() {
    var filter = new FailureFilter(CountedFailures.DEFAULT);
    assertThat(filter.isFailure(Outcome.CONNECT_FAILURE, 0)).isTrue();
    assertThat(filter.isFailure(Outcome.RESET, 0)).isTrue();
    assertThat(filter.isFailure(Outcome.TIMEOUT, 0)).isTrue();
    assertThat(filter.isFailure(Outcome.ANSWERED, 503)).isTrue();
    assertThat(filter.isFailure(Outcome.ANSWERED, 500)).isFalse();
    assertThat(filter.isSuccess(Outcome.ANSWERED, 500)).isTrue();
    assertThat(filter.isSuccess(Outcome.ANSWERED, 503)).isFalse();
  }

  @Test
  void whatSaysNothing_isNeither() {
    var filter = new FailureFilter(CountedFailures.DEFAULT);
    for (Outcome outcome : Set.of(Outcome.ABANDONED, Outcome.STALE_CONNECTION)) {
      assertThat(filter.isFailure(outcome, 0)).isFalse();
      assertThat(filter.isSuccess(outcome, 0)).isFalse();
    }
  }

  @Test
  void oneStatus_nothingElseCounts() {
    var filter = new FailureFilter(new CountedFailures(Set.of(), Set.of(500)));
    assertThat(filter.isFailure(Outcome.ANSWERED, 500)).isTrue();
    assertThat(filter.isFailure(Outcome.ANSWERED, 999)).isFalse();
    assertThat(filter.isFailure(Outcome.CONNECT_FAILURE, 0)).isFalse();
    assertThat(filter.isFailure(Outcome.RESET, 0)).isFalse();
    assertThat(filter.isFailure(Outcome.TIMEOUT, 0)).isFalse();
    assertThat(filter.isSuccess(Outcome.TIMEOUT, 0)).isFalse();
  }
}
