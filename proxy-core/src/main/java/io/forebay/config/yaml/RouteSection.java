package io.forebay.config.yaml;

import io.forebay.config.HeadersConfig;
import io.forebay.config.MatchConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.PathRewriteConfig;
import io.forebay.config.RedirectConfig;
import io.forebay.config.RespondConfig;
import io.forebay.config.RouteConfig;
import io.forebay.config.SplitConfig;
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
  private @Nullable List<String> hosts;

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

  /** Makes these the routes of a virtual host. */
  RouteSection within(List<String> hosts) {
    this.hosts = hosts;
    return this;
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
    MatchConfig match = matchMap == null ? MatchConfig.ANY : MatchSection.read(matchMap);
    Place ownHosts = matchMap == null || hosts == null ? null : matchMap.at("host");
    if (ownHosts != null) {
      ownHosts.problem("within a virtual host (expected: it in its hosts)");
    } else if (match != null && hosts != null) {
      match = match.withHosts(hosts);
    }
    HeadersConfig all = inheritedHeaders.merge(headers.ofOwner(map));
    OverridesConfig overrides =
        inheritedOverrides.merge(
            OverridesSection.ofRoute(map, references, inheritedOverrides.accessLog()));
    Place backendPlace = map.at("backend");
    String backend =
        backendPlace == null ? null : Scalars.text(backendPlace, "the name of a backend");
    if (backend != null) {
      references.useBackend(backend, backendPlace);
      references.useSticky(backend, map, overrides.policy().sticky());
    }
    SplitConfig split = new SplitSection(references).read(map);
    RedirectConfig redirect = RedirectSection.read(map, match, null);
    MapReader respondMap = map.map("respond");
    RespondConfig respond = respondMap == null ? null : RespondSection.read(respondMap);
    PathRewriteConfig rewrite = PathRewriteSection.ofRoute(map, match);
    int priority = map.integer("priority", 0, RouteConfig.MIN_PRIORITY, RouteConfig.MAX_PRIORITY);
    requireOneAnswer(map);
    requireServer(map);
    map.finish(UnsupportedKeys.Level.ROUTE);
    if (map.problems().count() != before || match == null) {
      return null;
    }
    return new RouteConfig(
        match, backend, split, redirect, respond, rewrite, all, overrides, priority, match.label());
  }

  /** Where the route itself answers there is no server to keep. */
  private static void requireServer(MapReader map) {
    Place sticky = map.at("sticky");
    if (sticky != null
        && !map.has("backend")
        && (map.has("redirect") || map.has("respond"))
        && !sticky.node().text().equals("none")) {
      sticky.problem("on a route without servers (expected: it beside backend)");
    }
  }

  private static void requireOneAnswer(MapReader map) {
    Place answer = null;
    for (String key : List.of("backend", "backends", "redirect", "respond")) {
      Place place = map.at(key);
      if (answer != null && place != null) {
        place.problem("a route does one thing (expected: backend, backends, redirect or respond)");
      }
      answer = place == null ? answer : place;
    }
    if (answer == null) {
      map.place().problem("no answer (expected: backend, backends, redirect or respond)");
    }
  }
}
