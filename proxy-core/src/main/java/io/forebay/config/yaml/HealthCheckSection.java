package io.forebay.config.yaml;

import io.forebay.config.HealthCheckConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code health_check} of a backend. */
final class HealthCheckSection {
  private static final Set<String> LATER_TYPES = Set.of("tcp", "grpc");

  private HealthCheckSection() {}

  /** Null after a problem. */
  static @Nullable HealthCheckConfig read(MapReader map) {
    int before = map.problems().count();
    Place type = map.at("type");
    if (type != null && LATER_TYPES.contains(type.node().text())) {
      type.unsupported("type " + type.node().text());
    } else if (type != null) {
      Scalars.word(type, Map.of("http", "http"));
    }
    Place pathPlace = map.at("path");
    String path = pathPlace == null ? null : path(pathPlace);
    Duration interval = map.duration("interval", HealthCheckConfig.DEFAULT_INTERVAL);
    Duration timeout = map.duration("timeout", HealthCheckConfig.defaultTimeout(interval));
    int rise = map.integer("rise", HealthCheckConfig.DEFAULT_RISE, 1, HealthCheckConfig.MAX_COUNT);
    int fall = map.integer("fall", HealthCheckConfig.DEFAULT_FALL, 1, HealthCheckConfig.MAX_COUNT);
    if (pathPlace == null && map.problems().count() == before) {
      map.place()
          .problem(
              "path is missing (expected: a path such as /health; "
                  + "a TCP check without a path is not supported yet)");
    }
    map.finish(UnsupportedKeys.Level.HEALTH_CHECK);
    Place timeoutPlace = map.at("timeout");
    if (timeoutPlace != null && timeout.compareTo(interval) > 0) {
      timeoutPlace.warn("longer than the interval: a hanging server is noticed late");
    }
    if (map.problems().count() != before || path == null) {
      return null;
    }
    return new HealthCheckConfig(path, interval, timeout, rise, fall);
  }

  private static @Nullable String path(Place place) {
    String expected = "a path that starts with /, in visible ASCII and without #";
    String path = Scalars.text(place, expected);
    if (path != null && !HealthCheckConfig.isPath(path)) {
      boolean slashMissing = HealthCheckConfig.isPath("/" + path);
      place.expected(expected, slashMissing ? "/" + Texts.value(path) : null);
      return null;
    }
    return path;
  }
}
