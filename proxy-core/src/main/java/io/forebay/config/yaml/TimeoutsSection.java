package io.forebay.config.yaml;

import io.forebay.config.TimeoutOverrides;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code timeouts}, wherever they stand. */
final class TimeoutsSection {
  private static final List<String> CLIENT_SIDE =
      List.of("client", "request_headers", "keep_alive");

  private TimeoutsSection() {}

  /** All of them: of {@code defaults} or a listener. Names nothing when the key is absent. */
  static TimeoutOverrides all(MapReader owner) {
    MapReader map = owner.map("timeouts");
    return map == null ? TimeoutOverrides.NONE : read(map);
  }

  /**
   * Those of servers. A client's run before anybody knows which route or backend its request will
   * go to.
   *
   * @param owners who has them, for messages
   */
  static TimeoutOverrides ofServers(MapReader owner, String owners, String elsewhere) {
    MapReader map = owner.map("timeouts");
    if (map == null) {
      return TimeoutOverrides.NONE;
    }
    for (String key : CLIENT_SIDE) {
      map.refuse(key, "not a timeout of " + owners + " (expected: it in " + elsewhere + ")");
    }
    return read(map);
  }

  private static TimeoutOverrides read(MapReader map) {
    TimeoutOverrides timeouts =
        new TimeoutOverrides(
            duration(map, "connect", false),
            duration(map, "client", false),
            duration(map, "server", false),
            duration(map, "request_headers", false),
            duration(map, "keep_alive", false),
            duration(map, "tunnel", false),
            duration(map, "queue", false),
            duration(map, "total", true),
            duration(map, "per_try", true));
    map.finish(UnsupportedKeys.Level.TIMEOUTS);
    return timeouts;
  }

  private static @Nullable Duration duration(MapReader map, String key, boolean zeroIsOff) {
    Place place = map.at(key);
    return place == null ? null : Scalars.duration(place, zeroIsOff);
  }
}
