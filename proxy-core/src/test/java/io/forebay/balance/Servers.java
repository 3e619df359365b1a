package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Servers s1, s2 and so on of the backend app, and what is picked of them. */
final class Servers {

  private Servers() {}

  static List<WeightedServer> of(int... weights) {
    List<WeightedServer> servers = new ArrayList<>();
    for (int weight : weights) {
      servers.add(new WeightedServer(server(servers.size() + 1), weight));
    }
    return servers;
  }

  static List<WeightedServer> equal(int count) {
    int[] weights = new int[count];
    java.util.Arrays.fill(weights, 1);
    return of(weights);
  }

  static Server server(int id) {
    return new Server(id, "app", "s" + id, new InetSocketAddress("127.0.0.1", 1000 + id));
  }

  static Map<String, Integer> picks(LoadBalancer balancer, EligibleServers from, int count) {
    Map<String, Integer> picks = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      picks.merge(balancer.pick(from, LoadBalancer.NO_KEY, null).name(), 1, Integer::sum);
    }
    return picks;
  }
}
