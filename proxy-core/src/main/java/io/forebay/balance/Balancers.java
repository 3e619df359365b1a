package io.forebay.balance;

import io.forebay.backend.LoadBalancer;
import io.forebay.config.BalanceConfig;
import io.forebay.util.Ticker;

/** Makes balancers. */
public final class Balancers {

  private Balancers() {}

  /**
   * A new balancer of the kind that {@code balance} names.
   *
   * @param ticker the clock of the event loops
   */
  public static LoadBalancer of(BalanceConfig balance, Ticker ticker) {
    return switch (balance.type()) {
      case ROUND_ROBIN -> new RoundRobin();
      case LEAST_CONN -> new LeastConnections();
      case RANDOM_TWO -> new RandomTwo();
      case CONSISTENT_HASH -> new ConsistentHash(balance.loadFactor());
      case FIRST -> new FirstOpen();
      case LEAST_TIME -> new LeastTime(ticker);
    };
  }
}
