package io.forebay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Direct buffers of one size, used again and again by one event loop.
 *
 * <p>A plain request needs four of them (two reads, two writes), each for a moment: a stack of used
 * ones costs a tenth of the allocator's way. Event loop only.
 */
public final class SmallBuffers {

  /** The size of each, in bytes: a head with a small body. */
  public static final int SIZE = 2 * 1024;

  private static final int MAX_KEPT = 256;

  private final ByteBuf[] kept = new ByteBuf[MAX_KEPT];
  private int count;
  private boolean closed;

  /** An empty buffer of {@link #SIZE} bytes, which the caller owns. */
  public ByteBuf acquire(ByteBufAllocator alloc) {
    if (count == 0) {
      return alloc.directBuffer(SIZE, SIZE);
    }
    ByteBuf buffer = kept[--count];
    kept[count] = null;
    return buffer;
  }

  /**
   * Gives up the caller's ownership of a buffer. It is kept for the next one only if it came from
   * {@link #acquire} and nobody else holds it; slices and duplicates must not be passed.
   */
  public void release(ByteBuf buffer) {
    if (buffer.maxCapacity() == SIZE && buffer.refCnt() == 1 && count < MAX_KEPT && !closed) {
      kept[count++] = buffer.clear();
    } else {
      buffer.release();
    }
  }

  /** Releases what is kept; from now on nothing is. */
  public void close() {
    closed = true;
    while (count > 0) {
      kept[--count].release();
      kept[count] = null;
    }
  }
}
