package io.forebay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Sizes the reads of a channel that reads before it is known who for: a channel keeps what it has
 * asked for its first buffer. Small ones first, then as those say who have come. Event loop only.
 */
public final class SwitchedReads
    implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

  private ReadTurn current = new TlsReadSize();

  /** Goes on with what the handlers of the channel have set in place of this. */
  public void follow(ChannelConfig config) {
    if (config.getRecvByteBufAllocator() instanceof ReadTurn next) {
      next.reset(config);
      current = next;
    }
  }

  @Override
  @SuppressWarnings("deprecation") // Handle is what the interface returns
  public RecvByteBufAllocator.Handle newHandle() {
    return this;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator alloc) {
    return current.allocate(alloc);
  }

  @Override
  public int guess() {
    return current.guess();
  }

  @Override
  public void reset(ChannelConfig config) {
    current.reset(config);
  }

  @Override
  public void incMessagesRead(int count) {
    current.incMessagesRead(count);
  }

  @Override
  public void lastBytesRead(int bytes) {
    current.lastBytesRead(bytes);
  }

  @Override
  public int lastBytesRead() {
    return current.lastBytesRead();
  }

  @Override
  public void attemptedBytesRead(int bytes) {
    current.attemptedBytesRead(bytes);
  }

  @Override
  public int attemptedBytesRead() {
    return current.attemptedBytesRead();
  }

  @Override
  public boolean continueReading() {
    return current.continueReading();
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
    return current.continueReading(maybeMoreData);
  }

  @Override
  public void readComplete() {
    current.readComplete();
  }
}
