package io.forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private static final int FLOOR = 30;

  private final RetryBudget budget = new RetryBudget(20, 2, 0);

  @Test
  void noRequests_threePerSecondOfTheWindow() {
    assertThat(granted(0, 100)).isEqualTo(FLOOR);
  }

  @Test
  void floorUsedUp_backAfterTheWindow() {
    assertThat(granted(5, 100)).isEqualTo(FLOOR);
    assertThat(granted(14, 100)).isZero();
    assertThat(granted(15, 100)).isEqualTo(FLOOR);
  }

  @Test
  void manyRequests_shareOfThem() {
    requests(0, 600);
    requests(1, 400);
    assertThat(granted(3, 1000)).isEqualTo(200);
  }

  @Test
  void requestsLongAgo_doNotCount() {
    requests(0, 1_000_000);
    assertThat(granted(36_000, 1_000_000)).isEqualTo(55);
    for (int second = 36_001; second < 36_010; second++) {
      granted(second, 100);
    }
    assertThat(granted(36_010, 1000)).isLessThanOrEqualTo(55);
    for (int second = 36_011; second < 36_060; second++) {
      granted(second, 100);
    }
    assertThat(granted(36_070, 1000)).isEqualTo(FLOOR);
  }

  @Test
  void steadyFailure_retriesStayAtTheShare() {
    int retries = 0;
    for (int second = 1; second <= 100; second++) {
      requests(0, 1000);
      retries += granted(second, 1000);
    }
    assertThat(retries).isBetween(19_000, 22_000);
  }

  @Test
  void percentZero_floorOnly() {
    RetryBudget none = new RetryBudget(0, 1, 0);
    for (int i = 0; i < 10_000; i++) {
      none.onRequest(0);
    }
    int granted = 0;
    while (none.tryRetry(0)) {
      granted++;
    }
    assertThat(granted).isEqualTo(FLOOR);
  }

  private void requests(int worker, int count) {
    for (int i = 0; i < count; i++) {
      budget.onRequest(worker);
    }
  }

  private int granted(long second, int asked) {
    int granted = 0;
    for (int i = 0; i < asked; i++) {
      granted += budget.tryRetry(TimeUnit.SECONDS.toNanos(second)) ? 1 : 0;
    }
    return granted;
  }
}
