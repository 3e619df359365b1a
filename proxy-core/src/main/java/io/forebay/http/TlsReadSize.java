package io.forebay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Sizes the reads of one channel whose bytes are encrypted, so that nobody knows what they are
 * before they are read: 2 KiB while little comes, up to 64 KiB (four full records of TLS) while
 * reads come back full. Event loop only.
 */
public final class TlsReadSize extends ReadTurn {

  static final int LEAST_BYTES = 2 * 1024;
  static final int MOST_BYTES = 64 * 1024;

  private int size = LEAST_BYTES;

  @Override
  public ByteBuf allocate(ByteBufAllocator alloc) {
    return alloc.directBuffer(size, size);
  }

  @Override
  public int guess() {
    return size;
  }

  @Override
  public void lastBytesRead(int bytes) {
    super.lastBytesRead(bytes);
    if (bytes == size) {
      size = Math.min(size * 4, MOST_BYTES);
    } else if (bytes > 0 && bytes < size / 4) {
      size = Math.max(size / 2, LEAST_BYTES);
    }
  }
}
