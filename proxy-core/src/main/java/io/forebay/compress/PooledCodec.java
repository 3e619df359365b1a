package io.forebay.compress;

import io.forebay.config.CompressionAlgorithm;

/**
 * A codec with what {@link Compressors} has to know of it.
 *
 * @param bytes of native memory that it holds, about
 */
record PooledCodec(CompressionAlgorithm algorithm, int level, int bytes, Codec codec) {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /** zlib's window, hash tables and pending output are the same for all levels. */
  private static final int GZIP_BYTES = 272 * KIB;

  private static final int ZSTD_BYTES = 3 * MIB;

  /** By level: from 5 to 9 the tables of brotli double with each. */
  private static final int[] BROTLI_MIB = {1, 1, 2, 2, 2, 3, 6, 10, 18, 36, 8, 8};

  PooledCodec(CompressionAlgorithm algorithm, int level, int bytes) {
    this(algorithm, level, bytes, codec(algorithm, level));
  }

  private static Codec codec(CompressionAlgorithm algorithm, int level) {
    return switch (algorithm) {
      case GZIP -> new GzipCodec(level);
      case BR -> new BrotliCodec(level);
      case ZSTD -> new ZstdCodec(level);
    };
  }

  static int bytes(CompressionAlgorithm algorithm, int level) {
    return switch (algorithm) {
      case GZIP -> GZIP_BYTES;
      case BR -> BROTLI_MIB[level] * MIB;
      case ZSTD -> ZSTD_BYTES;
    };
  }

  /** Whether to keep it saves anything. */
  boolean isReusable() {
    return algorithm != CompressionAlgorithm.BR;
  }
}
