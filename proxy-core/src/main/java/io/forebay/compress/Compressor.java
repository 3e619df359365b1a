package io.forebay.compress;

import io.netty.buffer.ByteBuf;

/**
 * Compresses one body. Holds back what it needs to compress well until it is flushed or ended.
 * Event loop only.
 */
public interface Compressor {

  /**
   * The next bytes of the compressed body, none if all of {@code data} is held back. Takes
   * ownership of {@code data}; the caller owns what it gets.
   *
   * @param end whether the body ends with it
   */
  ByteBuf compress(ByteBuf data, boolean end);

  /** What was held back, such that the receiver can read all that went in. The caller owns it. */
  ByteBuf flush();

  /** Gives back what it holds; it is not to be used again. Idempotent. */
  void close();
}
