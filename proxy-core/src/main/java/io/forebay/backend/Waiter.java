package io.forebay.backend;

import org.jspecify.annotations.Nullable;

/**
 * A request that waits in a {@link ServerQueue}. Its links belong to the queue and are touched
 * under the queue's lock only. Waits once.
 */
public abstract class Waiter {

  @Nullable Waiter previous;
  @Nullable Waiter next;
  boolean waiting;
  final long key;
  @Nullable Server granted;

  /**
   * A waiter.
   *
   * @param key what its server is picked by, or {@link LoadBalancer#NO_KEY}
   */
  protected Waiter(long key) {
    this.key = key;
  }

  /** It no longer waits. Any thread, under the queue's lock: only passes the word on. */
  protected abstract void onTurn();

  /**
   * The server whose slot it was given, to be released once; null if it was sent away. To be read
   * after {@link #onTurn}.
   */
  public @Nullable Server granted() {
    return granted;
  }
}
