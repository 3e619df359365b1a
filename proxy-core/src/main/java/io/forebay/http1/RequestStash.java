package io.forebay.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent behind the request under way, not parsed yet. Owns its bytes until they are
 * taken or released. Event loop only.
 */
final class RequestStash {

  /** From so many bytes on reading stops; one read may pass it. */
  static final int FULL_BYTES = 16 * 1024;

  private @Nullable ByteBuf bytes;

  boolean isEmpty() {
    return bytes == null;
  }

  boolean isFull() {
    return bytes != null && bytes.readableBytes() >= FULL_BYTES;
  }

  /** Takes ownership of {@code in}. */
  void add(ByteBuf in, ByteBufAllocator alloc) {
    ByteBuf earlier = bytes;
    if (earlier == null) {
      bytes = in;
      return;
    }
    bytes =
        alloc
            .directBuffer(earlier.readableBytes() + in.readableBytes())
            .writeBytes(earlier)
            .writeBytes(in);
    earlier.release();
    in.release();
  }

  /** Everything held, which the caller owns now; null if nothing is. */
  @Nullable ByteBuf take() {
    ByteBuf taken = bytes;
    bytes = null;
    return taken;
  }

  /** Drops everything. Idempotent. */
  void release() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
  }
}
