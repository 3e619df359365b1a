package io.forebay.util;

import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of one event loop: a hashed timer wheel whose nodes live inside the objects that wait.
 *
 * <p>Made for deadlines that move far more often than they pass (one per connection, pushed on by
 * every request): moving one to a later time writes a field, nothing else. Resolution is one tick,
 * {@value #TICK_MILLIS} ms; a deadline passes up to two ticks late, never early. Event loop only.
 */
public final class LoopTimer {

  /*
   * A node sits in the slot of the tick at which it is next looked at, at most SLOTS - 1 ticks
   * ahead. When its slot comes up it either expires or moves to the slot of its real deadline, so
   * a far deadline costs one look per turn of the wheel (8 s). The wheel sleeps until the next
   * slot that holds a node: an idle loop is not woken.
   * (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987, scheme 6.)
   */

  /** Length of a tick in milliseconds. */
  public static final int TICK_MILLIS = 16;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
  private static final int SLOTS = 512;
  private static final long NOT_SCHEDULED = Long.MAX_VALUE;

  private final EventLoop loop;
  private final Ticker ticker;
  private final long origin;
  private final Node[] slots = new Node[SLOTS];
  private final Runnable wakeUp = this::run;
  private long currentTick;
  private long wakeTick = NOT_SCHEDULED;
  private @Nullable ScheduledFuture<?> wakeFuture;
  private int size;
  private boolean running;

  /** A timer for {@code loop}. */
  public LoopTimer(EventLoop loop, Ticker ticker) {
    this.loop = loop;
    this.ticker = ticker;
    this.origin = ticker.nanos();
  }

  /** The time of this timer's clock, in nanoseconds. */
  public long now() {
    return ticker.nanos();
  }

  /** Something that waits for a deadline. One node waits for one deadline at a time. */
  public abstract static class Node {
    private @Nullable Node previous;
    private @Nullable Node next;
    private int slot = -1;
    private long lookTick;
    private long deadline;

    /** Called on the event loop once the deadline has passed; the node is unset by then. */
    protected abstract void onDeadline();
  }

  /** Sets or moves the deadline of {@code node} to the clock's {@code deadlineNanos}. */
  public void set(Node node, long deadlineNanos) {
    node.deadline = deadlineNanos;
    long tick = tickOf(deadlineNanos);
    if (node.slot >= 0) {
      if (tick >= node.lookTick) {
        return;
      }
      unlink(node);
    }
    link(node, tick);
  }

  /** Forgets the deadline of {@code node}, if it has one. */
  public void cancel(Node node) {
    if (node.slot >= 0) {
      unlink(node);
    }
  }

  /** Switches the deadline off but leaves the node in the wheel: the cheap form of cancelling. */
  public void suspend(Node node) {
    node.deadline = Long.MAX_VALUE;
  }

  private long tickOf(long nanos) {
    return nanos == Long.MAX_VALUE ? Long.MAX_VALUE : (nanos - origin) / TICK_NANOS + 1;
  }

  private void link(Node node, long tick) {
    if (size == 0 && !running) {
      // The wheel stood still while it was empty. Inside run() the tick must not jump: a node could
      // land in the very slot that is being emptied, again and again.
      currentTick = (ticker.nanos() - origin) / TICK_NANOS;
    }
    long look = Math.min(Math.max(tick, currentTick + 1), currentTick + SLOTS - 1);
    int slot = slotOf(look);
    Node head = slots[slot];
    node.slot = slot;
    node.lookTick = look;
    node.previous = null;
    node.next = head;
    if (head != null) {
      head.previous = node;
    }
    slots[slot] = node;
    size++;
    if (look < wakeTick && !running) {
      wakeAt(look);
    }
  }

  private void unlink(Node node) {
    if (node.previous != null) {
      node.previous.next = node.next;
    } else {
      slots[node.slot] = node.next;
    }
    if (node.next != null) {
      node.next.previous = node.previous;
    }
    node.previous = null;
    node.next = null;
    node.slot = -1;
    size--;
  }

  private void wakeAt(long tick) {
    wakeTick = tick;
    if (wakeFuture != null) {
      wakeFuture.cancel(false);
    }
    long delay = origin + tick * TICK_NANOS - ticker.nanos();
    wakeFuture = loop.schedule(wakeUp, Math.max(delay, 0), TimeUnit.NANOSECONDS);
  }

  /** Expires what is due. Called by the loop; a test with a manual ticker calls it itself. */
  void run() {
    wakeTick = NOT_SCHEDULED;
    wakeFuture = null;
    running = true;
    long nowTick = (ticker.nanos() - origin) / TICK_NANOS;
    // After a long stop one turn of the wheel sees every slot.
    currentTick = Math.max(currentTick, nowTick - SLOTS);
    try {
      while (currentTick < nowTick) {
        currentTick++;
        expire(slotOf(currentTick));
      }
    } finally {
      running = false;
      if (slots[slotOf(currentTick)] != null) {
        // A callback threw: the rest of its slot is due now, not one turn later.
        currentTick--;
      }
      if (size > 0) {
        scheduleNext();
      }
    }
  }

  private static int slotOf(long tick) {
    return (int) (tick & (SLOTS - 1));
  }

  private void expire(int slot) {
    Node node;
    while ((node = slots[slot]) != null) {
      unlink(node);
      if (node.deadline == Long.MAX_VALUE) {
        // Suspended: leaves the wheel; the next set() links it again.
      } else if (ticker.nanos() - node.deadline >= 0) {
        node.onDeadline();
      } else {
        link(node, tickOf(node.deadline));
      }
    }
  }

  private void scheduleNext() {
    for (long tick = currentTick + 1; tick < currentTick + SLOTS; tick++) {
      if (slots[slotOf(tick)] != null) {
        if (tick < wakeTick) {
          wakeAt(tick);
        }
        return;
      }
    }
  }
}
