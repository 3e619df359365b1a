package io.forebay.config;

import java.time.Duration;

/** How long a change of a server can go unnoticed: by the active check alone, and by requests. */
public final class DetectionTime {

  /** From the request to the moment when it is seen that nothing has come, and another look. */
  private static final Duration SILENCE = Duration.ofMillis(600);

  private static final Duration CHECK_AFTER_SILENCE = Duration.ofMillis(500);

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
   * For a server that hangs while it is given requests, where they are watched: half a second
   * without a first byte, at most 100 ms until that is seen, and a check that gets half a second:
   * 1.1 s at most.
   */
  public static Duration whenHangingUnderRequests(HealthCheckConfig check) {
    Duration timeout = check.pace().timeout();
    return SILENCE.plus(timeout.compareTo(CHECK_AFTER_SILENCE) < 0 ? timeout : CHECK_AFTER_SILENCE);
  }

  /**
   * For a server that refuses connections, or breaks them, while it is given requests.
   *
   * @return the requests that have to fail; 0 where none is counted
   */
  public static int failuresUntilNoticed(BackendConfig backend, FailureKind kind) {
    return backend.passiveCheck().stream()
        .filter(it -> it.count().kinds().contains(kind))
        .mapToInt(PassiveCheckConfig::maxFails)
        .min()
        .orElse(0);
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
