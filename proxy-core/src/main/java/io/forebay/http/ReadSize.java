package io.forebay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sizes the reads of one channel by what its codec expects, not by guessing from the past: 2 KiB
 * between messages, up to 256 KiB inside a body, growing only while reads come back full. Where a
 * large buffer is free it is used whole, else a read takes 32 KiB at most, so that connections that
 * stand still hold no more. Event loop only.
 */
public final class ReadSize implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

  static final int HEAD_BYTES = SmallBuffers.SIZE;
  private static final int FIRST_BODY_BYTES = 32 * 1024;
  private static final int MAX_BODY_BYTES = LargeBuffers.SIZE;
  private static final int READS_PER_TURN = 4;

  private final SmallBuffers buffers;
  private final LargeBuffers largeBuffers;
  private @Nullable ByteBuf current;
  private @Nullable ChannelConfig config;
  private int size = HEAD_BYTES;
  private int attempted;
  private int last;
  private int reads;

  public ReadSize(SmallBuffers buffers, LargeBuffers largeBuffers) {
    this.buffers = buffers;
    this.largeBuffers = largeBuffers;
  }

  /** Whether {@code buffer} is the one that the last read filled, and small. */
  public boolean isReusable(ByteBuf buffer) {
    return buffer == current && buffer.maxCapacity() == HEAD_BYTES;
  }

  /** Gives up the ownership of a buffer that a read has filled. */
  public void done(ByteBuf buffer) {
    if (buffer == current) {
      current = null;
      buffers.release(buffer);
    } else {
      buffer.release();
    }
  }

  /** Between messages. */
  public void expectHead() {
    size = HEAD_BYTES;
  }

  /** Inside a body of which {@code remaining} bytes are known to come; 0 if unknown. */
  public void expectBody(long remaining) {
    int wanted;
    if (size == HEAD_BYTES && remaining > 0) {
      wanted = FIRST_BODY_BYTES;
    } else if (last >= size) {
      wanted = Math.min(size * 4, MAX_BODY_BYTES);
    } else if (last < size / 4) {
      wanted = Math.max(size / 2, HEAD_BYTES);
    } else {
      wanted = size;
    }
    size = remaining > 0 ? (int) Math.max(Math.min(wanted, remaining), HEAD_BYTES) : wanted;
  }

  @Override
  @SuppressWarnings("deprecation") // Handle is what the interface returns
  public RecvByteBufAllocator.Handle newHandle() {
    return this;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator alloc) {
    current = size == HEAD_BYTES ? buffers.acquire(alloc) : bodyBuffer(alloc);
    return current;
  }

  private ByteBuf bodyBuffer(ByteBufAllocator alloc) {
    ByteBuf large = size >= FIRST_BODY_BYTES ? largeBuffers.acquire(alloc) : null;
    return large == null ? alloc.ioBuffer(Math.min(size, FIRST_BODY_BYTES)) : large;
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
    // Nothing is learnt from the past.
  }
}
