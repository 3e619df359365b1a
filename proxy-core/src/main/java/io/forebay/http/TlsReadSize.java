package io.forebay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sizes the reads of one channel whose bytes are encrypted, so that nobody knows what they are
 * before they are read: 2 KiB while little comes, up to 64 KiB (four full records of TLS) while
 * reads come back full. Event loop only.
 */
public final class TlsReadSize
    implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

  static final int LEAST_BYTES = 2 * 1024;
  static final int MOST_BYTES = 64 * 1024;
  private static final int READS_PER_TURN = 4;

  private @Nullable ChannelConfig config;
  private int size = LEAST_BYTES;
  private int attempted;
  private int last;
  private int reads;

  @Override
  @SuppressWarnings("deprecation") // Handle is what the interface returns
  public RecvByteBufAllocator.Handle newHandle() {
    return this;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator alloc) {
    return alloc.directBuffer(size, size);
  }

  @Override
  public int guess() {
    return size;
  }

  @Override
  public void reset(ChannelConfig config) {
    this.config = config;
    this.reads = 0;
    this.last = 0;
  }

  @Override
  public void incMessagesRead(int count) {
    reads += count;
  }

  @Override
  public void lastBytesRead(int bytes) {
    last = bytes;
    if (bytes == size) {
      size = Math.min(size * 4, MOST_BYTES);
    } else if (bytes > 0 && bytes < size / 4) {
      size = Math.max(size / 2, LEAST_BYTES);
    }
  }

  @Override
  public int lastBytesRead() {
    return last;
  }

  @Override
  public void attemptedBytesRead(int bytes) {
    attempted = bytes;
  }

  @Override
  public int attemptedBytesRead() {
    return attempted;
  }

  @Override
  public boolean continueReading() {
    return last == attempted && mayRead();
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
    return maybeMoreData.get() && mayRead();
  }

  private boolean mayRead() {
    return last > 0 && reads < READS_PER_TURN && config != null && config.isAutoRead();
  }

  @Override
  public void readComplete() {
    // The size follows each read.
  }
}
