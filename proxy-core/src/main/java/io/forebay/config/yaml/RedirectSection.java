package io.forebay.config.yaml;

import io.forebay.config.MatchConfig;
import io.forebay.config.PathRewriteConfig;
import io.forebay.config.RedirectConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code redirect}, of a listener or of a route. */
final class RedirectSection {
  private static final Map<String, String> SCHEMES = new LinkedHashMap<>();

  static {
    SCHEMES.put("http", "http");
    SCHEMES.put("https", "https");
  }

  private RedirectSection() {}

  /**
   * Null when the key is absent, and after a problem.
   *
   * @param match which requests are redirected; null for all, or after a problem
   * @param own the scheme of the listener; null where it is not known
   */
  static @Nullable RedirectConfig read(
      MapReader owner, @Nullable MatchConfig match, @Nullable String own) {
    MapReader map = owner.map("redirect");
    return map == null ? null : ofMap(map, match, own);
  }

  private static @Nullable RedirectConfig ofMap(
      MapReader map, @Nullable MatchConfig match, @Nullable String own) {
    int before = map.problems().count();
    Place schemePlace = map.at("scheme");
    String scheme = schemePlace == null ? null : Scalars.word(schemePlace, SCHEMES);
    Place hostPlace = map.at("host");
    String host = hostPlace == null ? null : host(hostPlace);
    Place portPlace = map.at("port");
    Integer port = portPlace == null ? null : Scalars.integer(portPlace, 1, 65_535);
    PathRewriteConfig rewrite = PathRewriteSection.read(map);
    PathRewriteSection.requirePrefix(map, rewrite, match);
    int status = status(map.at("status"));
    map.finish(UnsupportedKeys.Level.REDIRECT);
    boolean same = hostPlace == null && portPlace == null && rewrite != null && rewrite.isEmpty();
    if (schemePlace == null && same) {
      map.place().problem("no target (expected: at least one of scheme, host, port and path)");
    }
    if (map.problems().count() != before || rewrite == null) {
      return null;
    }
    if (own != null && own.equals(scheme) && same) {
      map.place().warn("redirects to itself: the listener's scheme is " + own + " already");
    }
    return new RedirectConfig(scheme, host, port, rewrite, status);
  }

  private static @Nullable String host(Place place) {
    String expected = "a host such as app.example.com, without a port";
    String host = Scalars.text(place, expected);
    if (host != null && (host.startsWith("*") || !MatchConfig.isHostPattern(host))) {
      place.expected(expected);
    }
    return host;
  }

  private static int status(@Nullable Place place) {
    if (place == null) {
      return RedirectConfig.DEFAULT_STATUS;
    }
    int before = place.problems().count();
    Integer status = Scalars.integer(place, 100, 999);
    if (status != null && RedirectConfig.STATUSES.contains(status)) {
      return status;
    }
    if (place.problems().count() == before) {
      place.expected("301, 302, 303, 307 or 308");
    }
    return RedirectConfig.DEFAULT_STATUS;
  }
}
