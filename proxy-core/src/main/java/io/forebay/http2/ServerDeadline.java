package io.forebay.http2;

import io.forebay.http.DownstreamSettings;
import io.forebay.http.Worker;
import io.forebay.util.LoopClock;
import io.forebay.util.LoopTimer;

/**
 * By when the client of a connection must have done what all its streams depend on; each stream has
 * a deadline of its own beside it. Event loop only.
 */
final class ServerDeadline extends LoopTimer.Node {

  private final Http2ServerConnection connection;
  private final DownstreamSettings settings;
  private final LoopClock clock;
  private final LoopTimer timer;

  ServerDeadline(Http2ServerConnection connection, DownstreamSettings settings, Worker worker) {
    this.connection = connection;
    this.settings = settings;
    this.clock = worker.clock();
    this.timer = worker.timer();
  }

  @Override
  protected void onDeadline() {
    connection.onDeadline();
  }

  /** The preface with its settings, or a header block, has begun or may. */
  void awaitHead() {
    timer.set(this, clock.recent() + settings.requestHeadersNanos());
  }

  /** The client takes nothing of what was sent. */
  void awaitTaken() {
    timer.set(this, clock.recent() + settings.clientNanos());
  }

  /** No stream is open, until {@code end} at most. */
  void awaitStream(long end) {
    timer.set(this, Math.min(clock.recent() + settings.keepAliveNanos(), end));
  }

  /** Streams are open: nothing is awaited but the connection's {@code end}. */
  void awaitEnd(long end) {
    if (end == Long.MAX_VALUE) {
      timer.suspend(this);
    } else {
      timer.set(this, end);
    }
  }

  void cancel() {
    timer.cancel(this);
  }
}
