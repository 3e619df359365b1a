package io.forebay.config.yaml;

import io.forebay.config.TimeoutsConfig;
import java.util.List;

/** {@code timeouts}, of {@code defaults} or of a backend. */
final class TimeoutsSection {
  private static final List<String> CLIENT_SIDE =
      List.of("client", "request_headers", "keep_alive");

  private TimeoutsSection() {}

  static TimeoutsConfig ofDefaults(MapReader map) {
    TimeoutsConfig base = TimeoutsConfig.DEFAULT;
    TimeoutsConfig timeouts =
        new TimeoutsConfig(
            map.duration("connect", base.connect()),
            map.duration("client", base.client()),
            map.duration("server", base.server()),
            map.duration("request_headers", base.requestHeaders()),
            map.duration("keep_alive", base.keepAlive()),
            map.duration("tunnel", base.tunnel()));
    map.finish(UnsupportedKeys.Level.TIMEOUTS);
    return timeouts;
  }

  /** A client's timeouts run before anybody knows which backend the request will go to. */
  static TimeoutsConfig ofBackend(MapReader map, TimeoutsConfig base) {
    TimeoutsConfig timeouts =
        new TimeoutsConfig(
            map.duration("connect", base.connect()),
            base.client(),
            map.duration("server", base.server()),
            base.requestHeaders(),
            base.keepAlive(),
            map.duration("tunnel", base.tunnel()));
    for (String key : CLIENT_SIDE) {
      Place place = map.at(key);
      if (place != null) {
        place.problem("not a timeout of backends (expected: it in defaults.timeouts)");
      }
    }
    map.finish(UnsupportedKeys.Level.TIMEOUTS);
    return timeouts;
  }
}
