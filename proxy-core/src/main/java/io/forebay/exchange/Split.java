package io.forebay.exchange;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/**
 * Shares the requests of one route among several plans, each with a backend of its own. Immutable;
 * shared by all event loops.
 */
public final class Split {

  /*
   * The first draw is among all plans, so that a request takes one draw and one look as long as
   * their servers are well. Where it finds a plan that no server serves, a second one among the
   * others gives each of them its part of that share, in proportion to its weight.
   */
  private final RoutePlan[] plans;
  private final int[] weights;
  private final int total;
  private final IntUnaryOperator random;

  /**
   * A split that draws from the generator of the calling thread.
   *
   * @param plans at least one
   * @param weights of the plans, not negative; their sum is positive
   */
  public Split(List<RoutePlan> plans, int[] weights) {
    this(plans, weights, bound -> ThreadLocalRandom.current().nextInt(bound));
  }

  /**
   * A split that draws from {@code random}.
   *
   * @param random takes a bound, gives a number from 0 to below it
   */
  Split(List<RoutePlan> plans, int[] weights, IntUnaryOperator random) {
    this.plans = plans.toArray(new RoutePlan[0]);
    this.weights = weights.clone();
    int sum = 0;
    for (int weight : weights) {
      sum = Math.addExact(sum, weight);
    }
    if (plans.size() != weights.length || sum <= 0) {
      throw new IllegalArgumentException("weights: " + sum + " (expected: a sum above 0)");
    }
    this.total = sum;
    this.random = random;
  }

  /** The plan of one request: one that has a server for it, if any has. */
  RoutePlan draw() {
    RoutePlan first = first();
    return first.mayServe() ? first : other(first);
  }

  private RoutePlan first() {
    int left = random.applyAsInt(total);
    int i = 0;
    while (left >= weights[i]) {
      left -= weights[i++];
    }
    return plans[i];
  }

  /** A plan that has servers; {@code first} where none has. */
  private RoutePlan other(RoutePlan first) {
    int serving = 0;
    for (int i = 0; i < plans.length; i++) {
      serving += mayServe(i) ? weights[i] : 0;
    }
    int left = serving == 0 ? 0 : random.applyAsInt(serving);
    RoutePlan last = first;
    for (int i = 0; i < plans.length && left >= 0; i++) {
      // A server may have come or gone since they were added up: the last one that serves will do.
      if (mayServe(i)) {
        last = plans[i];
        left -= weights[i];
      }
    }
    return last;
  }

  private boolean mayServe(int i) {
    return weights[i] > 0 && plans[i].mayServe();
  }
}
