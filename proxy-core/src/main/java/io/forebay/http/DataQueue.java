package io.forebay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one body that wait: for a window, for their turn, or for whoever takes them. Owns its
 * buffers. Event loop only.
 *
 * <p>Small parts behind the first are copied together: each may come in a buffer that is thousands
 * of times its size.
 */
public final class DataQueue {

  /** Parts up to this size are copied. */
  private static final int SMALL_BYTES = 4 * 1024;

  private static final int COPY_BYTES = 8 * 1024;

  private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(4);
  private @Nullable ByteBuf copied;
  private int bytes;

  /** Whether there are none. */
  public boolean isEmpty() {
    return bytes == 0;
  }

  /** How many there are. */
  public int bytes() {
    return bytes;
  }

  /** Takes ownership of {@code part}. */
  public void add(ByteBuf part, ByteBufAllocator alloc) {
    int more = part.readableBytes();
    bytes += more;
    if (more == 0) {
      part.release();
    } else if (parts.isEmpty() || more > SMALL_BYTES) {
      parts.addLast(part);
    } else {
      room(more, alloc).writeBytes(part);
      part.release();
    }
  }

  /** A buffer of our own at the end. It never grows: slices of it may be on their way. */
  private ByteBuf room(int more, ByteBufAllocator alloc) {
    ByteBuf last = copied;
    if (last == null || last != parts.peekLast() || last.writableBytes() < more) {
      last = alloc.directBuffer(COPY_BYTES, COPY_BYTES);
      copied = last;
      parts.addLast(last);
    }
    return last;
  }

  /**
   * The next bytes, {@code most} of them at most, which the caller owns; empty if there are none.
   */
  public ByteBuf take(int most) {
    ByteBuf first = parts.peekFirst();
    if (first == null) {
      return Unpooled.EMPTY_BUFFER;
    }
    int length = Math.min(first.readableBytes(), most);
    bytes -= length;
    if (length < first.readableBytes()) {
      return first.readRetainedSlice(length);
    }
    if (first == copied) {
      copied = null;
    }
    return parts.removeFirst();
  }

  /** Releases everything. Idempotent. */
  public void release() {
    parts.forEach(ByteBuf::release);
    parts.clear();
    copied = null;
    bytes = 0;
  }
}
