package io.forebay.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one place of the configuration says of the access log; null where it says nothing. The
 * components are those of {@link AccessLogConfig}.
 *
 * @param off whether nothing is logged, whatever is said further out
 */
public record AccessLogOverrides(
    boolean off,
    @Nullable String path,
    @Nullable LogFormat format,
    @Nullable Integer bufferBytes,
    @Nullable Duration flush,
    @Nullable Boolean skipEmptyConnections,
    @Nullable Double sample) {

  /** Says nothing. */
  public static final AccessLogOverrides NONE =
      new AccessLogOverrides(false, null, null, null, null, null, null);

  /** Nothing is logged. */
  public static final AccessLogOverrides OFF =
      new AccessLogOverrides(true, null, null, null, null, null, null);

  /** Both in one, where the inner one wins. */
  public AccessLogOverrides merge(AccessLogOverrides inner) {
    if (inner.off || inner.equals(NONE)) {
      return inner.off ? inner : this;
    }
    return new AccessLogOverrides(
        false,
        inner.path == null ? path : inner.path,
        inner.format == null ? format : inner.format,
        inner.bufferBytes == null ? bufferBytes : inner.bufferBytes,
        inner.flush == null ? flush : inner.flush,
        inner.skipEmptyConnections == null ? skipEmptyConnections : inner.skipEmptyConnections,
        inner.sample == null ? sample : inner.sample);
  }

  /** The same with every default written out. */
  public AccessLogOverrides complete() {
    AccessLogConfig config = config();
    return config == null
        ? this
        : new AccessLogOverrides(
            false,
            config.path(),
            config.format(),
            config.bufferBytes(),
            config.flush(),
            config.skipEmptyConnections(),
            config.sample());
  }

  /** What comes of it; null if nothing is logged. */
  public @Nullable AccessLogConfig config() {
    if (off || path == null) {
      return null;
    }
    return new AccessLogConfig(
        path,
        format == null ? LogFormat.COMBINED : format,
        bufferBytes == null ? AccessLogConfig.DEFAULT_BUFFER : bufferBytes,
        flush == null ? AccessLogConfig.DEFAULT_FLUSH : flush,
        skipEmptyConnections == null || skipEmptyConnections,
        sample == null ? AccessLogConfig.EVERY : sample);
  }
}
