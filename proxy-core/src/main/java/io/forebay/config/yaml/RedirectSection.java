package io.forebay.config.yaml;

import io.forebay.config.MatchConfig;
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

  /** Null after a problem. */
  static @Nullable RedirectConfig read(MapReader map) {
    int before = map.problems().count();
    Place schemePlace = map.at("scheme");
    String scheme = schemePlace == null ? null : Scalars.word(schemePlace, SCHEMES);
    Place hostPlace = map.at("host");
    String host = hostPlace == null ? null : host(hostPlace);
    Place portPlace = map.at("port");
    Integer port = portPlace == null ? null : Scalars.integer(portPlace, 1, 65_535);
    Place pathPlace = map.at("path");
    String path = pathPlace == null ? null : Paths.path(pathPlace);
    int status = status(map.at("status"));
    map.finish(UnsupportedKeys.Level.REDIRECT);
    if (schemePlace == null && hostPlace == null && portPlace == null && pathPlace == null) {
      map.place().problem("no target (expected: at least one of scheme, host, port and path)");
    }
    if (map.problems().count() != before) {
      return null;
    }
    // Every listener speaks plain HTTP as long as tls is refused.
    if ("http".equals(scheme) && host == null && port == null && path == null) {
      map.place().warn("redirects to itself: the listener's scheme is http already");
    }
    return new RedirectConfig(scheme, host, port, path, status);
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
