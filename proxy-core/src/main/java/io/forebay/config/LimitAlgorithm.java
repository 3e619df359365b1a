package io.forebay.config;

/** How a {@link RateLimitZoneConfig} finds that a rate is exceeded. */
public enum LimitAlgorithm {
  /** Requests come evenly at the rate; a burst may run ahead of it. */
  TOKEN_BUCKET,
  /** Requests come in any way, as long as their estimated number in the last period is no more. */
  SLIDING_WINDOW
}
