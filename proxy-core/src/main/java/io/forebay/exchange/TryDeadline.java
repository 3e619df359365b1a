package io.forebay.exchange;

import io.forebay.util.LoopTimer;

/** When a try has taken too long. Event loop only. */
final class TryDeadline extends LoopTimer.Node {

  private final CurrentTry limited;
  private final long nanos;

  /** Not started; a try may take {@code nanos}. */
  TryDeadline(CurrentTry limited, long nanos) {
    this.limited = limited;
    this.nanos = nanos;
  }

  /** Begins anew. */
  void start() {
    LoopTimer timer = limited.worker().timer();
    timer.set(this, timer.now() + nanos);
  }

  void cancel() {
    limited.worker().timer().cancel(this);
  }

  @Override
  protected void onDeadline() {
    if (!limited.exchange().isRequestDone()) {
      // It is the client that keeps the server waiting, and its own deadline that ends that.
      start();
    } else if (limited.stream() != null) {
      limited.onDeadline();
    }
  }
}
