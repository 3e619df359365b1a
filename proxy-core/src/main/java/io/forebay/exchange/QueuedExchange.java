package io.forebay.exchange;

import io.forebay.backend.ServerQueue;
import io.forebay.backend.StickyServer;
import io.forebay.backend.TriedServers;
import io.forebay.backend.Waiter;
import io.forebay.http.Worker;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** An exchange's place in the queue for a server. Event loop only but for {@link #onTurn}. */
final class QueuedExchange extends Waiter implements Runnable {

  private final ServerWait wait;
  private final Permit permit;
  private final Worker worker;
  private final ServerQueue queue;
  private final long sinceNanos;
  private final ExchangeDeadline deadline = new ExchangeDeadline(this::onDeadline);

  /**
   * Its server comes with {@code permit}, which is the queue's until then.
   *
   * @param wanted the one server that will do; null for any
   */
  QueuedExchange(
      ServerWait wait,
      Worker worker,
      ServerQueue queue,
      long key,
      @Nullable TriedServers tried,
      Permit permit,
      @Nullable StickyServer wanted) {
    super(key, tried, permit, wanted);
    this.permit = permit;
    this.wait = wait;
    this.worker = worker;
    this.queue = queue;
    this.sinceNanos = worker.clock().recent();
  }

  /** Begins to wait; false if too many do. */
  boolean join(int max, long nanos) {
    if (!queue.join(this, max)) {
      return false;
    }
    worker.timer().set(deadline, sinceNanos + nanos);
    return true;
  }

  /** Gives the place up. A slot that is already on its way is released when it arrives. */
  void leave() {
    worker.timer().cancel(deadline);
    queue.leave(this);
  }

  /** That of the server it was given. */
  Permit permit() {
    return permit;
  }

  /** How long it has waited by now. */
  long waitedNanos() {
    return worker.clock().recent() - sinceNanos;
  }

  @Override
  protected void onTurn() {
    try {
      worker.eventLoop().execute(this);
    } catch (RejectedExecutionException e) {
      // The proxy is closed, and its loops with all their exchanges.
    }
  }

  @Override
  public void run() {
    worker.clock().nanos();
    worker.timer().cancel(deadline);
    wait.onTurn(this);
  }

  private void onDeadline() {
    // Where its turn has come meanwhile, the slot is on its way.
    if (queue.leave(this)) {
      wait.onTimeout(this);
    }
  }
}
