package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The less loaded of two servers drawn at random, each in proportion to its weight; load is
 * requests in flight by weight, and the first one drawn wins a tie.
 *
 * <p>Several proxies in front of the same servers do not run after the same idle one, as they do
 * with least connections. (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing",
 * 1996.)
 */
public final class RandomTwo implements LoadBalancer {

  /** Draws for a second server; where one has nearly all of the weight its neighbour stands in. */
  private static final int DRAWS = 8;

  private final IntUnaryOperator random;

  /** Draws from the generator of the calling thread. */
  public RandomTwo() {
    this(bound -> ThreadLocalRandom.current().nextInt(bound));
  }

  /**
   * Draws from {@code random}.
   *
   * @param random takes a bound, gives a number from 0 to below it
   */
  RandomTwo(IntUnaryOperator random) {
    this.random = random;
  }

  @Override
  public @Nullable Server pick(EligibleServers eligible, long key, @Nullable TriedServers tried) {
    int turns = eligible.turns();
    if (turns == 0) {
      return null;
    }
    int first = draw(eligible);
    int second = second(eligible, first);
    boolean firstOpen = EligibleServers.isOpen(eligible.server(first), tried);
    boolean secondOpen = EligibleServers.isOpen(eligible.server(second), tried);
    if (firstOpen && secondOpen) {
      return eligible.server(isLighter(eligible, second, first) ? second : first);
    }
    if (firstOpen || secondOpen) {
      return eligible.server(firstOpen ? first : second);
    }
    return other(eligible, first, tried);
  }

  private int second(EligibleServers eligible, int first) {
    if (eligible.size() > 2) {
      for (int i = 0; i < DRAWS; i++) {
        int second = draw(eligible);
        if (second != first) {
          return second;
        }
      }
    }
    return (first + 1) % eligible.size();
  }

  private int draw(EligibleServers eligible) {
    return eligible.turnIndex(random.applyAsInt(eligible.turns()));
  }

  /** Whether load / weight of {@code a} is below that of {@code b}. */
  private static boolean isLighter(EligibleServers eligible, int a, int b) {
    return (long) eligible.server(a).inFlight() * eligible.weight(b)
        < (long) eligible.server(b).inFlight() * eligible.weight(a);
  }

  /** The lightest open server, looked for from {@code start} on so that equal ones share. */
  private static @Nullable Server other(
      EligibleServers eligible, int start, @Nullable TriedServers tried) {
    int best = -1;
    for (int i = 0; i < eligible.size(); i++) {
      int at = (start + i) % eligible.size();
      if (EligibleServers.isOpen(eligible.server(at), tried)
          && (best < 0 || isLighter(eligible, at, best))) {
        best = at;
      }
    }
    return best < 0 ? null : eligible.server(best);
  }
}
