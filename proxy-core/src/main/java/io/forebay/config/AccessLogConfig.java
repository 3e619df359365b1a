package io.forebay.config;

import java.time.Duration;

/**
 * Where and how requests are logged when they have ended.
 *
 * @param path a {@link LogPath}
 * @param format default {@link LogFormat#COMBINED}
 * @param bufferBytes lines are written once they are this many bytes, 1 KiB to 16 MiB, default 32
 *     KiB
 * @param flush or once the oldest is this old, default 1 s
 * @param skipEmptyConnections whether connections without a request get no line, default true
 * @param sample the share of exchanges that get a line, 0 to 1, default 1; those that failed and
 *     those with a status of 500 or above always do
 */
public record AccessLogConfig(
    String path,
    LogFormat format,
    int bufferBytes,
    Duration flush,
    boolean skipEmptyConnections,
    double sample) {

  public static final int MIN_BUFFER = 1024;
  public static final int MAX_BUFFER = 16 * 1024 * 1024;
  public static final int DEFAULT_BUFFER = 32 * 1024;
  public static final Duration DEFAULT_FLUSH = Duration.ofSeconds(1);
  public static final double EVERY = 1;

  public AccessLogConfig {
    LogPath.checked(path);
    Checks.range("buffer", bufferBytes, MIN_BUFFER, MAX_BUFFER);
    Checks.positive("flush", flush);
    Checks.require(sample >= 0 && sample <= EVERY, "sample", sample, "0 to 1");
  }
}
