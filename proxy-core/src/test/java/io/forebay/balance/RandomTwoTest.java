package io.forebay.balance;

import static io.forebay.balance.Servers.picks;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.WeightedServer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every draw comes from a generator with a fixed seed: the figures are the same in each run. */
class RandomTwoTest {

  private final RandomTwo randomTwo = new RandomTwo(new Random(1)::nextInt);

  @Test
  void idleServers_sharesFollowWeights() {
    EligibleServers eligible = EligibleServers.of(Servers.of(5, 3, 2));
    Map<String, Integer> picks = picks(randomTwo, eligible, 10_000);
    assertThat(picks.get("s1")).isBetween(4_900, 5_100);
    assertThat(picks.get("s2")).isBetween(2_900, 3_100);
    assertThat(picks.get("s3")).isBetween(1_900, 2_100);
  }

  @Test
  void busiestServer_neverPickedBesideAnother() {
    List<WeightedServer> servers = Servers.of(1, 1, 1);
    servers.get(1).server().begin();
    assertThat(picks(randomTwo, EligibleServers.of(servers), 1_000)).containsOnlyKeys("s1", "s3");
  }

  @Test
  void load_isSeenByWeight() {
    List<WeightedServer> servers = Servers.of(4, 1);
    for (int i = 0; i < 3; i++) {
      servers.get(0).server().begin();
    }
    servers.get(1).server().begin();
    assertThat(picks(randomTwo, EligibleServers.of(servers), 1_000).get("s1")).isGreaterThan(950);
  }

  @Test
  void manyRequestsInFlight_spreadFarMoreEvenlyThanOneDraw() {
    List<WeightedServer> servers = Servers.equal(20);
    EligibleServers eligible = EligibleServers.of(servers);
    for (int i = 0; i < 2_000; i++) {
      randomTwo.pick(eligible, 0, null).begin();
    }
    assertThat(servers).allMatch(it -> Math.abs(it.server().inFlight() - 100) <= 4);
  }

  @Test
  void oneServer_itIs() {
    assertThat(picks(randomTwo, EligibleServers.of(Servers.of(7)), 10)).isEqualTo(Map.of("s1", 10));
  }
}
