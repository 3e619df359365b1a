package io.forebay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Sizes the reads of one channel by what its codec expects, not by guessing from the past: 2 KiB
 * between messages, up to 256 KiB inside a body, growing only while reads come back full. Where a
 * large buffer is free it is used whole, else a read takes 32 KiB at most, so that connections that
 * stand still hold no more. Event loop only.
 */
public final class ReadSize extends ReadTurn {

  static final int HEAD_BYTES = SmallBuffers.SIZE;
  private static final int FIRST_BODY_BYTES = 32 * 1024;
  private static final int MAX_BODY_BYTES = LargeBuffers.SIZE;

  private final SmallBuffers buffers;
  private final LargeBuffers largeBuffers;
  private @Nullable ByteBuf current;
  private int size = HEAD_BYTES;

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
    } else if (lastBytesRead() >= size) {
      wanted = Math.min(size * 4, MAX_BODY_BYTES);
    } else if (lastBytesRead() < size / 4) {
      wanted = Math.max(size / 2, HEAD_BYTES);
    } else {
      wanted = size;
    }
    size = remaining > 0 ? (int) Math.max(Math.min(wanted, remaining), HEAD_BYTES) : wanted;
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
}
