package io.forebay.config.yaml;

import io.forebay.config.MatchConfig;
import io.forebay.config.PathRewriteConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that say what becomes of a path: of {@code rewrite} and of {@code redirect}. */
final class PathRewriteSection {
  private static final String PREFIX =
      "a path of at least one element, such as /api, in visible ASCII and without ? and #";
  private static final String REGEX = "an RE2 expression that takes whole paths";

  private PathRewriteSection() {}

  /** Null after a problem; changes nothing where none of the keys is there. */
  static @Nullable PathRewriteConfig read(MapReader map) {
    int before = map.problems().count();
    Place pathPlace = map.at("path");
    String path = pathPlace == null ? null : Paths.path(pathPlace);
    String strip = prefix(map.at("strip_prefix"));
    String add = prefix(map.at("add_prefix"));
    String regex = regex(map.at("regex"));
    Place toPlace = map.at("to");
    String to = toPlace == null ? null : Scalars.text(toPlace, "a path such as /new/$1");
    requireOneWay(map);
    String problem = to == null || regex == null ? null : PathRewriteConfig.toProblem(to, regex);
    if (toPlace != null && problem != null) {
      toPlace.expected(problem);
    }
    return map.problems().count() == before
        ? new PathRewriteConfig(path, strip, add, regex, to)
        : null;
  }

  /** The {@code rewrite} of a route; null where there is none, and after a problem. */
  static @Nullable PathRewriteConfig ofRoute(MapReader route, @Nullable MatchConfig match) {
    MapReader map = route.map("rewrite");
    if (map == null) {
      return null;
    }
    PathRewriteConfig config = read(map);
    map.finish(UnsupportedKeys.Level.REWRITE);
    for (String key : List.of("redirect", "respond")) {
      if (route.has(key)) {
        map.place()
            .problem("beside " + key + " (expected: a backend, whose servers are sent the path)");
      }
    }
    if (map.place().node().entries().isEmpty()) {
      map.place()
          .problem("nothing to change (expected: strip_prefix, add_prefix, regex and to, or path)");
    }
    requirePrefix(map, config, match);
    return config;
  }

  /** Reports a prefix that no path has which the route takes. */
  static void requirePrefix(
      MapReader map, @Nullable PathRewriteConfig config, @Nullable MatchConfig match) {
    String strip = config == null ? null : config.stripPrefix();
    Place place = map.at("strip_prefix");
    if (strip == null || match == null || place == null) {
      return;
    }
    String whole = match.wholePath();
    String prefix = match.prefix();
    boolean possible =
        whole != null ? isWithin(whole, strip) : prefix == null || mayHave(prefix, strip);
    if (!possible) {
      place.problem(
          Texts.value(strip)
              + ": no path that the match takes begins so (expected: the beginning of "
              + Texts.value(whole == null ? prefix + "" : whole)
              + ")");
    }
  }

  private static boolean mayHave(String prefix, String strip) {
    return isWithin(prefix, strip) || prefix.equals("/") || isWithin(strip, prefix);
  }

  private static boolean isWithin(String path, String prefix) {
    return path.equals(prefix) || path.startsWith(prefix + "/");
  }

  private static @Nullable String prefix(@Nullable Place place) {
    String prefix = place == null ? null : Scalars.text(place, PREFIX);
    if (place == null || prefix == null || PathRewriteConfig.isPrefix(prefix)) {
      return prefix;
    }
    place.expected(PREFIX);
    return null;
  }

  private static @Nullable String regex(@Nullable Place place) {
    String regex = place == null ? null : Scalars.text(place, REGEX);
    String problem = regex == null ? null : MatchConfig.regexProblem(regex);
    if (place != null && problem != null) {
      place.expected(problem);
      return null;
    }
    return regex;
  }

  private static void requireOneWay(MapReader map) {
    boolean prefixes = map.has("strip_prefix") || map.has("add_prefix");
    for (String key : List.of("path", "regex")) {
      Place place = map.at(key);
      String other = prefixes ? "a prefix" : key.equals("regex") && map.has("path") ? "path" : "";
      if (place != null && !other.isEmpty()) {
        place.problem(
            "beside " + other + " (expected: path, or strip_prefix and add_prefix, or regex)");
      }
    }
    requireBoth(map, "regex", "to");
    requireBoth(map, "to", "regex");
  }

  private static void requireBoth(MapReader map, String there, String missing) {
    Place place = map.at(there);
    if (place != null && !map.has(missing)) {
      place.problem("without " + missing + " (expected: both)");
    }
  }
}
