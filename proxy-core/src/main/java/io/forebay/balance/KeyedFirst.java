package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.TriedServers;
import org.jspecify.annotations.Nullable;

/** The same server for the same key, and another policy for requests without one. */
public final class KeyedFirst implements LoadBalancer {

  private static final ConsistentHash WITH_KEY = new ConsistentHash(0);

  private final LoadBalancer withoutKey;

  private KeyedFirst(LoadBalancer withoutKey) {
    this.withoutKey = withoutKey;
  }

  /** A policy that leaves requests without a key to {@code policy}, and has none of its own. */
  public static LoadBalancer over(LoadBalancer policy) {
    return policy instanceof ConsistentHash ? policy : new KeyedFirst(policy);
  }

  /** What {@link #over} was given. */
  public static LoadBalancer under(LoadBalancer policy) {
    return policy instanceof KeyedFirst keyed ? keyed.withoutKey : policy;
  }

  @Override
  public @Nullable Server pick(EligibleServers eligible, long key, @Nullable TriedServers tried) {
    return (key == NO_KEY ? withoutKey : WITH_KEY).pick(eligible, key, tried);
  }
}
