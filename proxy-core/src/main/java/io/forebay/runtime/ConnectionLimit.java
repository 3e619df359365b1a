package io.forebay.runtime;

import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the client connections of one listener, or of all: at the limit accepting pauses, so that
 * further clients wait in the kernel's queue instead of being turned away. May be exceeded by one
 * connection per event loop. Any thread.
 */
final class ConnectionLimit {

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Set<AcceptHandler> acceptors = ConcurrentHashMap.newKeySet();
  private volatile int max;
  private volatile boolean paused;

  ConnectionLimit(int max) {
    this.max = max;
  }

  /** Changes the limit. */
  void max(int max) {
    this.max = max;
    update();
  }

  /** From now on {@code acceptor} pauses at this limit. */
  void add(AcceptHandler acceptor) {
    acceptors.add(acceptor);
    acceptor.update();
  }

  void remove(AcceptHandler acceptor) {
    acceptors.remove(acceptor);
  }

  /** Whether accepting has to wait. */
  boolean isPaused() {
    return paused;
  }

  /** Client connections open now. */
  int open() {
    return open.get();
  }

  /** The most that were open at a time. */
  int most() {
    return most.get();
  }

  /** Clients in the kernel's queues that are not accepted yet; empty where that is not known. */
  OptionalInt waiting() {
    int sum = 0;
    for (AcceptHandler acceptor : acceptors) {
      OptionalInt waiting = acceptor.waiting();
      if (waiting.isEmpty()) {
        return waiting;
      }
      sum += waiting.getAsInt();
    }
    return OptionalInt.of(sum);
  }

  /** Counts a connection that was accepted. */
  void opened() {
    int now = open.incrementAndGet();
    if (now > most.get()) {
      most.accumulateAndGet(now, Math::max);
    }
    if (now >= max) {
      update();
    }
  }

  /** Counts a connection that is gone. */
  void closed() {
    if (open.decrementAndGet() < max && paused) {
      update();
    }
  }

  private synchronized void update() {
    boolean full = open.get() >= max;
    while (full != paused) {
      paused = full;
      acceptors.forEach(AcceptHandler::update);
      // A connection that closed meanwhile may not have seen the pause: look again.
      full = open.get() >= max;
    }
  }
}
