package io.forebay.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.ShutBreaker;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EligibleServersTest {

  @Test
  void equalWeights_configuredOrder() {
    assertThat(order(5, 5, 5)).isEqualTo("s1 s2 s3");
  }

  @Test
  void weights_spreadSmoothly() {
    assertThat(order(5, 1, 1)).isEqualTo("s1 s1 s1 s2 s1 s1 s3");
  }

  @Test
  void manyServersOfAnyWeight_eachAsOftenAsItWeighsAndNeverLongAway() {
    int count = 300;
    int[] weights = IntStream.rangeClosed(1, count).map(i -> 1 + i * 37 % 256).toArray();
    EligibleServers eligible = EligibleServers.of(servers(weights));
    int turns = eligible.turns();
    assertThat(turns).isEqualTo(IntStream.of(weights).sum());
    int[] picks = new int[count];
    int[] last = new int[count];
    int[] longest = new int[count];
    for (int turn = 0; turn < 2 * turns; turn++) {
      int index = eligible.turnIndex(turn % turns);
      if (picks[index]++ > 0) {
        longest[index] = Math.max(longest[index], turn - last[index]);
      }
      last[index] = turn;
    }
    for (int i = 0; i < count; i++) {
      assertThat(picks[i]).isEqualTo(2 * weights[i]);
      assertThat(longest[i]).isLessThanOrEqualTo(turns / weights[i] + count + 1);
    }
  }

  @Test
  void commonDivisor_shortensOrder() {
    assertThat(order(200, 100)).isEqualTo("s1 s1 s2");
  }

  @Test
  void weightZero_leftOut() {
    assertThat(order(1, 0, 1)).isEqualTo("s1 s3");
  }

  @Test
  void runtimeWeight_goesBeforeConfiguredOne() {
    List<WeightedServer> servers = servers(1, 1, 0);
    servers.get(0).server().runtimeWeight(0);
    servers.get(1).server().runtimeWeight(2);
    servers.get(2).server().runtimeWeight(1);
    assertThat(text(EligibleServers.of(servers))).isEqualTo("s2 s2 s3");
    servers.forEach(it -> it.server().runtimeWeight(Server.NO_RUNTIME_WEIGHT));
    assertThat(text(EligibleServers.of(servers))).isEqualTo("s1 s2");
  }

  @Test
  void downAndUnresolved_leftOut() {
    List<WeightedServer> servers = servers(1, 1, 1, 1);
    servers.get(0).server().state(ServerState.DOWN);
    servers.get(1).server().state(ServerState.UNRESOLVED);
    servers.get(2).server().state(ServerState.UP);
    assertThat(text(EligibleServers.of(servers))).isEqualTo("s3 s4");
  }

  @Test
  void backups_onlyWhereThereIsNoOther() {
    List<WeightedServer> servers = new ArrayList<>(servers(1, 0, 1));
    WeightedServer last = servers.get(2);
    servers.set(2, new WeightedServer(last.server(), 1, true, 0));
    assertThat(text(EligibleServers.of(servers))).isEqualTo("s1");
    servers.get(0).server().state(ServerState.DOWN);
    assertThat(text(EligibleServers.of(servers))).isEqualTo("s3");
    last.server().state(ServerState.DOWN);
    assertThat(EligibleServers.of(servers)).isSameAs(EligibleServers.NONE);
  }

  @Test
  void drainedOrInMaintenance_leftOut() {
    List<WeightedServer> servers = servers(1, 1, 1);
    servers.get(0).server().adminState(AdminState.DRAIN);
    servers.get(1).server().adminState(AdminState.MAINT);
    assertThat(text(EligibleServers.of(servers))).isEqualTo("s3");
    servers.get(0).server().adminState(AdminState.READY);
    assertThat(text(EligibleServers.of(servers))).isEqualTo("s1 s3");
  }

  @Test
  void avoided_comeAfterTheBackups_andAloneIfThereIsNoOther() {
    List<WeightedServer> servers = new ArrayList<>(servers(1, 1, 1));
    servers.set(2, new WeightedServer(servers.get(2).server(), 1, true, 0));
    servers.get(0).server().avoid(Avoidance.SUSPECTED);
    servers.get(0).server().avoid(Avoidance.EJECTED);
    assertThat(tiers(servers)).isEqualTo("s2, s3, s1");
    servers.get(1).server().avoid(Avoidance.EJECTED);
    assertThat(tiers(servers)).isEqualTo("s3, s1 s2");
    servers.get(2).server().state(ServerState.DOWN);
    assertThat(tiers(servers)).isEqualTo("s1 s2");
    servers.get(0).server().admit(Avoidance.SUSPECTED);
    assertThat(tiers(servers)).isEqualTo("s1 s2");
    servers.get(0).server().admit(Avoidance.EJECTED);
    assertThat(tiers(servers)).isEqualTo("s1, s2");
  }

  private static WeightedServer ofGroup(int id, int priority) {
    Server server = servers(1, 1, 1, 1, 1, 1).get(id - 1).server();
    return new WeightedServer(server, 1, false, 0, null, 0, priority);
  }

  private static WeightedServer backup(int id) {
    return new WeightedServer(servers(1, 1, 1, 1, 1, 1).get(id - 1).server(), 1, true, 0);
  }

  private static void state(ServerState state, WeightedServer... servers) {
    for (WeightedServer it : servers) {
      it.server().state(state);
    }
  }

  @Test
  void groups_lowestNumberFirst_backupsLast_andBackAgain() {
    WeightedServer one = ofGroup(1, 3);
    WeightedServer two = ofGroup(2, 0);
    WeightedServer three = ofGroup(3, 3);
    WeightedServer four = backup(4);
    List<WeightedServer> servers = List.of(four, one, two, three);
    assertThat(tiers(servers)).isEqualTo("s2, s1 s3, s4");
    state(ServerState.DOWN, two);
    assertThat(tiers(servers)).isEqualTo("s1 s3, s4");
    state(ServerState.DOWN, one, three);
    assertThat(tiers(servers)).isEqualTo("s4");
    state(ServerState.UP, two);
    assertThat(tiers(servers)).isEqualTo("s2, s4");
    two.server().avoid(Avoidance.SUSPECTED);
    assertThat(tiers(servers)).isEqualTo("s4, s2");
  }

  @Test
  void panic_belowTheShareAllOfTheGroup_thatCanBeUsed() {
    List<WeightedServer> servers =
        List.of(ofGroup(1, 0), ofGroup(2, 0), ofGroup(3, 0), ofGroup(4, 0), backup(5));
    state(ServerState.DOWN, servers.get(0), servers.get(1));
    assertThat(text(EligibleServers.of(servers, 50))).isEqualTo("s3 s4");
    state(ServerState.DOWN, servers.get(2));
    assertThat(text(EligibleServers.of(servers, 50))).isEqualTo("s1 s2 s3 s4");
    assertThat(text(EligibleServers.of(servers, 0))).isEqualTo("s4");
    servers.get(0).server().adminState(AdminState.MAINT);
    assertThat(text(EligibleServers.of(servers, 50))).isEqualTo("s2 s3 s4");
    state(ServerState.UNRESOLVED, servers.get(1));
    assertThat(text(EligibleServers.of(servers, 50))).isEqualTo("s4");
    state(ServerState.DOWN, servers.get(3));
    assertThat(text(EligibleServers.of(servers, 50))).isEqualTo("s5");
  }

  @Test
  void panic_avoidedServersAreNotAvailable() {
    List<WeightedServer> servers = List.of(ofGroup(1, 0), ofGroup(2, 0), ofGroup(3, 0));
    servers.get(0).server().avoid(Avoidance.EJECTED);
    servers.get(1).server().avoid(Avoidance.SUSPECTED);
    assertThat(text(EligibleServers.of(servers, 50))).isEqualTo("s1 s2 s3");
  }

  @Test
  void openBreaker_leftOutWhateverTheNeed() {
    List<WeightedServer> servers = List.of(ofGroup(1, 0), ofGroup(2, 0), ofGroup(3, 0));
    servers.get(0).server().breaker(ShutBreaker.OPEN);
    assertThat(tiers(servers)).isEqualTo("s2 s3");
    state(ServerState.DOWN, servers.get(1));
    assertThat(text(EligibleServers.of(servers, 90))).isEqualTo("s2 s3");
    state(ServerState.DOWN, servers.get(2));
    assertThat(text(EligibleServers.whateverTheirHealth(servers))).isEqualTo("s2 s3");
  }

  /** Against the definition: group by group who is not avoided, then likewise who is. */
  @Test
  void randomServers_tiersAreThoseOfTheDefinition() {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      List<WeightedServer> servers = new ArrayList<>();
      for (int id = 1; id <= 6; id++) {
        WeightedServer it = random.nextInt(5) == 0 ? backup(id) : ofGroup(id, random.nextInt(3));
        it.server().state(random.nextBoolean() ? ServerState.UP : ServerState.DOWN);
        it.server().adminState(random.nextInt(5) == 0 ? AdminState.DRAIN : AdminState.READY);
        if (random.nextInt(4) == 0) {
          it.server().avoid(Avoidance.EJECTED);
        }
        servers.add(it);
      }
      assertThat(tiers(servers)).as("seed " + seed).isEqualTo(expectedTiers(servers));
    }
  }

  private static String expectedTiers(List<WeightedServer> servers) {
    List<String> expected = new ArrayList<>();
    for (boolean avoided : new boolean[] {false, true}) {
      for (int group = 0; group <= 3; group++) {
        int wanted = group;
        String names =
            servers.stream()
                .filter(it -> it.backup() ? wanted == 3 : it.priority() == wanted)
                .filter(it -> it.server().state() == ServerState.UP)
                .filter(it -> it.server().adminState() == AdminState.READY)
                .filter(it -> it.server().isAvoided() == avoided)
                .map(it -> it.server().name())
                .collect(Collectors.joining(" "));
        if (!names.isEmpty()) {
          expected.add(names);
        }
      }
    }
    return expected.isEmpty() ? "" : String.join(", ", expected);
  }

  private static String tiers(List<WeightedServer> servers) {
    List<String> texts = new ArrayList<>();
    for (EligibleServers it = EligibleServers.of(servers); it != null; it = it.next()) {
      texts.add(text(it));
    }
    return String.join(", ", texts);
  }

  @Test
  void turnIndex_isThatOfTheServerWhoseTurnItIs() {
    EligibleServers eligible = EligibleServers.of(servers(3, 0, 2));
    for (int turn = 0; turn < eligible.turns(); turn++) {
      assertThat(eligible.server(eligible.turnIndex(turn))).isSameAs(eligible.turn(turn));
    }
  }

  @Test
  void noneLeft_nothing() {
    assertThat(EligibleServers.of(servers(0, 0))).isSameAs(EligibleServers.NONE);
    assertThat(EligibleServers.NONE.turns()).isZero();
  }

  @Test
  void turn_wrapsAroundBeyondLongMaximum() {
    EligibleServers eligible = EligibleServers.of(servers(1, 1, 1));
    assertThat(eligible.turn(Long.MAX_VALUE + 1)).isNotNull();
    assertThat(eligible.turn(-1)).isNotNull();
    assertThat(eligible.turn(4)).isSameAs(eligible.turn(1));
  }

  private static String order(int... weights) {
    return text(EligibleServers.of(servers(weights)));
  }

  private static String text(EligibleServers eligible) {
    return IntStream.range(0, eligible.turns())
        .mapToObj(i -> eligible.turn(i).name())
        .collect(Collectors.joining(" "));
  }

  private static List<WeightedServer> servers(int... weights) {
    List<WeightedServer> servers = new ArrayList<>();
    for (int weight : weights) {
      int id = servers.size() + 1;
      InetSocketAddress address = new InetSocketAddress("127.0.0.1", 1000 + id);
      servers.add(new WeightedServer(new Server(id, "app", "s" + id, address), weight));
    }
    return servers;
  }
}
