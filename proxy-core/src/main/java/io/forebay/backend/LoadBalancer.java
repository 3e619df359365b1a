package io.forebay.backend;

import org.jspecify.annotations.Nullable;

/**
 * A policy that picks a server. One instance per backend, called by all event loops at once: no
 * locks, no allocation.
 */
public interface LoadBalancer {

  /**
   * Picks one of {@code eligible} that is not in {@code tried}.
   *
   * @param tried the servers to leave out; null for none
   * @return null if none is left
   */
  @Nullable Server pick(EligibleServers eligible, @Nullable TriedServers tried);
}
