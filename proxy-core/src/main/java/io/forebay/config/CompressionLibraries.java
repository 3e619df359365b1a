package io.forebay.config;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import org.jspecify.annotations.Nullable;

/**
 * The native code behind brotli and Zstandard, which not every machine can load: it is unpacked
 * into the folder for temporary files. Blocks; any thread.
 */
public final class CompressionLibraries {

  private CompressionLibraries() {}

  /** Loads what {@code algorithm} needs. Returns why it cannot be used, or null. */
  public static @Nullable String problem(CompressionAlgorithm algorithm) {
    return switch (algorithm) {
      case GZIP -> null;
      case BR -> Brotli4jLoader.isAvailable() ? null : Brotli4jLoader.getUnavailabilityCause() + "";
      case ZSTD -> zstd();
    };
  }

  private static @Nullable String zstd() {
    try {
      Native.load();
      return null;
    } catch (LinkageError | RuntimeException e) {
      return e.toString();
    }
  }
}
