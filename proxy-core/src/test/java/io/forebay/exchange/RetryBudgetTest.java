package io.forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many retries a budget grants, second by second. */
class RetryBudgetTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void fewRequests_leastOfThreePerSecondGranted() {
    RetryBudget budget = new RetryBudget(20, 2);
    assertThat(granted(budget, 0, 100)).isEqualTo(30);
    assertThat(granted(budget, 9 * SECOND, 100)).isZero();
    assertThat(granted(budget, 10 * SECOND, 100)).isEqualTo(30);
  }

  @Test
  void manyRequests_shareOfTheLastTenSecondsGranted() {
    RetryBudget budget = new RetryBudget(20, 2);
    for (int second = 0; second < 10; second++) {
      requests(budget, second * SECOND, 1000);
    }
    assertThat(granted(budget, 9 * SECOND, 10_000)).isEqualTo(2000);
  }

  @Test
  void steadyRetries_neverMoreThanTheShare() {
    RetryBudget budget = new RetryBudget(20, 2);
    int granted = 0;
    for (int second = 0; second < 100; second++) {
      requests(budget, second * SECOND, 1000);
      granted += granted(budget, second * SECOND, 1000);
    }
    assertThat(granted).isBetween(100 * 200 - 2000, 100 * 200 + 200);
  }

  @Test
  void requestsOfThePast_giveNothing() {
    RetryBudget budget = new RetryBudget(20, 1);
    requests(budget, 0, 1_000_000);
    assertThat(granted(budget, 60 * SECOND, 1000)).isEqualTo(30);
  }

  @Test
  void zeroPercent_grantsNothing() {
    RetryBudget budget = new RetryBudget(0, 1);
    requests(budget, 0, 1000);
    assertThat(granted(budget, 0, 10)).isZero();
  }

  private static void requests(RetryBudget budget, long nanos, int count) {
    for (int i = 0; i < count; i++) {
      budget.onRequest(0, nanos);
    }
  }

  private static int granted(RetryBudget budget, long nanos, int asked) {
    int granted = 0;
    for (int i = 0; i < asked; i++) {
      granted += budget.tryRetry(nanos) ? 1 : 0;
    }
    return granted;
  }
}
