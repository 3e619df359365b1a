package io.forebay.backend;

import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a server of one backend, in the order in which they came, over all
 * event loops. The same object through every reload that keeps the backend's name. Any thread.
 */
public final class ServerQueue {

  /*
   * The lock guards the list and is held for a pick and a few pointers; a request that need not
   * wait only reads `length`. No wake-up is lost:
   *
   *   1. who joins     writes `length`, then looks for room
   *   2. who makes room frees the slot, then reads `length`
   *
   * All four are volatile, so that at least one of the two sees the other. A slot is reserved here
   * on behalf of the oldest waiter before it is told: nobody can take it meanwhile, each slot wakes
   * one waiter, and one that has gone by then releases it like any other. A change of the servers
   * is seen in the same way: whoever makes it writes it, then reads `length`.
   */

  /**
   * So many waiters that have failed elsewhere and could not use the room are passed over, so that
   * a look stays short. Those who want one server are asked in no time, and all of them: who waits
   * for a server that hangs must not keep others from theirs.
   */
  private static final int MAX_PASSED = 64;

  private @Nullable Waiter head;
  private @Nullable Waiter tail;
  private @Nullable Backend backend;
  private long lastTicket;
  private int wanting;
  private volatile int length;
  private volatile int longest;

  /** The most that have waited at a time. Any thread. */
  public int longest() {
    return longest;
  }

  /** How many wait now. */
  public int length() {
    return length;
  }

  /**
   * Lets {@code waiter} wait; it may get its turn before this returns.
   *
   * @param max the most that may wait
   * @return false if as many wait already, and it does not return; true also where it is sent away
   *     for want of a server
   */
  public synchronized boolean join(Waiter waiter, int max) {
    if (length >= max && waiter.ticket == 0) {
      return false;
    }
    insert(waiter);
    serve();
    if (waiter.waiting) {
      dismissHopeless(waiter);
    }
    return true;
  }

  /** Takes {@code waiter} out; false if it no longer waited, so that its turn has come. */
  public synchronized boolean leave(Waiter waiter) {
    if (!waiter.waiting) {
      return false;
    }
    unlink(waiter);
    return true;
  }

  /** There may be room now: gives it to those who wait. */
  void onRoom() {
    if (length > 0) {
      serve();
    }
  }

  /** From now on slots are those of {@code next}. Life-cycle thread. */
  synchronized void take(Backend next) {
    backend = next;
    onServersChanged();
  }

  /** Other servers are up than before: serves whom they can, and sends away whom none can. */
  void onServersChanged() {
    if (length > 0) {
      serve();
      dismissHopeless();
    }
  }

  private synchronized void dismissHopeless() {
    for (Waiter waiter = head; waiter != null; ) {
      Waiter next = waiter.next;
      dismissHopeless(waiter);
      waiter = next;
    }
  }

  private void dismissHopeless(Waiter waiter) {
    StickyServer wanted = waiter.wanted;
    boolean hopeless =
        wanted == null
            ? backend != null && !backend.mayWait(waiter.tried)
            : !wanted.isUsable() || backend != null && !backend.has(wanted.server());
    if (hopeless) {
      dismiss(waiter, Waiter.Dismissal.NO_SERVER);
    }
  }

  /** Sends everybody away: the proxy stops. */
  public synchronized void dismissAll() {
    while (head != null) {
      dismiss(head, Waiter.Dismissal.STOPPING);
    }
  }

  private synchronized void serve() {
    Waiter waiter = head;
    boolean noneForAny = false;
    for (int passed = 0; waiter != null && backend != null && passed < MAX_PASSED; ) {
      Waiter next = waiter.next;
      Server server = noneForAny && waiter.wanted == null ? null : reserve(backend, waiter);
      if (server != null) {
        unlink(waiter);
        waiter.granted = server;
        waiter.onTurn();
      } else if (waiter.wanted == null && waiter.tried == null) {
        // What will not do for this one, which would take any, will do for none but those who want
        // a server that is given to nobody else.
        noneForAny = true;
      } else if (waiter.wanted == null) {
        passed++;
      }
      if (noneForAny && wanting == 0) {
        return;
      }
      waiter = next;
    }
  }

  private static @Nullable Server reserve(Backend backend, Waiter waiter) {
    StickyServer wanted = waiter.wanted;
    if (wanted == null) {
      return backend.reserve(waiter.key, waiter.tried, waiter.permit);
    }
    boolean taken = wanted.take(waiter.permit) == StickyServer.Slot.TAKEN;
    return taken ? wanted.server() : null;
  }

  private void dismiss(Waiter waiter, Waiter.Dismissal why) {
    unlink(waiter);
    waiter.dismissal = why;
    waiter.onTurn();
  }

  /** At the end, or where it was if it returns: those before it are few, as it has waited. */
  private void insert(Waiter waiter) {
    Waiter follower = null;
    if (waiter.ticket == 0) {
      waiter.ticket = ++lastTicket;
    } else {
      follower = head;
      while (follower != null && follower.ticket < waiter.ticket) {
        follower = follower.next;
      }
    }
    insertBefore(follower, waiter);
  }

  private void insertBefore(@Nullable Waiter follower, Waiter waiter) {
    Waiter before = follower == null ? tail : follower.previous;
    waiter.waiting = true;
    waiter.previous = before;
    waiter.next = follower;
    if (before == null) {
      head = waiter;
    } else {
      before.next = waiter;
    }
    if (follower == null) {
      tail = waiter;
    } else {
      follower.previous = waiter;
    }
    wanting += waiter.wanted == null ? 0 : 1;
    length(1);
  }

  private void unlink(Waiter waiter) {
    waiter.waiting = false;
    if (waiter.previous == null) {
      head = waiter.next;
    } else {
      waiter.previous.next = waiter.next;
    }
    if (waiter.next == null) {
      tail = waiter.previous;
    } else {
      waiter.next.previous = waiter.previous;
    }
    waiter.previous = null;
    waiter.next = null;
    wanting -= waiter.wanted == null ? 0 : 1;
    length(-1);
  }

  private void length(int change) {
    // Under the lock: nobody else writes.
    int now = length;
    length = now + change;
    longest = Math.max(longest, now + change);
  }
}
