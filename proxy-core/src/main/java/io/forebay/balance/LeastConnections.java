package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The server with the fewest exchanges in flight for its weight; among equals the one that has had
 * least for its weight, so that a backend with little to do still spreads its requests evenly.
 */
public final class LeastConnections implements LoadBalancer {

  /*
   * What a server has had is a virtual time that each pick moves on by one step divided by its
   * weight; `latest` is the furthest that any has come. A server that has got far behind, by being
   * new, busy or down, starts CATCH_UP steps behind `latest` instead of taking everything until it
   * has caught up. (Start-time fair queueing, Goyal, Vin and Cheng, SIGCOMM 1996.)
   * Two loops may read the same times at once and pick the same server; both picks are counted, so
   * that the next ones repair it.
   */
  private static final long STEP = 720_720;
  private static final long CATCH_UP = 64 * STEP;

  private final AtomicLong latest = new AtomicLong();

  @Override
  public @Nullable Server pick(EligibleServers eligible, long key, @Nullable TriedServers tried) {
    long earliest = latest.getOpaque() - CATCH_UP;
    Server best = null;
    int bestWeight = 1;
    long bestLoad = 0;
    long bestTime = 0;
    for (int i = 0; i < eligible.size(); i++) {
      Server server = eligible.server(i);
      if (!EligibleServers.isOpen(server, tried)) {
        continue;
      }
      long load = server.inFlight();
      long time = Math.max(server.virtualTime(), earliest);
      // load / weight against bestLoad / bestWeight, without the division
      long more = load * bestWeight - bestLoad * eligible.weight(i);
      if (best == null || more < 0 || (more == 0 && time < bestTime)) {
        best = server;
        bestWeight = eligible.weight(i);
        bestLoad = load;
        bestTime = time;
      }
    }
    if (best != null) {
      long next = best.advance(bestTime, STEP * eligible.scale() / bestWeight);
      if (next > latest.getOpaque()) {
        latest.setOpaque(next);
      }
    }
    return best;
  }
}
