package io.forebay.backend;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The servers that may be picked now, and an order that gives each its share. Immutable; rebuilt
 * whenever a state or a weight changes, so that a pick looks at nothing else.
 */
public final class EligibleServers {

  /*
   * In the order a server of weight w has w turns, evenly spread: its turn k lies at (k + offset) / w
   * of the whole, and the order is that of these places. The offsets differ from server to server,
   * so that the turns of light servers do not all fall into one place. Computed once per change, by
   * sorting, not once per request. Weights are reduced by their greatest common divisor first; equal
   * weights give the configured order.
   */

  private static final int INDEX_BITS = 20;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;
  private static final int FRACTION_BITS = 22;

  /** While servers start slowly weights are multiplied, so that a twentieth of one counts. */
  private static final int FINENESS = SlowStart.WHOLE / SlowStart.STEP;

  /** Longer orders take too long to make, several times a second. */
  private static final int MOST_TURNS = 1 << 16;

  /** Nothing to pick from. */
  public static final EligibleServers NONE = new EligibleServers(List.of(), null);

  private final @Nullable EligibleServers next;
  private final Server[] servers;
  private final int[] weights;
  private final int scale;
  private final int[] order;
  private final boolean equalWeights;

  private EligibleServers(List<WeightedServer> candidates, @Nullable EligibleServers next) {
    this.next = next;
    servers = new Server[candidates.size()];
    weights = new int[candidates.size()];
    int divisor = 0;
    for (int i = 0; i < servers.length; i++) {
      servers[i] = candidates.get(i).server();
      // It may have become 0 since, which whoever sets it is about to have looked at again.
      weights[i] = Math.max(1, candidates.get(i).effectiveWeight());
    }
    scale = weighByShares(candidates);
    for (int weight : weights) {
      divisor = gcd(divisor, weight);
    }
    equalWeights = Arrays.stream(weights).distinct().count() <= 1;
    order = order(divisor);
  }

  /** Returns what the weights were multiplied by. */
  private int weighByShares(List<WeightedServer> candidates) {
    int[] shares = new int[servers.length];
    int lightest = Integer.MAX_VALUE;
    long total = 0;
    for (int i = 0; i < servers.length; i++) {
      boolean slowly = candidates.get(i).slowStartNanos() > 0;
      shares[i] = slowly ? servers[i].share() : SlowStart.WHOLE;
      total += weights[i];
      if (shares[i] < SlowStart.WHOLE) {
        lightest = Math.min(lightest, weights[i]);
      }
    }
    if (lightest == Integer.MAX_VALUE) {
      return 1;
    }
    long wanted = (FINENESS + lightest - 1) / lightest;
    int factor = (int) Math.max(1, Math.min(wanted, MOST_TURNS / total));
    for (int i = 0; i < servers.length; i++) {
      int scaled = weights[i] * factor * shares[i];
      weights[i] = Math.max(1, (scaled + SlowStart.WHOLE / 2) / SlowStart.WHOLE);
    }
    return factor;
  }

  /**
   * Those of {@code servers} that are to be picked now, with those that come {@link #next} behind
   * them: group by group, the backups last, then in the same order those that are avoided.
   */
  public static EligibleServers of(List<WeightedServer> servers) {
    return of(servers, 0);
  }

  /**
   * The same, with every server that can be used of a group of which less than {@code panicPercent}
   * may be picked, but at least one. 0 for never.
   */
  static EligibleServers of(List<WeightedServer> servers, int panicPercent) {
    List<WeightedServer> up = where(servers, WeightedServer::isEligible);
    List<WeightedServer> avoided = where(up, it -> it.server().isAvoided());
    List<WeightedServer> best = where(up, it -> !it.server().isAvoided());
    if (panicPercent > 0) {
      best = inPanic(best, servers, panicPercent);
    }
    EligibleServers first = before(before(null, avoided), best);
    return first == null ? NONE : first;
  }

  /** All that can be used, group by group, whether they are up or not. */
  static EligibleServers whateverTheirHealth(List<WeightedServer> servers) {
    EligibleServers first = before(null, where(servers, WeightedServer::isUsable));
    return first == null ? NONE : first;
  }

  private static List<WeightedServer> inPanic(
      List<WeightedServer> best, List<WeightedServer> servers, int percent) {
    Map<Integer, List<WeightedServer>> left = byGroup(best);
    Map<Integer, List<WeightedServer>> all = byGroup(where(servers, WeightedServer::isWanted));
    return where(
        servers,
        it -> {
          List<WeightedServer> rest = left.get(it.group());
          if (rest == null || best.contains(it)) {
            return rest != null;
          }
          return it.isUsable() && rest.size() * 100 < percent * all.get(it.group()).size();
        });
  }

  private static @Nullable EligibleServers before(
      @Nullable EligibleServers next, List<WeightedServer> servers) {
    EligibleServers first = next;
    for (List<WeightedServer> group : byGroup(servers).descendingMap().values()) {
      first = new EligibleServers(group, first);
    }
    return first;
  }

  private static TreeMap<Integer, List<WeightedServer>> byGroup(List<WeightedServer> servers) {
    return servers.stream()
        .collect(Collectors.groupingBy(WeightedServer::group, TreeMap::new, Collectors.toList()));
  }

  private static List<WeightedServer> where(
      List<WeightedServer> servers, Predicate<WeightedServer> condition) {
    return servers.stream().filter(condition).toList();
  }

  /** The servers to be picked where all of these have been tried; null for none. */
  @Nullable EligibleServers next() {
    return next;
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
    long[] places = new long[total];
    int turn = 0;
    for (int i = 0; i < weights.length; i++) {
      int weight = weights[i] / divisor;
      for (int k = 0; k < weight; k++) {
        places[turn++] = (place(i, k, weight) << INDEX_BITS) | i;
      }
    }
    Arrays.sort(places);
    return Arrays.stream(places).mapToInt(it -> (int) it & INDEX_MASK).toArray();
  }

  /** Where turn {@code k} of server {@code i} lies, in units of which all have the same number. */
  private long place(int i, int k, int weight) {
    long servers = weights.length;
    return ((2 * servers * k + 2 * i + 1) << FRACTION_BITS) / weight;
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

  /** What weights are multiplied by, so that parts of them count too; else 1. */
  public int scale() {
    return scale;
  }

  /** 1 to 256, times {@link #scale()}. */
  public int weight(int index) {
    return weights[index];
  }

  /** Whether all weights are the same. */
  public boolean hasEqualWeights() {
    return equalWeights;
  }

  /** Length of the order; 0 if there is no server. */
  public int turns() {
    return order.length;
  }

  /** Whose turn it is; any number, taken modulo {@link #turns()}. */
  public Server turn(long number) {
    return servers[order[(int) Long.remainderUnsigned(number, order.length)]];
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
