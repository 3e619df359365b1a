package io.forebay.backend;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What event loops count of a server: exchanges in flight, connections, tunnels, and how much it
 * was picked. Part of {@link Server} rather than an object of its own, as every pick looks here.
 */
abstract class ServerCounts {

  /** In-flight counts of servers made one after the other must not share a cache line. */
  private static final int PADDED_CELLS = 32;

  private static final int CELL = PADDED_CELLS / 2;

  private final AtomicIntegerArray inFlight = new AtomicIntegerArray(PADDED_CELLS);
  private final AtomicLongArray virtualTime = new AtomicLongArray(PADDED_CELLS / 2);
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger tunnels = new AtomicInteger();
  private volatile int maxConnections;

  /** Exchanges under way with it, over all event loops. Any thread. */
  public int inFlight() {
    return inFlight.get(CELL);
  }

  /** Counts an exchange that begins, whatever the limit. Any event loop. */
  public void begin() {
    inFlight.getAndIncrement(CELL);
  }

  /** Counts an exchange that begins; false, with nothing counted, if it is full. Any event loop. */
  boolean tryBegin() {
    int max = maxConnections;
    if (max == 0) {
      inFlight.getAndIncrement(CELL);
      return true;
    }
    int now = inFlight.get(CELL);
    while (now < max) {
      if (inFlight.compareAndSet(CELL, now, now + 1)) {
        return true;
      }
      now = inFlight.get(CELL);
    }
    return false;
  }

  /** Whether as many exchanges are in flight as may be. Any event loop. */
  boolean isFull() {
    int max = maxConnections;
    return max > 0 && inFlight.get(CELL) >= max;
  }

  /** Changes the most exchanges that may begin; 0 for no limit. See {@link Backend#limit}. */
  void maxConnections(int max) {
    maxConnections = max;
  }

  /** Counts an exchange that ended; once for each {@link #begin}. Any event loop. */
  public void end() {
    inFlight.getAndDecrement(CELL);
  }

  /** Open connections to it, idle or not, over all event loops. Any thread. */
  public int connections() {
    return connections.get();
  }

  /** Counts a connection that is open from now on. Any event loop. */
  public void connectionOpened() {
    connections.getAndIncrement();
  }

  /** Counts the end of a connection; once for each that was opened. Any event loop. */
  public void connectionClosed() {
    connections.getAndDecrement();
  }

  /** WebSockets and other upgraded connections to it; those are in flight, too. Any thread. */
  public int tunnels() {
    return tunnels.get();
  }

  /** Counts an exchange that becomes a tunnel. Any event loop. */
  public void tunnelOpened() {
    tunnels.getAndIncrement();
  }

  /** Counts the end of a tunnel; once for each that was opened. Any event loop. */
  public void tunnelClosed() {
    tunnels.getAndDecrement();
  }

  /** How much it has been picked, in a balancer's own unit. Any event loop. */
  public long virtualTime() {
    return virtualTime.getOpaque(CELL / 2);
  }

  /**
   * Notes that it was picked. Any event loop; no pick of another loop is lost.
   *
   * @param from the least that the time is moved on from
   * @return the new time
   */
  public long advance(long from, long step) {
    long now = virtualTime.getOpaque(CELL / 2);
    while (now < from && !virtualTime.compareAndSet(CELL / 2, now, from)) {
      now = virtualTime.getOpaque(CELL / 2);
    }
    return virtualTime.addAndGet(CELL / 2, step);
  }
}
