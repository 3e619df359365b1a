package io.forebay.daemon.cli;

import io.forebay.config.BackendConfig;
import io.forebay.config.DetectionTime;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.yaml.Durations;

/** Tells how long a failed server of a backend can go unnoticed. */
final class Detection {

  private Detection() {}

  static String describe(BackendConfig backend) {
    HealthCheckConfig check = backend.healthCheck();
    if (check == null) {
      return "backend " + backend.name() + ": no health_check, only requests notice a failure";
    }
    return "backend %s: failure detection takes at most %s if a server hangs, %s if it refuses"
            .formatted(
                backend.name(),
                Durations.text(DetectionTime.worstCase(check)),
                Durations.text(DetectionTime.whenRefusing(check)))
        + " (every %s, fall %d); ".formatted(Durations.text(check.pace().interval()), check.fall())
        + "it is back after %s at most (rise %d)"
            .formatted(Durations.text(DetectionTime.whenBack(check)), check.rise());
  }
}
