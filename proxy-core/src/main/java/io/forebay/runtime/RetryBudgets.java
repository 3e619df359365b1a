package io.forebay.runtime;

import io.forebay.exchange.RetryBudget;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The retry budgets of one snapshot. Routes to one backend with the same percentage draw on one
 * budget, and a reload that leaves both alone leaves it as far used as it is. Life-cycle thread
 * only.
 */
final class RetryBudgets {

  private record Key(String backend, int percent) {}

  private final int workers;
  private final Map<Key, RetryBudget> before;
  private final Map<Key, RetryBudget> budgets = new HashMap<>();

  /**
   * @param workers how many event loops count in a budget
   * @param before those of the snapshot before; null for none
   */
  RetryBudgets(int workers, @Nullable RetryBudgets before) {
    this.workers = workers;
    this.before = before == null ? Map.of() : before.budgets;
  }

  RetryBudget of(String backend, int percent) {
    return budgets.computeIfAbsent(
        new Key(backend, percent),
        key -> {
          RetryBudget used = before.get(key);
          return used == null ? new RetryBudget(percent, workers) : used;
        });
  }
}
