package io.forebay.balance;

import io.forebay.backend.LoadBalancer;
import io.forebay.config.BalanceConfig;

/** Makes balancers. */
public final class Balancers {

  private Balancers() {}

  /** A new balancer of the kind that {@code balance} names. */
  public static LoadBalancer of(BalanceConfig balance) {
    return switch (balance.type()) {
      case ROUND_ROBIN -> new RoundRobin();
      case LEAST_CONN -> new LeastConnections();
      case RANDOM_TWO -> new RandomTwo();
      case CONSISTENT_HASH -> new ConsistentHash(balance.loadFactor());
      case FIRST -> new FirstOpen();
    };
  }
}
