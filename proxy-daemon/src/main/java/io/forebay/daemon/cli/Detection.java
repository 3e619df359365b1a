package io.forebay.daemon.cli;

import io.forebay.config.BackendConfig;
import io.forebay.config.DetectionTime;
import io.forebay.config.HealthCheckConfig;
import java.time.Duration;

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
                text(DetectionTime.worstCase(check)),
                text(DetectionTime.whenRefusing(check)))
        + " (every %s, fall %d)".formatted(text(check.interval()), check.fall());
  }

  /** Such as {@code 9s}, {@code 1m30s}, {@code 1s500ms}: what the configuration would say. */
  static String text(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toHours(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
