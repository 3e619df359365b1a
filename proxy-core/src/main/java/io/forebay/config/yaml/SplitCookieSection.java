package io.forebay.config.yaml;

import io.forebay.config.SameSite;
import io.forebay.config.SplitCookieConfig;
import io.forebay.config.StickyConfig;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code split_cookie}: the name of a cookie, or a map. */
final class SplitCookieSection {
  private SplitCookieSection() {}

  /** Null where {@code owner} has none, and after a problem. */
  static @Nullable SplitCookieConfig read(MapReader owner) {
    Place place = owner.at("split_cookie");
    if (place == null) {
      return null;
    }
    if (!owner.has("backends")) {
      place.problem("without backends (expected: backends, among which clients keep theirs)");
    }
    if (place.node().kind() != YamlNode.Kind.MAP) {
      String name = text(place, StickyConfig.COOKIE_EXPECTED, StickyConfig::cookieName);
      return name == null ? null : SplitCookieConfig.of(name);
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : read(map, place);
  }

  private static @Nullable SplitCookieConfig read(MapReader map, Place place) {
    int before = map.problems().count();
    String cookie = text(map.at("cookie"), StickyConfig.COOKIE_EXPECTED, StickyConfig::cookieName);
    String path = text(map.at("path"), StickyConfig.PATH_EXPECTED, StickyConfig::cookiePath);
    String domain =
        text(map.at("domain"), StickyConfig.DOMAIN_EXPECTED, StickyConfig::cookieDomain);
    boolean httpOnly = map.bool("http_only", true);
    Place securePlace = map.at("secure");
    Boolean secure = securePlace == null ? null : Scalars.bool(securePlace);
    SameSite sameSite = map.word("same_site", SameSite.LAX, Words.of(SameSite.class));
    Place agePlace = map.at("max_age");
    Duration age = agePlace == null ? null : Scalars.duration(agePlace, false);
    map.finish(UnsupportedKeys.Level.SPLIT_COOKIE);
    if (cookie == null && !map.has("cookie")) {
      place.problem("cookie is missing (expected: " + StickyConfig.COOKIE_EXPECTED + ")");
    }
    if (agePlace != null && age != null && age.toSeconds() == 0) {
      agePlace.expected("at least 1s");
    }
    if (sameSite == SameSite.NONE && !Boolean.TRUE.equals(secure)) {
      place.problem(
          "same_site: none (expected: secure: true with it, as browsers refuse it otherwise)");
    }
    return cookie == null || map.problems().count() != before
        ? null
        : new SplitCookieConfig(
            cookie, path == null ? "/" : path, domain, httpOnly, secure, sameSite, age);
  }

  private static @Nullable String text(
      @Nullable Place place, String expected, Function<String, String> conversion) {
    return place == null ? null : Scalars.convert(place, expected, conversion);
  }
}
