package io.forebay.backend;

import org.jspecify.annotations.Nullable;

/**
 * A policy that picks a server. One instance per backend, called by all event loops at once: no
 * locks, no allocation.
 */
public interface LoadBalancer {

  /** The key of a request that has none, or whose policy asks for none. */
  long NO_KEY = 0;

  /**
   * Picks one of {@code eligible} that is {@link EligibleServers#isOpen open}.
   *
   * @param key hash of what the request is told apart by; {@link #NO_KEY} for nothing
   * @param tried the servers to leave out; null for none
   * @return null if none is left
   */
  @Nullable Server pick(EligibleServers eligible, long key, @Nullable TriedServers tried);
}
