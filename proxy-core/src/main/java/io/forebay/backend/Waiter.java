package io.forebay.backend;

import org.jspecify.annotations.Nullable;

/**
 * A request that waits in a {@link ServerQueue}. Its links belong to the queue and are touched
 * under the queue's lock only. Waits once.
 */
public abstract class Waiter {

  /** Why a waiter was sent away without a server. */
  public enum Dismissal {
    /** None is up that it has not tried, and it does not wait for one to come up. */
    NO_SERVER,
    /** The proxy stops. */
    STOPPING
  }

  @Nullable Waiter previous;
  @Nullable Waiter next;
  boolean waiting;
  long ticket;
  final long key;
  final @Nullable TriedServers tried;
  final GuardPermit permit;
  final @Nullable StickyServer wanted;
  @Nullable Server granted;
  @Nullable Dismissal dismissal;

  /** A waiter that any server will do for. */
  protected Waiter(long key, @Nullable TriedServers tried, GuardPermit permit) {
    this(key, tried, permit, null);
  }

  /**
   * A waiter.
   *
   * @param key what its server is picked by, or {@link LoadBalancer#NO_KEY}
   * @param tried the servers that will not do; null for none. Not changed while it waits
   * @param permit to be given with the server; the queue's until its turn
   * @param wanted the one server that will do; null for any
   */
  protected Waiter(
      long key, @Nullable TriedServers tried, GuardPermit permit, @Nullable StickyServer wanted) {
    this.wanted = wanted;
    this.key = key;
    this.tried = tried;
    this.permit = permit;
  }

  /**
   * Has it wait where {@code earlier} did, which has had its turn in vain, and not be refused. To
   * be called before it joins, by the thread that both belong to.
   */
  public void returnTo(Waiter earlier) {
    ticket = earlier.ticket;
  }

  /** The one server that it waits for; null where any will do. */
  public @Nullable StickyServer wanted() {
    return wanted;
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

  /** Why it got no server; null if it got one. To be read after {@link #onTurn}. */
  public @Nullable Dismissal dismissal() {
    return dismissal;
  }
}
