package io.forebay.limit;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the state of the keys of one limit. Any thread; never blocks, so a store that lies
 * elsewhere answers from what it knows here and brings that up to date meanwhile (ADR 49).
 */
public interface LimitStore {

  /**
   * Asks to let one request of {@code key} pass.
   *
   * @param burst how many requests may run ahead of the rate; 0 where the limit has none
   */
  LimitDecision take(Long key, int burst);

  /** Undoes a {@link #take} of {@code key} by which a request has passed. */
  void giveBack(Long key);

  /** What is known of {@code key}; null for nothing. */
  @Nullable LimitState state(Long key);

  /**
   * Forgets {@code key}, of which nothing counts any more, but for requests under way where these
   * count; whether anything was forgotten.
   */
  boolean forget(Long key);

  /** Whether a request that has passed counts until it is given back. */
  boolean countsUntilGivenBack();

  /** Of how many keys something is known, roughly. */
  long keys();

  /** The largest burst that is asked for from now on, so that nothing of it is forgotten. */
  default void largestBurst(int burst) {}
}
