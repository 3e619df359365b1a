package io.forebay.config.yaml;

import io.forebay.config.AccessLogOverrides;
import io.forebay.config.HeadersConfig;
import io.forebay.config.MatchConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.RedirectConfig;
import io.forebay.config.RespondConfig;
import io.forebay.config.RouteConfig;
import io.forebay.config.SplitConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code virtual_hosts}: routes of some hosts, on some listeners or on all. */
final class VirtualHostSection {
  /**
   * @param listeners null for all of them
   * @param routes without what they inherit from a listener
   */
  record VirtualHost(
      NamedMaps.Named named,
      List<String> hosts,
      @Nullable List<String> listeners,
      List<RouteConfig> routes) {

    boolean isOn(String listener) {
      return listeners == null || listeners.contains(listener);
    }

    private boolean meets(VirtualHost other) {
      return listeners == null
          || other.listeners == null
          || listeners.stream().anyMatch(other.listeners::contains);
    }
  }

  private final References references;
  private final HeadersSection headers;
  private final List<String> knownListeners;

  VirtualHostSection(References references, HeadersSection headers, List<String> knownListeners) {
    this.references = references;
    this.headers = headers;
    this.knownListeners = knownListeners;
  }

  List<VirtualHost> readAll(@Nullable Place place) {
    List<VirtualHost> all = new ArrayList<>();
    for (NamedMaps.Named named : NamedMaps.of(place)) {
      MapReader map = named.map();
      if (map != null) {
        VirtualHost host = read(named, map);
        all.forEach(earlier -> refuseSharedHost(earlier, host));
        all.add(host);
      }
    }
    return all;
  }

  private static void refuseSharedHost(VirtualHost earlier, VirtualHost later) {
    for (String host : later.hosts) {
      if (earlier.hosts.contains(host) && earlier.meets(later)) {
        later
            .named
            .key()
            .problem(
                "%s belongs to virtual host %s on line %d already (expected: each host once on a"
                        .formatted(
                            Texts.value(host),
                            earlier.named.name(),
                            earlier.named.key().node().line())
                    + " listener)");
      }
    }
  }

  private VirtualHost read(NamedMaps.Named named, MapReader map) {
    List<String> hosts = MatchSection.hosts(map, "hosts");
    if (map.at("hosts") == null) {
      map.place().problem("hosts is missing (expected: at least one host)");
    }
    List<String> listeners = listeners(map);
    HeadersConfig ownHeaders = headers.ofOwner(map);
    // It may be on several listeners, so the path of a log cannot come from one of them.
    OverridesConfig overrides = OverridesSection.ofRoute(map, references, AccessLogOverrides.NONE);
    List<RouteConfig> routes =
        new ArrayList<>(
            new RouteSection(references, headers, ownHeaders, overrides)
                .within(hosts)
                .readAll(map.list("routes")));
    RouteConfig last = last(map, hosts, ownHeaders, overrides, routes);
    if (last != null) {
      routes.add(last);
    }
    map.finish(UnsupportedKeys.Level.VIRTUAL_HOST);
    return new VirtualHost(named, hosts, listeners, routes);
  }

  private @Nullable List<String> listeners(MapReader map) {
    if (map.at("listeners") == null) {
      return null;
    }
    List<String> listeners = new ArrayList<>();
    for (Place place : map.words("listeners")) {
      String name = Scalars.text(place, "the name of a listener");
      if (name != null && !knownListeners.contains(name)) {
        place.expected(
            "a listener: " + String.join(", ", knownListeners),
            Suggestions.nearest(name, knownListeners));
      } else if (name != null) {
        listeners.add(name);
      }
    }
    return listeners;
  }

  /** What is done with requests that no route of the virtual host takes; null for nothing. */
  private @Nullable RouteConfig last(
      MapReader map,
      List<String> hosts,
      HeadersConfig ownHeaders,
      OverridesConfig overrides,
      List<RouteConfig> routes) {
    int before = map.problems().count();
    String backend = references.defaultBackend(map);
    if (backend != null) {
      references.useSticky(backend, map, overrides.policy().sticky());
    }
    SplitConfig split = new SplitSection(references).read(map);
    MatchConfig match = MatchConfig.ANY.withHosts(hosts);
    RedirectConfig redirect = RedirectSection.read(map, match, null);
    MapReader respondMap = map.map("respond");
    RespondConfig respond = respondMap == null ? null : RespondSection.read(respondMap);
    int answers =
        (backend == null ? 0 : 1)
            + count(map, "backends")
            + count(map, "redirect")
            + count(map, "respond");
    if (answers > 1) {
      map.place()
          .problem("does two things (expected: default_backend, backends, redirect or respond)");
    } else if (answers == 0 && map.list("routes").isEmpty() && map.problems().count() == before) {
      map.place()
          .problem(
              "no purpose (expected: routes, default_backend, backend, backends, redirect or respond)");
    }
    if (answers == 0 || map.problems().count() != before) {
      return null;
    }
    int priority = routes.stream().mapToInt(RouteConfig::priority).reduce(0, Math::min);
    return new RouteConfig(
        match,
        backend,
        split,
        redirect,
        respond,
        null,
        ownHeaders,
        overrides,
        priority,
        match.label());
  }

  private static int count(MapReader map, String key) {
    return map.has(key) ? 1 : 0;
  }
}
