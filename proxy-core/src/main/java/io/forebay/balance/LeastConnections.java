package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The server with the fewest exchanges in flight for its weight; among equals each in turn, by
 * weight, so that an idle backend still spreads its requests.
 */
public final class LeastConnections implements LoadBalancer {

  /** With very unequal weights the order is long: how far it is followed for one pick. */
  private static final int MAX_TURNS_LOOKED_AT = 64;

  private final AtomicLong turn = new AtomicLong();

  @Override
  public @Nullable Server pick(EligibleServers eligible, @Nullable TriedServers tried) {
    int best = -1;
    long bestLoad = 0;
    for (int i = 0; i < eligible.size(); i++) {
      Server server = eligible.server(i);
      if (tried != null && tried.contains(server)) {
        continue;
      }
      long load = server.inFlight();
      // load / weight < bestLoad / bestWeight, without the division
      if (best < 0 || load * eligible.weight(best) < bestLoad * eligible.weight(i)) {
        best = i;
        bestLoad = load;
      }
    }
    return best < 0 ? null : inTurn(eligible, tried, best, bestLoad);
  }

  /** The first server in turn that is as good as the best; counts move, so best is the fallback. */
  private Server inTurn(
      EligibleServers eligible, @Nullable TriedServers tried, int best, long bestLoad) {
    long first = turn.getAndIncrement();
    int bestWeight = eligible.weight(best);
    int turns = Math.min(eligible.turns(), MAX_TURNS_LOOKED_AT);
    for (int i = 0; i < turns; i++) {
      int index = eligible.turn(first + i);
      Server server = eligible.server(index);
      if ((long) server.inFlight() * bestWeight <= bestLoad * eligible.weight(index)
          && (tried == null || !tried.contains(server))) {
        return server;
      }
    }
    return eligible.server(best);
  }
}
