package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import org.jspecify.annotations.Nullable;

/**
 * The first server in the order of the configuration that is open; also the last resort of a policy
 * whose own order was moved on by other loops meanwhile.
 */
public final class FirstOpen implements LoadBalancer {

  @Override
  public @Nullable Server pick(EligibleServers eligible, long key, @Nullable TriedServers tried) {
    return of(eligible, tried);
  }

  static @Nullable Server of(EligibleServers eligible, @Nullable TriedServers tried) {
    for (int i = 0; i < eligible.size(); i++) {
      Server server = eligible.server(i);
      if (EligibleServers.isOpen(server, tried)) {
        return server;
      }
    }
    return null;
  }
}
