package io.forebay.backend;

import java.util.List;

/**
 * The servers that may be picked now, and an order that gives each its share. Immutable; rebuilt
 * whenever a state or a weight changes, so that a pick looks at nothing else.
 */
public final class EligibleServers {

  /*
   * The order is smooth weighted round robin, as nginx does it: on each turn every server gains its
   * weight, the largest is chosen and pays the sum of all weights. After that many turns it repeats,
   * so it is computed once per change, not once per request. Weights are reduced by their greatest
   * common divisor first; equal weights give the plain order.
   */

  /** Nothing to pick from. */
  public static final EligibleServers NONE = new EligibleServers(List.of());

  private final Server[] servers;
  private final int[] weights;
  private final Server[] order;

  private EligibleServers(List<WeightedServer> candidates) {
    servers = new Server[candidates.size()];
    weights = new int[candidates.size()];
    int divisor = 0;
    for (int i = 0; i < servers.length; i++) {
      servers[i] = candidates.get(i).server();
      weights[i] = candidates.get(i).weight();
      divisor = gcd(divisor, weights[i]);
    }
    order = order(divisor);
  }

  /** Those of {@code servers} that are eligible and have a weight above 0. */
  public static EligibleServers of(List<WeightedServer> servers) {
    List<WeightedServer> candidates =
        servers.stream().filter(it -> it.weight() > 0 && it.server().state().isEligible()).toList();
    return candidates.isEmpty() ? NONE : new EligibleServers(candidates);
  }

  private Server[] order(int divisor) {
    int total = 0;
    for (int weight : weights) {
      total += weight / divisor;
    }
    Server[] result = new Server[total];
    int[] current = new int[servers.length];
    for (int turn = 0; turn < total; turn++) {
      int best = 0;
      for (int i = 0; i < servers.length; i++) {
        current[i] += weights[i] / divisor;
        if (current[i] > current[best]) {
          best = i;
        }
      }
      current[best] -= total;
      result[turn] = servers[best];
    }
    return result;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** How many servers there are. */
  public int size() {
    return servers.length;
  }

  public Server server(int index) {
    return servers[index];
  }

  /** 1 to 256. */
  public int weight(int index) {
    return weights[index];
  }

  /** Length of the order; 0 if there is no server. */
  public int turns() {
    return order.length;
  }

  /** Whose turn it is; any number, taken modulo {@link #turns()}. */
  public Server turn(long number) {
    return order[(int) Long.remainderUnsigned(number, order.length)];
  }
}
