package io.forebay.config;

import java.time.Duration;

/**
 * How sessions of TLS are kept for clients that come back.
 *
 * @param size memory for them, 0 (none are kept) to 1 GiB, default 10 MiB
 * @param timeout how long one may be used, 1 s to 7 days, default 10 min
 */
public record SessionCacheConfig(long size, Duration timeout) {

  public static final long MAX_SIZE = 1L << 30;
  public static final Duration MAX_TIMEOUT = Duration.ofDays(7);

  /** 10 MiB for 10 minutes. */
  public static final SessionCacheConfig DEFAULT =
      new SessionCacheConfig(10L << 20, Duration.ofMinutes(10));

  public SessionCacheConfig {
    Checks.require(size >= 0 && size <= MAX_SIZE, "size", size, "0 to 1 GiB");
    Checks.require(
        timeout.compareTo(Duration.ofSeconds(1)) >= 0 && timeout.compareTo(MAX_TIMEOUT) <= 0,
        "timeout",
        timeout,
        "1s to 7d");
  }
}
