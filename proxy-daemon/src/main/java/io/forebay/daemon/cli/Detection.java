package io.forebay.daemon.cli;

import io.forebay.config.BackendConfig;
import io.forebay.config.DetectionTime;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.OwnCheck;
import io.forebay.config.ServerConfig;
import io.forebay.config.yaml.Durations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells how long a failed server of a backend can go unnoticed. */
final class Detection {

  private Detection() {}

  /** A line for the backend, and one for each server that is checked in a way of its own. */
  static List<String> describe(BackendConfig backend) {
    List<String> lines = new ArrayList<>();
    lines.add(describe("backend " + backend.name(), backend.healthCheck()));
    for (ServerConfig server : backend.servers()) {
      OwnCheck own = server.ownCheck();
      if (own != null) {
        lines.add(describe("backend " + backend.name() + " server " + server.name(), own.check()));
      }
    }
    return lines;
  }

  private static String describe(String what, @Nullable HealthCheckConfig check) {
    if (check == null) {
      return what + ": no health_check, only requests notice a failure";
    }
    return "%s: failure detection takes at most %s if a server hangs, %s if it refuses"
            .formatted(
                what,
                Durations.text(DetectionTime.worstCase(check)),
                Durations.text(DetectionTime.whenRefusing(check)))
        + " (every %s, fall %d); ".formatted(Durations.text(check.pace().interval()), check.fall())
        + "it is back after %s at most (rise %d)"
            .formatted(Durations.text(DetectionTime.whenBack(check)), check.rise());
  }
}
