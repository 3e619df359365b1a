package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Each server in turn, by weight.
 *
 * <p>One turn counter for all event loops together: a counter per loop would visit servers unevenly
 * over few requests. Any N requests in a row visit each of N equal servers once.
 */
public final class RoundRobin implements LoadBalancer {

  private final AtomicLong turn = new AtomicLong();

  @Override
  public @Nullable Server pick(EligibleServers eligible, long key, @Nullable TriedServers tried) {
    int turns = eligible.turns();
    for (int i = 0; i < turns; i++) {
      Server server = eligible.turn(turn.getAndIncrement());
      if (EligibleServers.isOpen(server, tried)) {
        return server;
      }
    }
    return FirstOpen.of(eligible, tried);
  }
}
