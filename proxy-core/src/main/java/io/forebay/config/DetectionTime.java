package io.forebay.config;

import java.time.Duration;

/** How long a failed server can go unnoticed by the active check alone. */
public final class DetectionTime {
  /** After a first failure a server is checked again this soon, or after the interval if sooner. */
  public static final Duration FAST_INTERVAL = Duration.ofMillis(500);

  private DetectionTime() {}

  /**
   * For a server that accepts connections and never answers again.
   *
   * <pre>
   *   good check, then it hangs        next check          fast re-checks, (fall - 1) times
   *   |------------ interval ---------|---- timeout ----|-- fast --|-- timeout --| ... down
   * </pre>
   *
   * <p>That is {@code interval + timeout + (fall - 1) * (min(500 ms, interval) + timeout)}: 9 s
   * with the defaults. Failures that requests run into are noticed sooner and are not part of it.
   */
  public static Duration worstCase(HealthCheckConfig check) {
    Duration again = fastInterval(check).plus(check.timeout());
    return check.interval().plus(check.timeout()).plus(again.multipliedBy(check.fall() - 1L));
  }

  /**
   * For a server that refuses connections, so that a check fails at once: {@code interval + (fall -
   * 1) * min(500 ms, interval)}, 3 s with the defaults.
   */
  public static Duration whenRefusing(HealthCheckConfig check) {
    return check.interval().plus(fastInterval(check).multipliedBy(check.fall() - 1L));
  }

  private static Duration fastInterval(HealthCheckConfig check) {
    return check.interval().compareTo(FAST_INTERVAL) < 0 ? check.interval() : FAST_INTERVAL;
  }
}
