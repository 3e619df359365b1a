package io.forebay.observe;

import io.forebay.exchange.Exchange;
import io.forebay.http.Worker;
import io.forebay.util.LoopTimer;
import io.forebay.util.TimeText;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop has for one target. It owns few buffers: while the writer is behind with all
 * of them lines are dropped, and neither the loop waits nor memory grows. Event loop only, but for
 * {@link #giveBack}.
 */
final class LoopLog {
  private static final int MAX_BUFFERS = 4;

  private final Worker worker;
  private final LogTarget target;
  private final TimeText time = new TimeText();
  private final ArrayBlockingQueue<LogBuffer> free = new ArrayBlockingQueue<>(MAX_BUFFERS);
  private final FlushDeadline flushDeadline = new FlushDeadline();
  private int made;
  private @Nullable LogBuffer current;

  LoopLog(Worker worker, LogTarget target) {
    this.worker = worker;
    this.target = target;
  }

  void write(AccessLog log, Exchange exchange) {
    LogBuffer buffer = current;
    if (buffer == null) {
      buffer = next();
      if (buffer == null) {
        target.dropped(1);
        return;
      }
      current = buffer;
      // Reads no clock: every exchange ends in a turn that has.
      worker.timer().set(flushDeadline, worker.clock().recent() + log.flushNanos());
    }
    log.put(buffer, exchange, worker.clock().recent(), time);
    if (buffer.length() >= log.bufferBytes()) {
      flush();
    }
  }

  private @Nullable LogBuffer next() {
    LogBuffer buffer = free.poll();
    if (buffer == null && made < MAX_BUFFERS) {
      made++;
      buffer = new LogBuffer();
    }
    return buffer;
  }

  /** Hands what there is to the writer. */
  void flush() {
    LogBuffer buffer = current;
    if (buffer != null) {
      current = null;
      worker.timer().suspend(flushDeadline);
      target.hand(this, buffer);
    }
  }

  /** The writer is done with {@code buffer}. Writing thread. */
  void giveBack(LogBuffer buffer) {
    buffer.clear();
    free.add(buffer);
  }

  private final class FlushDeadline extends LoopTimer.Node {
    @Override
    protected void onDeadline() {
      flush();
    }
  }
}
