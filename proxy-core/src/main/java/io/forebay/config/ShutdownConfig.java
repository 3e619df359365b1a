package io.forebay.config;

import java.time.Duration;

/**
 * How a graceful stop proceeds.
 *
 * @param delay from "not ready" until listeners close, so that whoever balances in front of us can
 *     notice; 0 to 30 days, default 0
 * @param drainTimeout how long requests in flight may go on after that; more than 0, at most 30
 *     days, default 30 s
 */
public record ShutdownConfig(Duration delay, Duration drainTimeout) {
  public static final ShutdownConfig DEFAULT =
      new ShutdownConfig(Duration.ZERO, Duration.ofSeconds(30));

  public ShutdownConfig {
    if (!delay.isZero()) {
      Checks.positive("delay", delay);
    }
    Checks.positive("drain_timeout", drainTimeout);
  }
}
