package io.forebay.bench.failover;

import java.io.IOException;

/**
 * Looks again and again whether a proxy still sends requests to a server that is dead: quickly in
 * the first second, then less often, as looking costs the proxy something.
 */
final class AttemptsWatch {
  private static final long QUICK_MILLIS = 10;
  private static final long SLOW_MILLIS = 100;

  private final Candidate proxy;
  private final ServerProcess server;
  private final long since = System.nanoTime();
  private final Thread thread = new Thread(this::run, "attempts");
  private volatile boolean over;
  private volatile long last = since;

  AttemptsWatch(Candidate proxy, ServerProcess server) {
    this.proxy = proxy;
    this.server = server;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long count = -1;
    try {
      while (!over) {
        long now = proxy.attempts(server);
        if (now != count) {
          last = count < 0 ? since : System.nanoTime();
          count = now;
        }
        Thread.sleep(System.nanoTime() - since < 1e9 ? QUICK_MILLIS : SLOW_MILLIS);
      }
    } catch (IOException e) {
      // The proxy is being stopped or replaced: what was seen until now has to do.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops looking; returns when the count was last seen to change. */
  long end() throws InterruptedException {
    over = true;
    thread.join();
    return last;
  }
}
