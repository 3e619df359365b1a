package io.forebay.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http2.AbuseBudget.Act;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AbuseBudgetTest {

  private static final int FULL_RESETS = AbuseBudget.FULL / 10;

  private final AbuseBudget budget = new AbuseBudget(0);

  @ParameterizedTest
  @EnumSource(Act.class)
  void onlyActsOfOneKind_endSoon(Act act) {
    int acts = 0;
    while (budget.spend(act, 0)) {
      acts++;
    }
    assertThat(acts).isBetween(50, AbuseBudget.FULL);
  }

  @Test
  void resetForEveryAnswer_goOn() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(budget.spend(Act.RESET, 0)).isTrue();
      budget.earn(AbuseBudget.MESSAGE);
    }
  }

  @Test
  void pings_asManyAsTimeGrants() {
    long second = TimeUnit.SECONDS.toNanos(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(budget.spend(Act.PING, i * second / 20)).isTrue();
    }
    long now = 1000 * second / 20;
    int more = 0;
    while (budget.spend(Act.PING, now)) {
      more++;
    }
    assertThat(more).isLessThanOrEqualTo(AbuseBudget.FULL / 5);
  }

  @Test
  void longTime_grantsNoMoreThanFull() {
    long day = TimeUnit.DAYS.toNanos(1);
    while (budget.spend(Act.RESET, 0)) {
      // Until it is empty.
    }
    int more = 0;
    while (budget.spend(Act.RESET, day)) {
      more++;
    }
    assertThat(more).isBetween(FULL_RESETS, FULL_RESETS + 1);
  }
}
