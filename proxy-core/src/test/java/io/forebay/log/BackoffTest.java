package io.forebay.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff();

  @Test
  void firstTry_isAtOnce() {
    assertThat(backoff.isFirstTry()).isTrue();
    assertThat(backoff.await()).isTrue();
  }

  @Test
  void secondTry_isAfterAWait() {
    long start = System.nanoTime();
    backoff.failed();

    assertThat(backoff.await()).isTrue();
    assertThat(System.nanoTime() - start)
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
  }

  @Test
  void nextTryFarAway_doesNotWait() {
    for (int i = 0; i < 10; i++) {
      backoff.failed();
    }

    assertThat(backoff.await()).isFalse();
  }

  @Test
  void success_startsAnew() {
    for (int i = 0; i < 10; i++) {
      backoff.failed();
    }
    backoff.succeeded();

    assertThat(backoff.isFirstTry()).isTrue();
    assertThat(backoff.await()).isTrue();
  }

  @Test
  void interrupted_givesUpAndStaysInterrupted() {
    backoff.failed();
    Thread.currentThread().interrupt();

    assertThat(backoff.await()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
