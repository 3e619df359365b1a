package io.forebay.config.yaml;

import io.forebay.config.RequestKey;
import io.forebay.config.SameSite;
import io.forebay.config.StickyConfig;
import io.forebay.config.StickyMode;
import io.forebay.config.WhenDraining;
import io.forebay.config.WhenServerDown;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code sticky}, wherever it stands. */
final class StickySection {
  private static final List<String> OF_OUR_COOKIE =
      List.of(
          "indirect", "path", "domain", "http_only", "secure", "same_site", "max_idle", "max_life");
  private static final List<String> OF_COOKIES =
      List.of("mode", "no_cache", "when_server_down", "when_draining");

  private StickySection() {}

  /** Null when the key is absent, and after a problem. */
  static @Nullable StickyConfig read(MapReader owner) {
    Place place = owner.at("sticky");
    if (place == null) {
      return null;
    }
    if (place.node().kind() == YamlNode.Kind.SCALAR) {
      if (!place.node().text().equals("none")) {
        place.expected("a map, or none");
      }
      return StickyConfig.OFF;
    }
    MapReader map = MapReader.of(place);
    StickyConfig config = map == null ? null : parts(map);
    requireSense(place, config);
    return config;
  }

  private static @Nullable StickyConfig parts(MapReader map) {
    int before = map.problems().count();
    String cookie = convert(map, "cookie", StickyConfig.COOKIE_EXPECTED, StickyConfig::cookieName);
    StickyMode mode = word(map, "mode", StickyMode.class);
    Boolean indirect = bool(map, "indirect");
    Boolean noCache = bool(map, "no_cache");
    String path = convert(map, "path", StickyConfig.PATH_EXPECTED, StickyConfig::cookiePath);
    String domain =
        convert(map, "domain", StickyConfig.DOMAIN_EXPECTED, StickyConfig::cookieDomain);
    Boolean httpOnly = bool(map, "http_only");
    Boolean secure = bool(map, "secure");
    SameSite sameSite = word(map, "same_site", SameSite.class);
    Duration maxIdle = duration(map, "max_idle");
    Duration maxLife = duration(map, "max_life");
    RequestKey key = convert(map, "key", RequestKey.EXPECTED, RequestKey::parse);
    WhenServerDown whenDown = word(map, "when_server_down", WhenServerDown.class);
    WhenDraining whenDraining = word(map, "when_draining", WhenDraining.class);
    if (map.has("key")) {
      refuse(map, List.of("cookie"), "beside key (expected: cookie or key, not both)");
      refuse(map, OF_COOKIES, "with key (expected: only with cookie)");
      refuse(map, OF_OUR_COOKIE, "with key (expected: only with cookie)");
    } else if (mode == StickyMode.PREFIX) {
      refuse(map, OF_OUR_COOKIE, "with mode: prefix (expected: only with a cookie of our own)");
    }
    map.finish(UnsupportedKeys.Level.STICKY);
    if (map.problems().count() != before) {
      return null;
    }
    StickyConfig said =
        new StickyConfig(
            false,
            cookie,
            mode,
            indirect,
            noCache,
            path,
            domain,
            httpOnly,
            secure,
            sameSite,
            maxIdle,
            maxLife,
            key,
            whenDown,
            whenDraining);
    return said.equals(StickyConfig.NOTHING) ? null : said;
  }

  private static void refuse(MapReader map, List<String> keys, String why) {
    for (String key : keys) {
      Place place = map.has(key) ? map.at(key) : null;
      if (place != null) {
        place.problem(key + " " + why);
      }
    }
  }

  /** Reports what cannot be of all that is said so far; null says nothing. */
  private static void requireSense(Place place, @Nullable StickyConfig config) {
    String problem = config == null ? null : config.problem();
    if (problem != null) {
      place.problem(problem);
    }
  }

  /** Reports what cannot be where it has all been said; {@code said} is at {@code place}. */
  static void requireWhole(Place place, StickyConfig said, StickyConfig all) {
    if (!all.isComplete()) {
      place.problem("nothing tells clients apart (expected: cookie or key)");
    } else if (said.problem() == null) {
      requireSense(place, all);
    }
  }

  private static <T> @Nullable T convert(
      MapReader map, String key, String expected, Function<String, T> conversion) {
    Place place = map.at(key);
    return place == null ? null : Scalars.convert(place, expected, conversion);
  }

  private static @Nullable Boolean bool(MapReader map, String key) {
    Place place = map.at(key);
    return place == null ? null : Scalars.bool(place);
  }

  private static @Nullable Duration duration(MapReader map, String key) {
    Place place = map.at(key);
    return place == null ? null : Scalars.duration(place, false);
  }

  private static <E extends Enum<E>> @Nullable E word(MapReader map, String key, Class<E> type) {
    Place place = map.at(key);
    return place == null ? null : Scalars.word(place, Words.of(type));
  }
}
