package io.forebay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers for reads inside large bodies, used again and again by one event loop: 4 MiB at
 * most, allocated when first needed.
 *
 * <p>An allocator hands out memory that is cold or has yet to be zeroed. A body that passes on as
 * fast as it comes needs only the first of these, which stays in the processor's cache. Event loop
 * only.
 */
public final class LargeBuffers {

  /** The size of each, in bytes. */
  public static final int SIZE = 256 * 1024;

  private static final int MAX_KEPT = 16;

  // This holds one reference to each: a buffer is free when that is the only one.
  private final ByteBuf[] kept = new ByteBuf[MAX_KEPT];
  private int count;
  private boolean closed;

  /** An empty buffer of {@link #SIZE} bytes, which the caller owns; null while all are in use. */
  public @Nullable ByteBuf acquire(ByteBufAllocator alloc) {
    for (int i = 0; i < count; i++) {
      ByteBuf buffer = kept[i];
      if (buffer.refCnt() == 1) {
        return buffer.clear().retain();
      }
    }
    if (count == MAX_KEPT || closed) {
      return null;
    }
    ByteBuf buffer = alloc.directBuffer(SIZE, SIZE);
    kept[count++] = buffer;
    return buffer.retain();
  }

  /** Gives up what is kept, which lives on where it is in use; from now on nothing is. */
  public void close() {
    closed = true;
    while (count > 0) {
      kept[--count].release();
      kept[count] = null;
    }
  }
}
