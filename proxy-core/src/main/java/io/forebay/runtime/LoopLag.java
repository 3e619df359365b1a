package io.forebay.runtime;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How late an event loop comes to its tasks: a task that is due once a second notes how much later
 * it ran. {@link #start} and the task belong to the loop's thread, {@link #seconds} to any.
 */
final class LoopLag {

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanos;
  private volatile long due;
  private volatile long last;

  LoopLag(LongSupplier nanos) {
    this.nanos = nanos;
    this.due = nanos.getAsLong() + PERIOD_NANOS;
  }

  /** Measures for as long as {@code loop} lives. */
  void start(EventLoop loop) {
    loop.execute(() -> next(loop));
  }

  private void next(EventLoop loop) {
    due = nanos.getAsLong() + PERIOD_NANOS;
    loop.schedule(
        () -> {
          measure();
          next(loop);
        },
        PERIOD_NANOS,
        TimeUnit.NANOSECONDS);
  }

  /** The task is there. */
  void measure() {
    last = Math.max(0, nanos.getAsLong() - due);
  }

  /** The last lag, or how long the task is overdue if that is more. */
  double seconds() {
    return Math.max(last, nanos.getAsLong() - due) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
