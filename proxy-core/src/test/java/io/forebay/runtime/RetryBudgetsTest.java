package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.exchange.RetryBudget;
import org.junit.jupiter.api.Test;

class RetryBudgetsTest {
  private final RetryBudgets first = new RetryBudgets(2, null);

  @Test
  void routesOfOneBackendWithTheSamePercentage_drawOnOneBudget() {
    RetryBudget budget = first.of("app", 20);

    assertThat(first.of("app", 20)).isSameAs(budget);
    assertThat(first.of("app", 30)).isNotSameAs(budget);
    assertThat(first.of("api", 20)).isNotSameAs(budget);
  }

  @Test
  void reload_leavesABudgetAsFarUsedAsItIs() {
    RetryBudget budget = first.of("app", 20);
    RetryBudgets second = new RetryBudgets(2, first);

    assertThat(second.of("app", 20)).isSameAs(budget);
    assertThat(second.of("app", 30)).isNotSameAs(budget);
    assertThat(new RetryBudgets(2, second).of("app", 20)).isSameAs(budget);
  }

  @Test
  void backendThatWasGone_beginsAnew() {
    RetryBudget budget = first.of("app", 20);
    RetryBudgets without = new RetryBudgets(2, first);

    assertThat(new RetryBudgets(2, without).of("app", 20)).isNotSameAs(budget);
  }
}
