package io.forebay.balance;

import static io.forebay.balance.Servers.picks;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import io.forebay.backend.WeightedServer;
import io.forebay.config.Balance;
import io.forebay.config.BalanceConfig;
import io.forebay.util.Ticker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BalancersTest {

  private static final long KEY = 42;

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "LEAST_CONN", "CONSISTENT_HASH"})
  void idleServersWithoutKey_anyRunOfPicksVisitsEachOnce(Balance balance) {
    LoadBalancer balancer = balancer(balance);
    EligibleServers eligible = EligibleServers.of(Servers.of(1, 1, 1));
    assertThat(picks(balancer, eligible, 3)).isEqualTo(Map.of("s1", 1, "s2", 1, "s3", 1));
    assertThat(picks(balancer, eligible, 7).values()).allMatch(it -> it == 2 || it == 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "LEAST_CONN", "CONSISTENT_HASH"})
  void idleServersWithWeightsWithoutKey_eachGetsItsShare(Balance balance) {
    EligibleServers eligible = EligibleServers.of(Servers.of(5, 3, 2));
    assertThat(picks(balancer(balance), eligible, 100))
        .isEqualTo(Map.of("s1", 50, "s2", 30, "s3", 20));
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void triedServers_leftOutUntilNoneIsLeft(Balance balance) {
    LoadBalancer balancer = balancer(balance);
    List<WeightedServer> servers = Servers.of(1, 256, 1);
    servers.get(2).server().begin();
    EligibleServers eligible = EligibleServers.of(servers);
    TriedServers tried = new TriedServers();
    for (int i = 0; i < 3; i++) {
      Server picked = balancer.pick(eligible, KEY, tried);
      assertThat(picked).isNotNull();
      assertThat(tried.contains(picked)).isFalse();
      tried.add(picked);
    }
    assertThat(balancer.pick(eligible, KEY, tried)).isNull();
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void noServers_null(Balance balance) {
    assertThat(balancer(balance).pick(EligibleServers.NONE, KEY, null)).isNull();
    assertThat(balancer(balance).pick(EligibleServers.NONE, KEY, new TriedServers())).isNull();
  }

  @Test
  void leastConnections_prefersServerWithFewest() {
    List<WeightedServer> servers = Servers.of(1, 1, 1);
    servers.get(0).server().begin();
    servers.get(2).server().begin();
    EligibleServers eligible = EligibleServers.of(servers);
    assertThat(picks(new LeastConnections(), eligible, 10)).isEqualTo(Map.of("s2", 10));
  }

  @Test
  void leastConnections_loadIsSeenByWeight() {
    List<WeightedServer> servers = Servers.of(4, 1);
    for (int i = 0; i < 3; i++) {
      servers.get(0).server().begin();
    }
    servers.get(1).server().begin();
    EligibleServers eligible = EligibleServers.of(servers);
    assertThat(picks(new LeastConnections(), eligible, 10)).isEqualTo(Map.of("s1", 10));
  }

  @Test
  void first_firstOfTheListWhateverItsLoadAndWeight() {
    List<WeightedServer> servers = Servers.of(1, 256, 1);
    servers.get(0).server().begin();
    EligibleServers eligible = EligibleServers.of(servers);
    assertThat(picks(new FirstOpen(), eligible, 10)).isEqualTo(Map.of("s1", 10));
  }

  private static LoadBalancer balancer(Balance balance) {
    return Balancers.of(BalanceConfig.of(balance), Ticker.system());
  }
}
