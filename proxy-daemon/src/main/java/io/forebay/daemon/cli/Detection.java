package io.forebay.daemon.cli;

import io.forebay.config.BackendConfig;
import io.forebay.config.DetectionTime;
import io.forebay.config.FailureKind;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.OwnCheck;
import io.forebay.config.ServerConfig;
import io.forebay.config.yaml.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells how long a failed server of a backend can go unnoticed. */
final class Detection {

  private Detection() {}

  /** A line for the backend, and one for each server that is checked in a way of its own. */
  static List<String> describe(BackendConfig backend) {
    List<String> lines = new ArrayList<>();
    lines.add(describe(backend, "backend " + backend.name(), backend.healthCheck()));
    for (ServerConfig server : backend.servers()) {
      OwnCheck own = server.ownCheck();
      if (own != null) {
        lines.add(
            describe(
                backend, "backend " + backend.name() + " server " + server.name(), own.check()));
      }
    }
    return lines;
  }

  private static String describe(
      BackendConfig backend, String what, @Nullable HealthCheckConfig check) {
    if (check == null) {
      return what + ": no health_check, only requests notice a failure" + byRequests(backend, null);
    }
    return "%s: failure detection takes at most %s if a server hangs, %s if it refuses"
            .formatted(
                what,
                Durations.text(DetectionTime.worstCase(check)),
                Durations.text(DetectionTime.whenRefusing(check)))
        + " (every %s, fall %d); ".formatted(Durations.text(check.pace().interval()), check.fall())
        + "it is back after %s at most (rise %d)"
            .formatted(Durations.text(DetectionTime.whenBack(check)), check.rise())
        + byRequests(backend, check);
  }

  /** What is known sooner because of requests; what they do not tell is left out. */
  private static String byRequests(BackendConfig backend, @Nullable HealthCheckConfig check) {
    int failures = DetectionTime.failuresUntilNoticed(backend, FailureKind.CONNECT_FAILURE);
    List<String> noticed = new ArrayList<>();
    if (failures == 1) {
      noticed.add("a refusal at the first failure");
    } else if (failures > 1) {
      noticed.add("a refusal after " + failures + " failures");
    }
    if (check != null && check.http() != null && !backend.passiveCheck().isEmpty()) {
      Duration time = DetectionTime.whenHangingUnderRequests(check);
      noticed.add("a hang after " + Durations.text(time));
    }
    return noticed.isEmpty() ? "" : "; requests notice " + String.join(", ", noticed);
  }
}
