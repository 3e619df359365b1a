package io.forebay.http;

import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The reads of one channel in one turn of its loop: a few at most, as long as they come back full.
 * It is its own handle. Event loop only.
 */
abstract class ReadTurn implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

  private static final int READS_PER_TURN = 4;

  private @Nullable ChannelConfig config;
  private int attempted;
  private int last;
  private int reads;

  @Override
  @SuppressWarnings("deprecation") // Handle is what the interface returns
  public final RecvByteBufAllocator.Handle newHandle() {
    return this;
  }

  @Override
  public final void reset(ChannelConfig config) {
    this.config = config;
    this.reads = 0;
    this.last = 0;
  }

  @Override
  public final void incMessagesRead(int count) {
    reads += count;
  }

  @Override
  public void lastBytesRead(int bytes) {
    last = bytes;
  }

  @Override
  public final int lastBytesRead() {
    return last;
  }

  @Override
  public final void attemptedBytesRead(int bytes) {
    attempted = bytes;
  }

  @Override
  public final int attemptedBytesRead() {
    return attempted;
  }

  @Override
  public final boolean continueReading() {
    return last == attempted && mayRead();
  }

  @Override
  public final boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
    return maybeMoreData.get() && mayRead();
  }

  private boolean mayRead() {
    return last > 0 && reads < READS_PER_TURN && config != null && config.isAutoRead();
  }

  @Override
  public final void readComplete() {
    // Nothing is learnt from a whole turn.
  }
}
