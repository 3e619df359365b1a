package io.forebay.backend;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private final int[] order;
  private final Server[] turns;
  private final boolean equalWeights;

  private EligibleServers(List<WeightedServer> candidates) {
    servers = new Server[candidates.size()];
    weights = new int[candidates.size()];
    int divisor = 0;
    for (int i = 0; i < servers.length; i++) {
      servers[i] = candidates.get(i).server();
      weights[i] = candidates.get(i).weight();
      divisor = gcd(divisor, weights[i]);
    }
    equalWeights = Arrays.stream(weights).distinct().count() <= 1;
    order = order(divisor);
    turns = new Server[order.length];
    for (int turn = 0; turn < turns.length; turn++) {
      turns[turn] = servers[order[turn]];
    }
  }

  /**
   * Those of {@code servers} that are eligible and have a weight above 0: the backups among them
   * only where there are no others.
   */
  public static EligibleServers of(List<WeightedServer> servers) {
    EligibleServers first = of(servers, false);
    return first == NONE ? backupsOf(servers) : first;
  }

  /** The backups among {@code servers} that are eligible and have a weight above 0. */
  static EligibleServers backupsOf(List<WeightedServer> servers) {
    return of(servers, true);
  }

  private static EligibleServers of(List<WeightedServer> servers, boolean backup) {
    List<WeightedServer> candidates =
        servers.stream().filter(it -> it.backup() == backup && it.isEligible()).toList();
    return candidates.isEmpty() ? NONE : new EligibleServers(candidates);
  }

  /** Whether an exchange that has tried {@code tried} may be given to {@code server}. */
  public static boolean isOpen(Server server, @Nullable TriedServers tried) {
    return tried == null || !tried.contains(server);
  }

  private int[] order(int divisor) {
    int total = 0;
    for (int weight : weights) {
      total += weight / divisor;
    }
    int[] result = new int[total];
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
      result[turn] = best;
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

  /** Whether all of these are in {@code tried}. */
  boolean areAllIn(TriedServers tried) {
    for (Server server : servers) {
      if (!tried.wasTried(server)) {
        return false;
      }
    }
    return true;
  }

  public Server server(int index) {
    return servers[index];
  }

  /** 1 to 256. */
  public int weight(int index) {
    return weights[index];
  }

  /** Whether all weights are the same. */
  public boolean hasEqualWeights() {
    return equalWeights;
  }

  /** Length of the order; 0 if there is no server. */
  public int turns() {
    return turns.length;
  }

  /** Whose turn it is; any number, taken modulo {@link #turns()}. */
  public Server turn(long number) {
    return turns[(int) Long.remainderUnsigned(number, turns.length)];
  }

  /**
   * The index of the server whose turn it is.
   *
   * @param turn 0 to below {@link #turns()}
   */
  public int turnIndex(int turn) {
    return order[turn];
  }
}
