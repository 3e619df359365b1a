package io.forebay.config.yaml;

import io.forebay.config.AddressSource;
import io.forebay.config.BindAddress;
import io.forebay.config.ForwardedConfig;
import io.forebay.config.ForwardedHeader;
import io.forebay.config.GlobalConfig;
import io.forebay.config.HeadersConfig;
import io.forebay.config.Http2Config;
import io.forebay.config.HttpProtocol;
import io.forebay.config.LimitsConfig;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.OverridesConfig;
import io.forebay.config.ProxyProtocolConfig;
import io.forebay.config.RedirectConfig;
import io.forebay.config.RouteConfig;
import io.forebay.config.RouteLimitsConfig;
import io.forebay.config.TimeoutOverrides;
import io.forebay.config.TimeoutsConfig;
import io.forebay.config.TrustedPeers;
import io.forebay.config.yaml.DefaultsSection.Defaults;
import io.forebay.config.yaml.VirtualHostSection.VirtualHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One entry of {@code listeners}. */
final class ListenerSection {
  private final References references;
  private final BindAddresses addresses;
  private final HeadersSection headers;
  private final Defaults defaults;
  private final GlobalConfig global;
  private final List<VirtualHost> virtualHosts;

  ListenerSection(
      References references,
      BindAddresses addresses,
      HeadersSection headers,
      Defaults defaults,
      GlobalConfig global,
      List<VirtualHost> virtualHosts) {
    this.references = references;
    this.addresses = addresses;
    this.headers = headers;
    this.defaults = defaults;
    this.global = global;
    this.virtualHosts = virtualHosts;
  }

  /** Null after a problem. */
  @Nullable ListenerConfig read(String name, MapReader own) {
    MapReader map = own.over(inherited(own));
    int before = map.problems().count();
    List<BindAddress> bind = bind(map);
    String backend = references.defaultBackend(map);
    HeadersConfig ownHeaders = defaults.headers().merge(headers.ofOwner(map));
    TimeoutOverrides timeouts = TimeoutsSection.all(map);
    OverridesConfig overrides =
        defaults
            .overrides()
            .merge(
                OverridesSection.ofListener(
                    map, references, timeouts, defaults.overrides().accessLog()))
            .complete();
    if (backend != null) {
      references.useSticky(backend, map, overrides.policy().sticky());
    }
    List<RouteConfig> routes =
        new RouteSection(references, headers, ownHeaders, overrides).readAll(map.list("routes"));
    List<VirtualHost> hosts = hosts(name, map);
    for (VirtualHost host : hosts) {
      host.routes().forEach(it -> routes.add(it.inherit(ownHeaders, overrides)));
    }
    String scheme = map.has("tls") ? "https" : "http";
    RedirectConfig redirect = RedirectSection.read(map, null, scheme);
    ForwardedConfig forwarded = forwarded(map.map("forwarded"));
    int connections = maxConnections(map);
    MapReader tlsMap = map.map("tls");
    List<HttpProtocol> protocols = new ListenerProtocols(map, own.has("protocols"), tlsMap).read();
    ListenerTlsConfig tls = tlsMap == null ? null : ListenerTlsSection.read(tlsMap);
    Http2Config http2 = Http2Section.read(map.map("http2"));
    ProxyProtocolConfig proxyProtocol = ProxyProtocolSection.read(map.map("proxy_protocol"));
    LimitsConfig limits = LimitsSection.read(map, defaults.limits());
    requireReadableHeads(map, routes, limits);
    requireOnePurpose(map, !hosts.isEmpty());
    map.finish(UnsupportedKeys.Level.LISTENER);
    if (map.problems().count() != before) {
      return null;
    }
    return new ListenerConfig(
        name,
        bind,
        backend,
        complete(routes),
        redirect,
        forwarded,
        ownHeaders,
        connections,
        defaults.timeouts().merge(timeouts).ofClients().over(TimeoutsConfig.DEFAULT),
        limits,
        overrides,
        protocols,
        tls,
        http2,
        proxyProtocol);
  }

