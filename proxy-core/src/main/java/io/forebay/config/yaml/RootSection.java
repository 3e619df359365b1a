package io.forebay.config.yaml;

import io.forebay.config.AdminConfig;
import io.forebay.config.BackendConfig;
import io.forebay.config.GlobalConfig;
import io.forebay.config.HeadersConfig;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.ListenerConfig;
import io.forebay.config.ProxyConfig;
import io.forebay.config.RateLimitZoneConfig;
import io.forebay.config.yaml.DefaultsSection.Defaults;
import io.forebay.config.yaml.VirtualHostSection.VirtualHost;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The top level of the file. */
final class RootSection {
  private final Problems problems;
  private final References references = new References();
  private final BindAddresses addresses = new BindAddresses();
  private final Map<String, ServerSection.Inherited> newServers = new HashMap<>();

  RootSection(Problems problems) {
    this.problems = problems;
  }

  ParsedConfig read(YamlNode node) throws InvalidConfigException {
    MapReader root = MapReader.of(new Place(problems, node, ""));
    ProxyConfig config = root == null ? null : read(root);
    problems.throwIfAny();
    if (config == null) {
      throw new IllegalStateException("refused without a problem");
    }
    return new ParsedConfig(
        config,
        problems.warnings(),
        problems.secrets(),
        new NewServers(problems.file(), newServers, problems.secrets()));
  }

  /** Null after a problem. */
  private @Nullable ProxyConfig read(MapReader root) {
    Place version = root.at("version");
    if (version != null) {
      Scalars.integer(version, 1, 1);
    }
    MapReader globalMap = root.map("global");
    GlobalConfig global =
        globalMap == null ? GlobalConfig.DEFAULT : new GlobalSection().read(globalMap);
    Map<String, RateLimitZoneConfig> rateLimits = rateLimits(root);
    HeadersSection headers = new HeadersSection(references, headerSets(root));
    Defaults defaults = DefaultsSection.read(root.map("defaults"), headers, references);
    Map<String, BackendConfig> backends = backends(root, defaults, headers);
    Map<String, ListenerConfig> listeners = listeners(root, defaults, headers, global);
    List<AdminConfig> admin = new AdminSection(references, addresses).read(root);
    root.finish(UnsupportedKeys.Level.TOP);
    addresses.reportClashes();
    references.report();
    if (global.secret() == null && global.stateFile() == null) {
      references.warnOfCookies();
    }
    return problems.count() > 0
        ? null
        : new ProxyConfig(global, rateLimits, listeners, backends, admin);
  }

  private Map<String, RateLimitZoneConfig> rateLimits(MapReader root) {
    Map<String, RateLimitZoneConfig> zones = new LinkedHashMap<>();
    for (NamedMaps.Named named : NamedMaps.of(root.at("rate_limits"))) {
      MapReader map = named.map();
      RateLimitZoneConfig zone = map == null ? null : RateLimitZoneSection.read(named.name(), map);
      references.defineZone(named.name(), named.key(), zone);
      if (zone != null) {
        zones.put(named.name(), zone);
      }
    }
    return zones;
  }

  private Map<String, HeadersConfig> headerSets(MapReader root) {
    Map<String, HeadersConfig> sets = new LinkedHashMap<>();
    for (NamedMaps.Named named : NamedMaps.of(root.at("header_sets"))) {
      references.defineHeaderSet(named.name(), named.key());
      MapReader map = named.map();
      sets.put(named.name(), map == null ? HeadersConfig.EMPTY : HeadersSection.headers(map));
    }
    return sets;
  }

  private Map<String, BackendConfig> backends(
      MapReader root, Defaults defaults, HeadersSection headers) {
    Map<String, BackendConfig> backends = new LinkedHashMap<>();
    List<NamedMaps.Named> all = NamedMaps.of(root.at("backends"));
    Copies copies = new Copies(all, defaults.underBackends());
    for (NamedMaps.Named named : all) {
      references.defineBackend(named.name(), named.key());
      MapReader map = copies.complete(named);
      BackendConfig backend =
          map == null
              ? null
              : new BackendSection(defaults, references, headers, newServers)
                  .read(named.name(), named.key(), map);
      if (backend != null) {
        backends.put(named.name(), backend);
      }
    }
    return backends;
  }

  private Map<String, ListenerConfig> listeners(
      MapReader root, Defaults defaults, HeadersSection headers, GlobalConfig global) {
    Place place = root.at("listeners");
    if (place == null) {
      root.place().problem("listeners is missing (expected: at least one listener)");
    } else if (place.node().kind() == YamlNode.Kind.MAP && place.node().entries().isEmpty()) {
      place.problem("no listener (expected: at least one)");
    }
    List<String> names =
        place == null
            ? List.of()
            : place.node().entries().stream().map(it -> it.key().text()).toList();
    List<VirtualHost> hosts =
        new VirtualHostSection(references, headers, names).readAll(root.at("virtual_hosts"));
    ListenerSection section =
        new ListenerSection(references, addresses, headers, defaults, global, hosts);
    Map<String, ListenerConfig> listeners = new LinkedHashMap<>();
    for (NamedMaps.Named named : NamedMaps.of(place)) {
      MapReader map = named.map();
      ListenerConfig listener = map == null ? null : section.read(named.name(), map);
      if (listener != null) {
        listeners.put(named.name(), listener);
      }
    }
    return listeners;
  }
}
