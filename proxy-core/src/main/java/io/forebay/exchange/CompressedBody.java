package io.forebay.exchange;

import io.forebay.compress.Compressor;
import io.forebay.util.LoopTimer;
import io.netty.buffer.ByteBuf;

/**
 * The body of an answer that is compressed on its way, and when the client gets what the compressor
 * holds back: a moment after that came, however much follows, so that slow bodies pass and fast
 * ones are not cut into small blocks. A node of the timer that waits for that moment. Event loop
 * only.
 */
final class CompressedBody extends LoopTimer.Node {

  private final Exchange exchange;
  private final Compressor compressor;
  private final long delayNanos;
  private boolean holding;
  private boolean waiting;

  /**
   * A body that goes through {@code compressor}, which is closed with it.
   *
   * @param delayNanos how long anything is held back, 0 for not at all
   */
  CompressedBody(Exchange exchange, Compressor compressor, long delayNanos) {
    this.exchange = exchange;
    this.compressor = compressor;
    this.delayNanos = delayNanos;
  }

  /** What the client gets of it now. Takes ownership of {@code data}. */
  ByteBuf next(ByteBuf data, boolean end) {
    holding |= data.isReadable();
    return compressor.compress(data, end);
  }

  /** Everything that arrived together was taken. */
  void onReadComplete() {
    if (!holding || waiting) {
      return;
    }
    if (delayNanos == 0) {
      flush();
    } else {
      waiting = true;
      exchange.worker().timer().set(this, exchange.worker().clock().recent() + delayNanos);
    }
  }

  private void flush() {
    holding = false;
    exchange.writeBody(compressor.flush());
  }

  @Override
  protected void onDeadline() {
    waiting = false;
    if (holding) {
      flush();
      exchange.client().flush();
    }
  }

  /** The answer is over: gives back what it holds. */
  void close() {
    exchange.worker().timer().cancel(this);
    compressor.close();
  }
}