  /** What {@code defaults} says of TLS is for listeners that have it, so that others stay plain. */
  private YamlNode inherited(MapReader own) {
    YamlNode all = defaults.underListeners();
    return own.has("tls") ? all : Copies.without(all, "tls");
  }

  private List<BindAddress> bind(MapReader map) {
    Place place = map.at("bind");
    if (place == null) {
      map.place().problem("bind is missing (expected: an address such as :8080)");
    } else if (place.isEmptyList()) {
      place.problem("no address (expected: at least one)");
    }
    return addresses.read(map, List.of());
  }

  private int maxConnections(MapReader map) {
    Place place = map.at("max_connections");
    if (place == null) {
      return ListenerConfig.NO_LIMIT;
    }
    Integer connections = Scalars.integer(place, 1, GlobalConfig.MAX_CONNECTIONS);
    int global = this.global.maxConnections();
    if (connections != null && connections > global) {
      place.expected("at most " + global + ", which is global.max_connections");
    }
    return connections == null ? ListenerConfig.NO_LIMIT : connections;
  }

  /** A virtual host for all listeners leaves those alone that redirect everything. */
  private List<VirtualHost> hosts(String name, MapReader map) {
    if (map.at("redirect") == null) {
      return virtualHosts.stream().filter(it -> it.isOn(name)).toList();
    }
    for (VirtualHost host : virtualHosts) {
      if (host.listeners() != null && host.isOn(name)) {
        map.place()
            .problem(
                "redirects everything (expected: no redirect, as virtual host "
                    + host.named().name()
                    + " names this listener)");
      }
    }
    return List.of();
  }

  /** Each label once: metrics of two routes must not add up. */
  private static List<RouteConfig> complete(List<RouteConfig> routes) {
    Set<String> taken = new HashSet<>();
    List<RouteConfig> complete = new ArrayList<>();
    for (RouteConfig route : routes) {
      String label = route.label();
      for (int i = 2; !taken.add(label); i++) {
        label = route.label() + "#" + i;
      }
      complete.add(route.complete(label));
    }
    return complete;
  }

  /** A route cannot allow what its listener has refused before. */
  private static void requireReadableHeads(
      MapReader map, List<RouteConfig> routes, LimitsConfig limits) {
    for (RouteConfig route : routes) {
      RouteLimitsConfig own = route.overrides().limits();
      String key = own == null ? null : own.above(limits);
      if (key != null) {
        map.place()
            .problem(
                "the route "
                    + route.label()
                    + " allows more by limits."
                    + key
                    + " than the listener reads (expected: at most as much)");
      }
    }
  }

  private static void requireOnePurpose(MapReader map, boolean hasHosts) {
    Place redirect = map.at("redirect");
    Place routes = map.at("routes");
    boolean backend = map.at("backend") != null || map.at("default_backend") != null;
    if (redirect != null && backend) {
      redirect.problem(
          "answers what no route takes (expected: redirect without backend; a route for what is not"
              + " redirected)");
    }
    if (redirect == null && routes == null && !backend && !hasHosts) {
      map.place().problem("no purpose (expected: default_backend, backend, routes or redirect)");
    }
    if (routes != null && redirect == null && !backend && routes.isEmptyList()) {
      routes.problem("no route (expected: at least one, or a default_backend)");
    }
  }

  private static ForwardedConfig forwarded(@Nullable MapReader map) {
    ForwardedConfig base = ForwardedConfig.DEFAULT;
    if (map == null) {
      return base;
    }
    Set<ForwardedHeader> add =
        Words.set(map, "add", ForwardedHeader.class, Words.forwardedHeaders(), base.add());
    TrustedPeers trusted = TrustedPeersList.read(map, "trusted_proxies");
    Place sourcePlace = map.at("source");
    AddressSource source =
        sourcePlace == null
            ? null
            : Scalars.convert(sourcePlace, "the name of a source", AddressSource::parse);
    map.finish(UnsupportedKeys.Level.FORWARDED);
    return new ForwardedConfig(add, trusted, source == null ? base.source() : source);
  }
}
