package io.forebay.balance;

import io.forebay.backend.LoadBalancer;
import io.forebay.config.Balance;

/** Makes balancers. */
public final class Balancers {

  private Balancers() {}

  /** A new balancer of the kind that {@code balance} names. */
  public static LoadBalancer of(Balance balance) {
    return switch (balance) {
      case ROUND_ROBIN -> new RoundRobin();
      case LEAST_CONN -> new LeastConnections();
    };
  }
}
