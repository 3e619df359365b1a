package io.forebay.runtime;

import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds client connections over all listeners: at the limit accepting pauses, so that further
 * clients wait in the kernel's queue instead of being turned away. May be exceeded by one
 * connection per event loop. Any thread.
 */
final class ConnectionLimit {

  private final AtomicInteger open = new AtomicInteger();
  private final Set<Channel> acceptors = ConcurrentHashMap.newKeySet();
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

  synchronized void add(Channel acceptor) {
    acceptors.add(acceptor);
    resume(acceptor);
  }

  /** Lets {@code acceptor} accept unless the limit is reached. */
  synchronized void resume(Channel acceptor) {
    acceptor.config().setAutoRead(!paused);
  }

  void remove(Channel acceptor) {
    acceptors.remove(acceptor);
  }

  /** Client connections open now. */
  int open() {
    return open.get();
  }

  /** Counts a connection that was accepted. */
  void opened() {
    if (open.incrementAndGet() >= max) {
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
      acceptors.forEach(this::resume);
      // A connection that closed meanwhile may not have seen the pause: look again.
      full = open.get() >= max;
    }
  }
}
