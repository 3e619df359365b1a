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
    if (bestLoad > 0 && eligible.size() == 1) {
      return eligible.server(best);
    }
    int bestWeight = eligible.weight(best);
    for (int i = 0; i < eligible.turns(); i++) {
      Server server = eligible.turn(first + i);
      if ((tried == null || !tried.contains(server))
          && (long) server.inFlight() * bestWeight <= bestLoad * weightOf(eligible, server)) {
        return server;
      }
    }
    return eligible.server(best);
  }

  private static int weightOf(EligibleServers eligible, Server server) {
    for (int i = 0; i < eligible.size(); i++) {
      if (eligible.server(i) == server) {
        return eligible.weight(i);
      }
    }
    return 1;
  }
}
