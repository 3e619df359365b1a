package io.forebay.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether requests are turned away for a while.
 *
 * @param on whether they are now
 * @param file the absolute path of the file that switches it on by being there, looked at when the
 *     configuration is read; null where the configuration itself says it
 * @param status of the answer, 400 to 599, default 503
 * @param retryAfter what Retry-After tells, in whole seconds, default 2 minutes
 * @param allow who is let in all the same; null for nobody
 */
public record MaintenanceConfig(
    boolean on,
    @Nullable String file,
    int status,
    Duration retryAfter,
    @Nullable AddressListConfig allow) {

  public static final int DEFAULT_STATUS = 503;
  public static final Duration DEFAULT_RETRY_AFTER = Duration.ofMinutes(2);

  public MaintenanceConfig {
    Checks.range("status", status, 400, 599);
    Checks.positive("retry_after", retryAfter);
  }

  /** On or off, with nothing else said. */
  public static MaintenanceConfig of(boolean on) {
    return new MaintenanceConfig(on, null, DEFAULT_STATUS, DEFAULT_RETRY_AFTER, null);
  }
}
