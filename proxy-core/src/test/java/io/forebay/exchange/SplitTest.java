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
import java.util.stream.IntStream;
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
      draws.merge(split.choose(Split.NONE), 1, Integer::sum);
    }
    return draws;
  }

  @Test
  void manyRequests_sharesFollowTheWeights() {
    Split split = new Split(plans(2), new int[] {90, 10}, null, new Random(1)::nextInt);
    assertThat(draws(split, 10_000).get(1)).isBetween(900, 1_100);
  }

  @Test
  void weight0_letsNobodyIn_evenWhereNoOtherServes() {
    List<RoutePlan> plans = plans(2);
    Split split = new Split(plans, new int[] {0, 1}, null, new Random(1)::nextInt);
    set(plans.get(1), false);
    assertThat(draws(split, 1_000)).containsOnlyKeys(1);
  }

  @Test
  void planWithoutServers_passesItsShareOnInProportion() {
    List<RoutePlan> plans = plans(3);
    Split split = new Split(plans, new int[] {60, 30, 10}, null, new Random(1)::nextInt);
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
    Split split = new Split(plans, new int[] {90, 10}, null, new Random(1)::nextInt);
    plans.forEach(it -> set(it, false));
    assertThat(draws(split, 10_000).get(1)).isBetween(900, 1_100);
  }

  @Test
  void noWeight_isRefused() {
    assertThatThrownBy(() -> new Split(plans(2), new int[] {0, 0}, null))
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
    Split split = new Split(plans, weights, null, scripted);
    Map<Integer, Integer> drawn = new TreeMap<>();
    for (int first = 0; first < firsts; first++) {
      for (int second = 0; second < seconds; second++) {
        next.clear();
        next.add(first);
        next.add(second);
        drawn.merge(split.choose(Split.NONE), 1, Integer::sum);
      }
    }
    return drawn;
  }

  /** Clients that keep their plan, servers that come and go, weights that change. */
  @Test
  void randomHistories_clientsStayWhileTheyMay_andOneIsServedAsLongAsAnyServes() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      List<RoutePlan> plans = plans(1 + random.nextInt(4));
      boolean[] up = new boolean[plans.size()];
      int[] clients = random.ints(5, Split.NONE, plans.size()).toArray();
      for (int step = 0; step < 20; step++) {
        int[] weights = random.ints(plans.size(), 0, 3).toArray();
        weights[random.nextInt(weights.length)] = 1;
        Split split = new Split(plans, weights, null, random::nextInt);
        int changed = random.nextInt(up.length);
        up[changed] = random.nextInt(3) > 0;
        for (int i = 0; i < up.length; i++) {
          set(plans.get(i), up[i]);
        }
        int client = random.nextInt(clients.length);
        int own = clients[client];
        int chosen = split.choose(own);
        boolean stays = own != Split.NONE && weights[own] > 0;
        boolean anyServes = IntStream.range(0, up.length).anyMatch(it -> up[it] && weights[it] > 0);
        assertThat(weights[chosen]).isPositive();
        assertThat(up[chosen]).isEqualTo(anyServes);
        if (stays && (up[own] || !anyServes)) {
          assertThat(chosen).isEqualTo(own);
        }
        clients[client] = stays ? own : chosen;
      }
    }
  }
}
