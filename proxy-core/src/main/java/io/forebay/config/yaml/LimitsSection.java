package io.forebay.config.yaml;

import io.forebay.config.LimitsConfig;
import io.forebay.config.RouteLimitsConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code limits} of {@code defaults}, of a listener, a virtual host or a route. */
final class LimitsSection {
  private LimitsSection() {}

  /** What {@code owner} says, and the rest as in {@code base}; that alone after a problem. */
  static LimitsConfig read(MapReader owner, LimitsConfig base) {
    MapReader map = owner.map("limits");
    if (map == null) {
      return base;
    }
    int before = map.problems().count();
    int longest = LimitsConfig.LONGEST_HEAD;
    int line = size(map, "request_line", base.requestLine(), LimitsConfig.SHORTEST_LINE, longest);
    int head = size(map, "head", base.head(), LimitsConfig.SHORTEST_LINE, longest);
    int fields = map.integer("fields", base.fields(), 1, LimitsConfig.MOST_FIELDS);
    int requests =
        map.integer("keep_alive_requests", base.keepAliveRequests(), 0, LimitsConfig.MOST_REQUESTS);
    Duration age = age(map, base.keepAliveTime());
    long rate = rate(map, base.minBodyRate());
    map.finish(UnsupportedKeys.Level.LIMITS);
    if (map.problems().count() == before && head < line) {
      map.place().problem("head is below request_line (expected: at least " + line + "B)");
    }
    return map.problems().count() == before
        ? new LimitsConfig(line, head, fields, requests, age, rate)
        : base;
  }

  /** What a virtual host or a route says; null for nothing. */
  static @Nullable RouteLimitsConfig ofRoute(MapReader owner) {
    MapReader map = owner.map("limits");
    if (map == null) {
      return null;
    }
    for (String key : List.of("keep_alive_requests", "keep_alive_time", "min_body_rate")) {
      map.refuse(key, "not a setting of routes (expected: it in the listener's limits)");
    }
    int longest = LimitsConfig.LONGEST_HEAD;
    int line = size(map, "request_line", longest, LimitsConfig.SHORTEST_LINE, longest);
    int head = size(map, "head", longest, LimitsConfig.SHORTEST_LINE, longest);
    int fields = map.integer("fields", LimitsConfig.MOST_FIELDS, 1, LimitsConfig.MOST_FIELDS);
    map.finish(UnsupportedKeys.Level.LIMITS);
    if (!map.has("request_line") && !map.has("head") && !map.has("fields")) {
      return null;
    }
    return new RouteLimitsConfig(
        map.has("request_line") ? line : null,
        map.has("head") ? head : null,
        map.has("fields") ? fields : null);
  }

  private static int size(MapReader map, String key, int fallback, int min, int max) {
    Place place = map.at(key);
    Long size = place == null ? null : Scalars.size(place, Sizes.EXPECTED);
    if (place == null || size == null) {
      return fallback;
    }
    if (size < min || size > max) {
      place.expected("a size from " + min + "B to 1MiB");
      return fallback;
    }
    return size.intValue();
  }

  private static Duration age(MapReader map, Duration fallback) {
    Place place = map.at("keep_alive_time");
    Duration age = place == null ? null : Scalars.duration(place, true);
    return age == null ? fallback : age;
  }

  /** Bytes per second; 0 needs no unit. */
  private static long rate(MapReader map, long fallback) {
    Place place = map.at("min_body_rate");
    if (place == null) {
      return fallback;
    }
    if (place.node().text().equals("0")) {
      return 0;
    }
    Long rate = Scalars.size(place, "a size per second such as 1KiB, or 0");
    if (rate != null && rate > LimitsConfig.HIGHEST_RATE) {
      place.expected("at most 1GiB");
      return fallback;
    }
    return rate == null ? fallback : rate;
  }
}
