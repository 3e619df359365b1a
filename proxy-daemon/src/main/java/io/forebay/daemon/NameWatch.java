package io.forebay.daemon;

import java.security.Security;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up the names of servers when they are due, on a thread of its own since that blocks. */
final class NameWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NameWatch.class);

  /** From the end of one round to the start of the next. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final BooleanSupplier lookUp;
  private final Runnable onMove;
  private final Thread thread;

  private NameWatch(BooleanSupplier lookUp, Runnable onMove) {
    this.lookUp = lookUp;
    this.onMove = onMove;
    this.thread = new Thread(this::run, "forebay-names");
    thread.setDaemon(true);
  }

  /**
   * Keeps the JVM from giving answers that are older than the shortest time after which a name is
   * looked up again. Before the first look-up of the process.
   */
  static void limitCache() {
    Security.setProperty("networkaddress.cache.ttl", "4");
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
  }

  /**
   * @param lookUp tells whether a server has moved; blocks
   * @param onMove called each time one has, on the thread of the watch
   */
  static NameWatch start(BooleanSupplier lookUp, Runnable onMove) {
    NameWatch watch = new NameWatch(lookUp, onMove);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
        round();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void round() {
    try {
      if (lookUp.getAsBoolean()) {
        onMove.run();
      }
    } catch (RuntimeException e) {
      LOG.error("names of servers are not looked up this time", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
