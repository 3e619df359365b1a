package io.forebay.exchange;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

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
  /** Of a client that has no plan yet. */
  static final int NONE = -1;

  private final RoutePlan[] plans;
  private final int[] weights;
  private final int total;
  private final @Nullable GroupCookie cookie;
  private final IntUnaryOperator random;

  /**
   * A split that draws from the generator of the calling thread.
   *
   * @param plans at least one
   * @param weights of the plans, not negative; their sum is positive
   * @param cookie by which clients stay with theirs; null where each request is drawn
   */
  public Split(List<RoutePlan> plans, int[] weights, @Nullable GroupCookie cookie) {
    this(plans, weights, cookie, bound -> ThreadLocalRandom.current().nextInt(bound));
  }

  /**
   * A split that draws from {@code random}.
   *
   * @param random takes a bound, gives a number from 0 to below it
   */
  Split(
      List<RoutePlan> plans, int[] weights, @Nullable GroupCookie cookie, IntUnaryOperator random) {
    this.cookie = cookie;
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
  RoutePlan of(Exchange exchange) {
    int own = cookie == null ? NONE : cookie.group(exchange.clientRequest());
    int chosen = choose(own);
    if (cookie != null && !mayStay(own)) {
      exchange.note(FilterNote.SPLIT, cookie.token(chosen));
    }
    return plans[chosen];
  }

  /**
   * The number of the plan of one request.
   *
   * @param own that of its client, or {@link #NONE}; it keeps it while others serve it
   */
  int choose(int own) {
    return serving(mayStay(own) ? own : first());
  }

  private boolean mayStay(int own) {
    return own != NONE && weights[own] > 0;
  }

  private int serving(int first) {
    return plans[first].mayServe() ? first : other(first);
  }

  private int first() {
    int left = random.applyAsInt(total);
    int i = 0;
    while (left >= weights[i]) {
      left -= weights[i++];
    }
    return i;
  }

  /** A plan that has servers; {@code first} where none has. */
  private int other(int first) {
    int serving = 0;
    for (int i = 0; i < plans.length; i++) {
      serving += mayServe(i) ? weights[i] : 0;
    }
    int left = serving == 0 ? 0 : random.applyAsInt(serving);
    int last = first;
    for (int i = 0; i < plans.length && left >= 0; i++) {
      // A server may have come or gone since they were added up: the last one that serves will do.
      if (mayServe(i)) {
        last = i;
        left -= weights[i];
      }
    }
    return last;
  }

  private boolean mayServe(int i) {
    return weights[i] > 0 && plans[i].mayServe();
  }
}
