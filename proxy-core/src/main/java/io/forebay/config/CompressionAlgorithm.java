package io.forebay.config;

/** A content coding that answers can be given (RFC 9110 section 8.4.1), and its levels. */
public enum CompressionAlgorithm {
  GZIP("gzip", 1, 9, 6),
  BR("br", 0, 11, 4),
  ZSTD("zstd", 1, 19, 3);

  private final String coding;
  private final int fastest;
  private final int smallest;
  private final int defaultLevel;

  CompressionAlgorithm(String coding, int fastest, int smallest, int defaultLevel) {
    this.coding = coding;
    this.fastest = fastest;
    this.smallest = smallest;
    this.defaultLevel = defaultLevel;
  }

  /** The level that costs least. */
  public int fastest() {
    return fastest;
  }

  /** The level that compresses most. */
  public int smallest() {
    return smallest;
  }

  /** The level where none is said. */
  public int defaultLevel() {
    return defaultLevel;
  }

  /** Its name in header fields and in the configuration. */
  @Override
  public String toString() {
    return coding;
  }
}
