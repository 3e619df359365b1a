package io.forebay.upstream;

import io.forebay.http.Worker;
import io.forebay.util.LoopTimer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * Looks from time to time at what waits on the connections of one pool, as long as anything does:
 * no timer per request, and none while nothing is under way. Event loop only.
 */
final class SilenceWatch extends LoopTimer.Node {

  /** What has waited so long is silent. */
  static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Least time between two looks. */
  static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Worker worker;
  private final LongUnaryOperator look;
  private boolean set;

  /**
   * A watch that does not look yet.
   *
   * @param look what is done from time to time: gets the time and says how long the oldest has
   *     waited, or less than 0 if nothing waits
   */
  SilenceWatch(Worker worker, LongUnaryOperator look) {
    this.worker = worker;
    this.look = look;
  }

  /** Something begins to wait. */
  void begun() {
    if (!set) {
      set(worker.clock().recent() + SILENT_NANOS);
    }
  }

  private void set(long nanos) {
    set = true;
    worker.timer().set(this, nanos);
  }

  @Override
  protected void onDeadline() {
    set = false;
    long now = worker.clock().nanos();
    long waited = look.applyAsLong(now);
    if (waited >= 0 && !set) {
      // What begins to wait later is not silent before this look either.
      set(now + Math.max(LOOK_NANOS, SILENT_NANOS - waited));
    }
  }
}
