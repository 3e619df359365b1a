package io.forebay.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import io.forebay.backend.WeightedServer;
import io.forebay.config.Balance;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BalancersTest {

  @ParameterizedTest
  @EnumSource(Balance.class)
  void idleServers_anyRunOfPicksVisitsEachOnce(Balance balance) {
    LoadBalancer balancer = Balancers.of(balance);
    EligibleServers eligible = EligibleServers.of(servers(1, 1, 1));
    assertThat(picks(balancer, eligible, 3)).isEqualTo(Map.of("s1", 1, "s2", 1, "s3", 1));
    assertThat(picks(balancer, eligible, 7).values()).allMatch(it -> it == 2 || it == 3);
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void idleServersWithWeights_eachGetsItsShare(Balance balance) {
    EligibleServers eligible = EligibleServers.of(servers(5, 3, 2));
    assertThat(picks(Balancers.of(balance), eligible, 100))
        .isEqualTo(Map.of("s1", 50, "s2", 30, "s3", 20));
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void triedServers_leftOutUntilNoneIsLeft(Balance balance) {
    LoadBalancer balancer = Balancers.of(balance);
    EligibleServers eligible = EligibleServers.of(servers(1, 256, 1));
    TriedServers tried = new TriedServers();
    for (int i = 0; i < 3; i++) {
      Server picked = balancer.pick(eligible, tried);
      assertThat(picked).isNotNull();
      assertThat(tried.contains(picked)).isFalse();
      tried.add(picked);
    }
    assertThat(balancer.pick(eligible, tried)).isNull();
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void noServers_null(Balance balance) {
    assertThat(Balancers.of(balance).pick(EligibleServers.NONE, null)).isNull();
    assertThat(Balancers.of(balance).pick(EligibleServers.NONE, new TriedServers())).isNull();
  }

  @Test
  void leastConnections_prefersServerWithFewest() {
    List<WeightedServer> servers = servers(1, 1, 1);
    servers.get(0).server().begin();
    servers.get(2).server().begin();
    EligibleServers eligible = EligibleServers.of(servers);
    assertThat(picks(new LeastConnections(), eligible, 10)).isEqualTo(Map.of("s2", 10));
  }

  @Test
  void leastConnections_loadIsSeenByWeight() {
    List<WeightedServer> servers = servers(4, 1);
    for (int i = 0; i < 3; i++) {
      servers.get(0).server().begin();
    }
    servers.get(1).server().begin();
    EligibleServers eligible = EligibleServers.of(servers);
    assertThat(picks(new LeastConnections(), eligible, 10)).isEqualTo(Map.of("s1", 10));
  }

  private static Map<String, Integer> picks(
      LoadBalancer balancer, EligibleServers from, int count) {
    Map<String, Integer> picks = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      picks.merge(balancer.pick(from, null).name(), 1, Integer::sum);
    }
    return picks;
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
