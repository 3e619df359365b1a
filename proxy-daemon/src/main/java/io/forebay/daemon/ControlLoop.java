package io.forebay.daemon;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does on one thread, one after the other, what signals ask for. Only a second request to stop does
 * not wait its turn.
 */
final class ControlLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

  private enum Request {
    RELOAD,
    NAMES,
    STOP
  }

  private final ProxyAssembly assembly;
  private final @Nullable Path file;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final AtomicInteger stops = new AtomicInteger();

  /**
   * @param file what a reload reads; null if there is nothing to reload
   */
  ControlLoop(ProxyAssembly assembly, @Nullable Path file) {
    this.assembly = assembly;
    this.file = file;
  }

  void handleSignals() {
    Signals.handle("TERM", () -> stop("SIGTERM"));
    Signals.handle("INT", () -> stop("SIGINT"));
    Path reloaded = file;
    if (reloaded == null) {
      // Nothing to reload, and the terminal is gone.
      Signals.handle("HUP", () -> stop("SIGHUP"));
    } else {
      Signals.handle("HUP", () -> reload(reloaded));
    }
  }

  /** Returns when the last request is answered or the time for that is over. */
  void runUntilStopped() throws InterruptedException {
    try (NameWatch watch = NameWatch.start(assembly::lookUpNames, () -> ask(Request.NAMES))) {
      LOG.debug("{} runs", watch);
      while (true) {
        switch (requests.take()) {
          case RELOAD -> reload();
          case NAMES -> assembly.applyNames();
          case STOP -> {
            assembly.drain();
            return;
          }
        }
      }
    }
  }

  private void reload() {
    if (file != null) {
      assembly.reload(file);
    }
  }

  private void reload(Path path) {
    LOG.info("SIGHUP: reloading {}", path);
    ask(Request.RELOAD);
  }

  /** Several that have not been served yet are as good as one. */
  private void ask(Request request) {
    if (!requests.contains(request)) {
      requests.add(request);
    }
  }

  private void stop(String signal) {
    if (stops.incrementAndGet() == 1) {
      LOG.info("{}: stopping gracefully, a second signal stops at once", signal);
      requests.add(Request.STOP);
      return;
    }
    LOG.warn("{}: stopping at once, {} connections are cut", signal, assembly.openConnections());
    // Whatever the main thread waits for, the process ends here; the kernel closes the sockets.
    Runtime.getRuntime().halt(0);
  }
}
