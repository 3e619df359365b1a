package io.forebay.runtime;

import io.forebay.backend.Server;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The time that a server has to become free. Control loop only, but for {@link #end()}. */
final class Drain {

  private final Server server;
  private final Duration timeout;
  private final long start;
  private boolean emptied;
  private @Nullable Future<?> look;
  private @Nullable CompletableFuture<Boolean> left;

  Drain(Server server, Duration timeout, long now) {
    this.server = server;
    this.timeout = timeout;
    this.start = now;
  }

  Server server() {
    return server;
  }

  Duration timeout() {
    return timeout;
  }

  /** When it is over, by the ticker. Any thread. */
  long end() {
    return start + timeout.toNanos();
  }

  /** How long it has taken so far. */
  Duration taken(long now) {
    return Duration.ofNanos(now - start);
  }

  /** Whether nothing is in flight any more; true once. */
  boolean isJustEmptied() {
    boolean first = !emptied && server.inFlight() == 0;
    emptied |= first;
    return first;
  }

  /** Told true when nothing is in flight any more, false if the server stays; null for nobody. */
  @Nullable CompletableFuture<Boolean> left() {
    return left;
  }

  void left(CompletableFuture<Boolean> left) {
    this.left = left;
  }

  void next(Future<?> look) {
    this.look = look;
  }

  void cancel() {
    if (look != null) {
      look.cancel(false);
    }
  }
}
