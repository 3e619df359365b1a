package io.forebay.compress;

import io.forebay.config.CompressionAlgorithm;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The compressors of one event loop. What they hold together is bounded by {@value #MAX_BYTES}
 * bytes, so that many slow receivers cannot take more, and what is kept for the next bodies by
 * {@value #MAX_IDLE_BYTES}: to clear a compressor costs a tenth of making one. Event loop only.
 */
public final class Compressors {

  static final int MAX_BYTES = 64 * 1024 * 1024;
  static final int MAX_IDLE_BYTES = 8 * 1024 * 1024;

  /** Oldest first. */
  private final ArrayDeque<PooledCodec> idle = new ArrayDeque<>();

  private long usedBytes;
  private long idleBytes;
  private boolean closed;

  /**
   * A compressor for one body, which the caller has to close; null while there is no memory for it.
   *
   * @param level within the range of {@code algorithm}
   * @param length bytes of the body, or less than 0 if that is not known
   */
  public @Nullable Compressor acquire(
      CompressionAlgorithm algorithm, int level, long length, ByteBufAllocator alloc) {
    int bytes = PooledCodec.bytes(algorithm, level);
    if (usedBytes + bytes > MAX_BYTES) {
      return null;
    }
    PooledCodec codec = takeIdle(algorithm, level);
    if (codec == null) {
      codec = new PooledCodec(algorithm, level, bytes);
    }
    usedBytes += bytes;
    codec.codec().begin(length);
    return new BodyCompressor(this, codec, alloc);
  }

  /** The one used last, whose memory is the likeliest to be in the processor's cache. */
  private @Nullable PooledCodec takeIdle(CompressionAlgorithm algorithm, int level) {
    for (Iterator<PooledCodec> all = idle.descendingIterator(); all.hasNext(); ) {
      PooledCodec codec = all.next();
      if (codec.algorithm() == algorithm && codec.level() == level) {
        all.remove();
        idleBytes -= codec.bytes();
        return codec;
      }
    }
    return null;
  }

  void release(PooledCodec codec) {
    usedBytes -= codec.bytes();
    if (closed || !codec.isReusable()) {
      codec.codec().free();
      return;
    }
    idle.addLast(codec);
    idleBytes += codec.bytes();
    while (idleBytes > MAX_IDLE_BYTES) {
      freeOldest();
    }
  }

  private void freeOldest() {
    PooledCodec oldest = idle.removeFirst();
    idleBytes -= oldest.bytes();
    oldest.codec().free();
  }

  /** Bytes that bodies under way hold, about. */
  public long usedBytes() {
    return usedBytes;
  }

  /** Frees what is kept; from now on nothing is. */
  public void close() {
    closed = true;
    while (!idle.isEmpty()) {
      freeOldest();
    }
  }
}
