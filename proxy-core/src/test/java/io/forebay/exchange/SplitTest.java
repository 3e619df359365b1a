package io.forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Shares of plans, drawn with generators of a fixed seed: the figures are the same in each run. */
class SplitTest {

  /** A plan whose backend has one server, which is up. */
  private static RoutePlan plan(int number) {
    Server server = new Server(number, "b" + number, "s", new InetSocketAddress("127.0.0.1", 1));
    Backend backend =
        new Backend(
            "b" + number,
            List.of(new WeightedServer(server, 1)),
            (eligible, key, tried) -> null,
            new UpstreamSettings(true, 1));
    FilterChain none = new FilterChain(List.of());
    return new RoutePlan(number, "/", none, backend, null, null, null, null, null, null);
  }

  private static List<RoutePlan> plans(int count) {
    List<RoutePlan> plans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      plans.add(plan(i));
    }
    return plans;
  }

  private static void set(RoutePlan plan, boolean up) {
    plan.backend().servers().get(0).server().state(up ? ServerState.UP : ServerState.DOWN);
    plan.backend().refresh();
  }

  private static Map<Integer, Integer> draws(Split split, int count) {
    Map<Integer, Integer> draws = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      draws.merge(split.draw().metricId(), 1, Integer::sum);
    }
    return draws;
  }

  @Test
  void manyRequests_sharesFollowTheWeights() {
    Split split = new Split(plans(2), new int[] {90, 10}, new Random(1)::nextInt);
    assertThat(draws(split, 10_000).get(1)).isBetween(900, 1_100);
  }

  @Test
  void weight0_letsNobodyIn_evenWhereNoOtherServes() {
    List<RoutePlan> plans = plans(2);
    Split split = new Split(plans, new int[] {0, 1}, new Random(1)::nextInt);
    set(plans.get(1), false);
    assertThat(draws(split, 1_000)).containsOnlyKeys(1);
  }

  @Test
  void planWithoutServers_passesItsShareOnInProportion() {
    List<RoutePlan> plans = plans(3);
    Split split = new Split(plans, new int[] {60, 30, 10}, new Random(1)::nextInt);
    set(plans.get(0), false);
    Map<Integer, Integer> draws = draws(split, 10_000);
    assertThat(draws).containsOnlyKeys(1, 2);
    assertThat(draws.get(1)).isBetween(7_300, 7_700);
    set(plans.get(0), true);
    assertThat(draws(split, 10_000).get(0)).isBetween(5_850, 6_150);
  }

  @Test
  void noPlanHasServers_thePlanThatIsDrawnAnswersForIt() {
    List<RoutePlan> plans = plans(2);
    Split split = new Split(plans, new int[] {90, 10}, new Random(1)::nextInt);
    plans.forEach(it -> set(it, false));
    assertThat(draws(split, 10_000).get(1)).isBetween(900, 1_100);
  }

  @Test
  void noWeight_isRefused() {
    assertThatThrownBy(() -> new Split(plans(2), new int[] {0, 0}))
        .hasMessage("weights: 0 (expected: a sum above 0)");
  }

  /** Every pair of draws there can be, counted: shares are exactly those of the weights. */
  @Test
  void everyDrawOnce_anyWeightsAndAnyServers_sharesAreExact() {
    Random random = new Random(7);
    for (int round = 0; round < 1_000; round++) {
      List<RoutePlan> plans = plans(1 + random.nextInt(4));
      int[] weights = random.ints(plans.size(), 0, 4).toArray();
      weights[random.nextInt(weights.length)]++;
      boolean[] up = new boolean[weights.length];
      int total = 0;
      int serving = 0;
      for (int i = 0; i < up.length; i++) {
        up[i] = random.nextInt(3) > 0;
        set(plans.get(i), up[i]);
        total += weights[i];
        serving += up[i] ? weights[i] : 0;
      }
      int seconds = Math.max(1, serving);
      Map<Integer, Integer> expected = new TreeMap<>();
      for (int i = 0; i < up.length; i++) {
        int share = serving == 0 ? weights[i] : up[i] ? weights[i] * total : 0;
        if (share > 0) {
          expected.put(i, share);
        }
      }
      assertThat(everyDraw(plans, weights, total, seconds)).isEqualTo(expected);
    }
  }

  private static Map<Integer, Integer> everyDraw(
      List<RoutePlan> plans, int[] weights, int firsts, int seconds) {
    Queue<Integer> next = new ArrayDeque<>();
    IntUnaryOperator scripted = bound -> next.remove();
    Split split = new Split(plans, weights, scripted);
    Map<Integer, Integer> drawn = new TreeMap<>();
    for (int first = 0; first < firsts; first++) {
      for (int second = 0; second < seconds; second++) {
        next.clear();
        next.add(first);
        next.add(second);
        drawn.merge(split.draw().metricId(), 1, Integer::sum);
      }
    }
    return drawn;
  }
}
