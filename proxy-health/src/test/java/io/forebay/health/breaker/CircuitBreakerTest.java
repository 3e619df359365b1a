package io.forebay.health.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.BreakerState;
import io.forebay.backend.Outcome;
import io.forebay.config.CircuitBreakerConfig;
import io.forebay.config.CountedFailures;
import io.forebay.health.guard.GuardPart;
import io.forebay.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitBreakerTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final Duration NANO = Duration.ofNanos(1);

  private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 5);
  private final Told told = new Told();
  private final CircuitBreaker breaker =
      new CircuitBreaker(CircuitBreakerConfig.DEFAULT, ticker, told);

  /** Writes down what it is told. */
  static final class Told implements CircuitBreaker.Listener {
    final List<String> changes = new ArrayList<>();
    int trials;

    @Override
    public void onChange(CircuitBreaker it, BreakerState from, BreakerState to, String cause) {
      changes.add(from + "->" + to + ": " + cause);
    }

    @Override
    public void onTrial(CircuitBreaker it) {
      trials++;
    }
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.release(breaker.tryAcquire(), Outcome.RESET, 0);
    }
  }

  private void succeed() {
    breaker.release(breaker.tryAcquire(), Outcome.ANSWERED, 200);
  }

  private void open() {
    fail(5);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  private void halfOpen() {
    open();
    ticker.advance(MINUTE);
    assertThat(breaker.endOpen()).isTrue();
  }

  @Test
  void failuresInARow_openIt_withTheCauseTold() {
    fail(4);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    breaker.release(breaker.tryAcquire(), Outcome.ANSWERED, 503);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    assertThat(told.changes)
        .containsExactly("CLOSED->OPEN: failed with status 503, lets nothing through for 1m");
    assertThat(breaker.tryAcquire()).isEqualTo(GuardPart.REFUSED);
    assertThat(breaker.isPassable()).isFalse();
  }

  @Test
  void aSuccessBetween_startsTheCountAnew() {
    for (int i = 0; i < 10; i++) {
      fail(4);
      succeed();
    }
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT_FAILURE,0,true", "RESET,0,true", "TIMEOUT,0,true", "ANSWERED,502,true",
    "ANSWERED,504,true", "ANSWERED,500,false", "ANSWERED,404,false", "STALE_CONNECTION,0,false",
    "ABANDONED,0,false"
  })
  void outcome_isAFailureOrNot(Outcome outcome, int status, boolean failure) {
    fail(4);
    breaker.release(breaker.tryAcquire(), outcome, status);
    assertThat(breaker.state() == BreakerState.OPEN).isEqualTo(failure);
  }

  @Test
  void whatSaysNothing_neitherCountsNorForgives() {
    fail(4);
    breaker.release(breaker.tryAcquire(), Outcome.ABANDONED, 0);
    breaker.release(breaker.tryAcquire(), Outcome.STALE_CONNECTION, 0);
    fail(1);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void statusOfChoice_counts() {
    var config =
        new CircuitBreakerConfig(
            1, MINUTE, 1, CircuitBreakerConfig.Scope.SERVER, CountedFailures.parse("status_500"));
    var own = new CircuitBreaker(config, ticker, told);
    own.release(own.tryAcquire(), Outcome.RESET, 0);
    own.release(own.tryAcquire(), Outcome.ANSWERED, 503);
    assertThat(own.state()).isEqualTo(BreakerState.CLOSED);
    own.release(own.tryAcquire(), Outcome.ANSWERED, 500);
    assertThat(own.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void openForItsTime_thenHalfOpen() {
    open();
    assertThat(breaker.nanosLeft()).isEqualTo(MINUTE.toNanos());
    ticker.advance(MINUTE.minus(NANO));
    assertThat(breaker.endOpen()).isFalse();
    assertThat(breaker.nanosLeft()).isEqualTo(1);
    ticker.advance(NANO);
    assertThat(breaker.endOpen()).isTrue();
    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    assertThat(breaker.nanosLeft()).isZero();
    assertThat(breaker.endOpen()).isFalse();
  }

  @Test
  void halfOpen_oneTrialAtATime() {
    halfOpen();
    assertThat(breaker.isPassable()).isTrue();
    int trial = breaker.tryAcquire();
    assertThat(breaker.isPassable()).isFalse();
    assertThat(breaker.tryAcquire()).isEqualTo(GuardPart.REFUSED);
    assertThat(told.trials).isEqualTo(1);
    breaker.release(trial, Outcome.ABANDONED, 0);
    assertThat(breaker.isPassable()).isTrue();
    assertThat(told.trials).isEqualTo(2);
  }

  @Test
  void halfOpen_successesInARowCloseIt() {
    halfOpen();
    succeed();
    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    breaker.release(breaker.tryAcquire(), Outcome.STALE_CONNECTION, 0);
    succeed();
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    assertThat(told.changes).last().isEqualTo("HALF_OPEN->CLOSED: 2 trial requests succeeded");
    fail(4);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void halfOpen_oneFailureOpensItForTheWholeTime() {
    halfOpen();
    succeed();
    fail(1);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    assertThat(breaker.nanosLeft()).isEqualTo(MINUTE.toNanos());
    assertThat(breaker.transitions(BreakerState.OPEN)).isEqualTo(2);
    assertThat(breaker.transitions(BreakerState.HALF_OPEN)).isEqualTo(1);
  }

  @Test
  void answersFromBeforeTheOpening_changeNothing() {
    int late = breaker.tryAcquire();
    int later = breaker.tryAcquire();
    int latest = breaker.tryAcquire();
    open();
    breaker.release(late, Outcome.ANSWERED, 200);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    ticker.advance(MINUTE);
    breaker.endOpen();
    int trial = breaker.tryAcquire();
    breaker.release(later, Outcome.RESET, 0);
    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    assertThat(breaker.isPassable()).isFalse();
    breaker.release(trial, Outcome.ANSWERED, 200);
    succeed();
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    fail(4);
    breaker.release(latest, Outcome.RESET, 0);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void serverUpAgain_isTriedAtOnce() {
    breaker.onServerUp();
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    open();
    breaker.onServerUp();
    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    assertThat(told.changes).last().isEqualTo("OPEN->HALF_OPEN: the server is up again");
  }
}
