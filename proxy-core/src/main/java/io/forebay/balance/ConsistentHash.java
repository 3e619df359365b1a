package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import io.forebay.util.Hash64;
import org.jspecify.annotations.Nullable;

/**
 * The same server for the same key, whatever the order of the servers, on every proxy that has
 * servers of the same names. A server that joins or leaves moves its own share of the keys and no
 * others. Requests without a key take turns.
 */
public final class ConsistentHash implements LoadBalancer {

  /*
   * Rendezvous hashing (Thaler and Ravishankar, 1998): each server draws a number for the key, from
   * both names alone, and the best one wins. The draw is exponential with the weight as its rate,
   * so that each wins in proportion to its weight; between equal weights the plain numbers decide
   * the same way, without the logarithms.
   *
   * Bounded load (Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded Loads",
   * 2016): a server that has loadFactor times its part of all requests in flight, this one
   * included, is passed over for the key's next best. With a factor of 1 or more one always has
   * room.
   */
  private static final double UNIT = 0x1p-53;

  private final LoadBalancer withoutKey = new RoundRobin();
  private final double loadFactor;

  /**
   * A policy.
   *
   * @param loadFactor 1 or more; 0 for no bound
   */
  public ConsistentHash(double loadFactor) {
    this.loadFactor = loadFactor;
  }

  @Override
  public @Nullable Server pick(EligibleServers eligible, long key, @Nullable TriedServers tried) {
    if (key == NO_KEY) {
      return withoutKey.pick(eligible, key, tried);
    }
    int first = best(eligible, key, tried, Double.POSITIVE_INFINITY);
    if (first < 0) {
      return null;
    }
    if (loadFactor > 0 && eligible.server(first).inFlight() > 0) {
      int roomy = best(eligible, key, tried, most(eligible, tried));
      first = roomy < 0 ? first : roomy;
    }
    return eligible.server(first);
  }

  /** Requests in flight for each unit of weight below which a server has room. */
  private double most(EligibleServers eligible, @Nullable TriedServers tried) {
    long load = 1;
    long weight = 0;
    for (int i = 0; i < eligible.size(); i++) {
      if (EligibleServers.isOpen(eligible.server(i), tried)) {
        load += eligible.server(i).inFlight();
        weight += eligible.weight(i);
      }
    }
    return loadFactor * load / weight;
  }

  /** The best server below {@code most}, or -1. */
  private static int best(
      EligibleServers eligible, long key, @Nullable TriedServers tried, double most) {
    boolean equal = eligible.hasEqualWeights();
    int best = -1;
    double bestDraw = 0;
    for (int i = 0; i < eligible.size(); i++) {
      Server server = eligible.server(i);
      double draw = draw(key, server, equal ? 0 : eligible.weight(i));
      if ((best < 0 || draw > bestDraw)
          && EligibleServers.isOpen(server, tried)
          && server.inFlight() < most * eligible.weight(i)) {
        best = i;
        bestDraw = draw;
      }
    }
    return best;
  }

  /** Greater is better; {@code weight} 0 among equals. */
  private static double draw(long key, Server server, int weight) {
    double uniform = ((Hash64.mix(key ^ server.nameHash()) >>> 11) + 0.5) * UNIT;
    return weight == 0 ? uniform : Math.log(uniform) / weight;
  }
}
