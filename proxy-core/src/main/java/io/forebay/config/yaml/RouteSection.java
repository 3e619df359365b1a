package io.forebay.config.yaml;

import io.forebay.config.HeadersConfig;
import io.forebay.config.MatchConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.RedirectConfig;
import io.forebay.config.RouteConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code routes}. */
final class RouteSection {
  private final References references;
  private final HeadersSection headers;
  private final HeadersConfig inheritedHeaders;
  private final OverridesConfig inheritedOverrides;

  /**
   * @param inheritedHeaders the listener's
   * @param inheritedOverrides the listener's
   */
  RouteSection(
      References references,
      HeadersSection headers,
      HeadersConfig inheritedHeaders,
      OverridesConfig inheritedOverrides) {
    this.references = references;
    this.headers = headers;
    this.inheritedHeaders = inheritedHeaders;
    this.inheritedOverrides = inheritedOverrides;
  }

  /** The routes without problems. */
  List<RouteConfig> readAll(List<Place> places) {
    List<RouteConfig> routes = new ArrayList<>();
    Map<MatchConfig, Place> matches = new HashMap<>();
    for (Place place : places) {
      MapReader map = MapReader.of(place);
      RouteConfig route = map == null ? null : read(map);
      if (route != null) {
        routes.add(route);
        Place first = matches.putIfAbsent(route.match(), place);
        if (first != null) {
          place.warn("never used: the route on line " + first.node().line() + " matches the same");
        }
      }
    }
    return routes;
  }

  private @Nullable RouteConfig read(MapReader map) {
    int before = map.problems().count();
    MapReader matchMap = map.map("match");
    MatchConfig match = matchMap == null ? MatchConfig.ANY : match(matchMap);
    HeadersConfig all = inheritedHeaders.merge(headers.ofOwner(map));
    OverridesConfig overrides = inheritedOverrides.merge(OverridesSection.ofRoute(map));
    Place backendPlace = map.at("backend");
    String backend =
        backendPlace == null ? null : Scalars.text(backendPlace, "the name of a backend");
    if (backend != null) {
      references.useBackend(backend, backendPlace);
    }
    MapReader redirectMap = map.map("redirect");
    RedirectConfig redirect = redirectMap == null ? null : RedirectSection.read(redirectMap);
    requireOneAnswer(map);
    map.finish(UnsupportedKeys.Level.ROUTE);
    if (map.problems().count() != before || match == null) {
      return null;
    }
    return new RouteConfig(match, backend, redirect, all, overrides, match.label());
  }

  private static void requireOneAnswer(MapReader map) {
    boolean backend = map.at("backend") != null;
    Place redirect = map.at("redirect");
    if (redirect != null && backend) {
      redirect.problem("a route does one thing (expected: backend or redirect)");
    }
    // A key that is refused as not built yet may have been the answer.
    if (redirect == null && !backend && !map.has("backends") && !map.has("respond")) {
      map.place().problem("no answer (expected: backend or redirect)");
    }
  }

  private static @Nullable MatchConfig match(MapReader map) {
    int before = map.problems().count();
    List<String> hosts = new ArrayList<>();
    for (Place place : map.words("host")) {
      String expected = "a host such as app.example.com or \"*.example.com\", without a port";
      String host = Scalars.text(place, expected);
      if (host != null && !MatchConfig.isHostPattern(host)) {
        place.expected(expected);
      } else if (host != null) {
        hosts.add(host);
      }
    }
    Place hostPlace = map.at("host");
    if (hostPlace != null && hostPlace.isEmptyList()) {
      hostPlace.problem("no host (expected: at least one, or no host key for any host)");
    }
    String path = path(map, "path");
    String prefix = path(map, "path_prefix");
    Place prefixPlace = map.at("path_prefix");
    if (prefixPlace != null && map.at("path") != null) {
      prefixPlace.problem("beside path (expected: path or path_prefix, not both)");
    }
    map.finish(UnsupportedKeys.Level.MATCH);
    return map.problems().count() == before ? new MatchConfig(hosts, path, prefix) : null;
  }

  private static @Nullable String path(MapReader map, String key) {
    Place place = map.at(key);
    return place == null ? null : Paths.path(place);
  }
}
