package io.forebay.compress;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** The part of a compressor that differs from algorithm to algorithm. Event loop only. */
interface Codec {

  /** How far the output is to reach. */
  enum Reach {
    /** As far as suits the algorithm. */
    SOME,
    /** The receiver can read all that went in. */
    FLUSH,
    /** The body is over. */
    END
  }

  /**
   * Begins a body.
   *
   * @param length its bytes, or less than 0 if that is not known
   */
  void begin(long length);

  /** Takes all of {@code in}, a direct buffer, and appends what comes of it to {@code out}. */
  void encode(ByteBuffer in, Reach reach, ByteBuf out);

  /** Frees its memory. */
  void free();
}
