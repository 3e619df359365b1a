package io.forebay.config;

import java.time.Duration;

/** How long a change of a server can go unnoticed by the active check alone. */
public final class DetectionTime {

  private DetectionTime() {}

  /**
   * For a server that accepts connections and never answers again.
   *
   * <pre>
   *   good check, then it hangs        next check          fast re-checks, (fall - 1) times
   *   |------------ interval ---------|---- timeout ----|-- fast --|-- timeout --| ... down
   * </pre>
   *
   * <p>That is {@code interval + timeout + (fall - 1) * (fast_interval + timeout)}: 9 s with the
   * defaults. Failures that requests run into are noticed sooner and are not part of it.
   */
  public static Duration worstCase(HealthCheckConfig check) {
    CheckPace pace = check.pace();
    Duration again = pace.fastInterval().plus(pace.timeout());
    return pace.interval().plus(pace.timeout()).plus(again.multipliedBy(check.fall() - 1L));
  }

  /**
   * For a server that refuses connections, so that a check fails at once: {@code interval + (fall -
   * 1) * fast_interval}, 3 s with the defaults.
   */
  public static Duration whenRefusing(HealthCheckConfig check) {
    CheckPace pace = check.pace();
    return pace.interval().plus(pace.fastInterval().multipliedBy(check.fall() - 1L));
  }

  /**
   * For a server that is well again and answers at once: {@code down_interval + (rise - 1) *
   * fast_interval}, 2.5 s with the defaults. Where no other server is up it is 250 ms at most.
   */
  public static Duration whenBack(HealthCheckConfig check) {
    CheckPace pace = check.pace();
    return pace.downInterval().plus(pace.fastInterval().multipliedBy(check.rise() - 1L));
  }
}
