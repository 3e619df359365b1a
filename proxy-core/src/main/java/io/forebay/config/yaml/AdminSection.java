package io.forebay.config.yaml;

import io.forebay.config.AddressListConfig;
import io.forebay.config.AdminApiConfig;
import io.forebay.config.AdminAuthConfig;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.BindAddress;
import io.forebay.config.ListenerTlsConfig;
import io.forebay.config.StatsPageConfig;
import io.forebay.config.StubStatusConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code admin}: one map or a list of maps. */
final class AdminSection {
  private static final String HOST = "a host name without a port, such as lb.example.com";

  private final References references;
  private final BindAddresses addresses;

  AdminSection(References references, BindAddresses addresses) {
    this.references = references;
    this.addresses = addresses;
  }

  List<AdminConfig> read(MapReader root) {
    Place place = root.at("admin");
    if (place == null) {
      AdminConfig.DEFAULT.bind().forEach(it -> addresses.addDefault(it, root.place()));
      return List.of(AdminConfig.DEFAULT);
    }
    List<AdminConfig> all = new ArrayList<>();
    for (Place item : place.itemsOrSelf()) {
      MapReader map = MapReader.of(item);
      AdminConfig admin = map == null ? null : readOne(map);
      if (admin != null) {
        all.add(admin);
      }
    }
    return all;
  }

  private @Nullable AdminConfig readOne(MapReader map) {
    int before = map.problems().count();
    Place bindPlace = map.at("bind");
    if (bindPlace != null && bindPlace.isEmptyList()) {
      bindPlace.problem("no address (expected: at least one)");
    }
    List<BindAddress> bind = addresses.read(map, AdminConfig.DEFAULT.bind());
    MapReader tlsMap = map.map("tls");
    ListenerTlsConfig tls = tlsMap == null ? null : ListenerTlsSection.read(tlsMap);
    AdminApiConfig api = AdminApiSection.read(map.map("api"));
    Set<Serve> serve = serve(map, bind, api);
    List<String> required = new ArrayList<>();
    for (Place place : map.words("ready_requires")) {
      String backend = Scalars.text(place, "the name of a backend");
      if (backend != null) {
        references.mentionBackend(backend, place);
        required.add(backend);
      }
    }
    StatsPageConfig stats = stats(map, serve);
    StubStatusConfig status = status(map, serve);
    Place statusPath = map.at("status");
    if (stats != null && status != null && stats.path().equals(status.path())) {
      (statusPath == null ? map.place() : statusPath)
          .problem("path: " + status.path() + " is that of stats (expected: another one)");
    }
    AddressListConfig allow = allow(map, bind);
    List<String> hosts = hosts(map);
    requireSense(map, bind, serve, api, tls);
    Place log = map.at("access_log");
    if (log != null && !log.node().text().equals("none")) {
      log.expected("none, as requests of operators are not logged");
    }
    map.finish(UnsupportedKeys.Level.ADMIN);
    return map.problems().count() == before
        ? new AdminConfig(bind, serve, required, stats, status, allow, hosts, tls, api)
        : null;
  }

  private static @Nullable StatsPageConfig stats(MapReader map, Set<Serve> serve) {
    MapReader page = page(map, "stats", serve.contains(Serve.STATS));
    if (page == null) {
      return serve.contains(Serve.STATS) ? StatsPageConfig.DEFAULT : null;
    }
    String path = path(page, StatsPageConfig.DEFAULT.path());
    Duration refresh = refresh(page);
    page.finish(UnsupportedKeys.Level.STATS_PAGE);
    return serve.contains(Serve.STATS) ? new StatsPageConfig(path, refresh) : null;
  }

  private static Duration refresh(MapReader page) {
    Place place = page.at("refresh");
    Duration written = place == null ? null : Scalars.duration(place, true);
    if (place == null || written == null) {
      return StatsPageConfig.DEFAULT.refresh();
    }
    if (!StatsPageConfig.isRefresh(written)) {
      place.expected("1s to 1h, or 0s for never");
      return StatsPageConfig.DEFAULT.refresh();
    }
    return written;
  }

  private static @Nullable StubStatusConfig status(MapReader map, Set<Serve> serve) {
    MapReader page = page(map, "status", serve.contains(Serve.STATUS));
    if (page == null) {
      return serve.contains(Serve.STATUS) ? StubStatusConfig.DEFAULT : null;
    }
    String path = path(page, StubStatusConfig.DEFAULT.path());
    page.finish(UnsupportedKeys.Level.STUB_STATUS);
    return serve.contains(Serve.STATUS) ? new StubStatusConfig(path) : null;
  }

  /** What is said of a page; null for nothing. */
  private static @Nullable MapReader page(MapReader map, String key, boolean served) {
    Place place = map.at(key);
    if (place != null && !served) {
      place.problem("nobody gets to see it (expected: " + key + " in serve, too)");
    }
    return place == null ? null : MapReader.of(place);
  }

  private static String path(MapReader page, String fallback) {
    Place place = page.at("path");
    String path = place == null ? null : Paths.path(place);
    if (place == null || path == null) {
      return fallback;
    }
    if (StubStatusConfig.isTaken(path)) {
      place.expected("another path than those of health, metrics and api");
      return fallback;
    }
    return path;
  }

  /** Who may come has to be able to. */
  private static @Nullable AddressListConfig allow(MapReader map, List<BindAddress> bind) {
    AddressListConfig allow = AddressListSection.read(map, "allow", false);
    Place place = map.at("allow");
    if (allow == null || place == null || bind.isEmpty()) {
      return allow;
    }
    boolean onlyUnix = bind.stream().allMatch(it -> it.unixPath() != null);
    boolean noUnix = bind.stream().noneMatch(it -> it.unixPath() != null);
    if (onlyUnix && !allow.unix()) {
      place.problem("nobody has an address at a unix socket (expected: unix)");
    } else if (noUnix && allow.networks().isEmpty()) {
      place.problem("nobody comes by a unix socket here (expected: a network or an address)");
    }
    return allow;
  }

  private static Set<Serve> serve(MapReader map, List<BindAddress> bind, AdminApiConfig api) {
    List<Place> places = map.words("serve");
    Place place = map.at("serve");
    if (place == null) {
      return AdminConfig.defaultServe(bind, api);
    }
    if (place.isEmptyList()) {
      place.problem(
          "nothing to serve (expected: at least one of health, metrics, stats, api, status)");
    }
    Set<Serve> serve = EnumSet.noneOf(Serve.class);
    for (Place it : places) {
      Serve word = Scalars.word(it, Words.of(Serve.class));
      if (word != null) {
        serve.add(word);
      }
      if (word == Serve.API && api.auth() == null && !saysAuth(map)) {
        refuseOffLoopback(it, bind);
      }
    }
    return serve;
  }

  /** Also where something is wrong with it. */
  private static boolean saysAuth(MapReader map) {
    Place api = map.at("api");
    return api != null
        && api.node().entries().stream().anyMatch(it -> it.key().text().equals("auth"));
  }

  /** There is nobody who could say who may change things. */
  private static void refuseOffLoopback(Place api, List<BindAddress> bind) {
    bind.stream()
        .filter(it -> !it.isLocal())
        .findFirst()
        .ifPresent(
            it ->
                api.problem(
                    "api at "
                        + it
                        + " without authentication (expected: api.auth; else api on a loopback"
                        + " address or a unix socket only, and health, metrics and stats"
                        + " elsewhere)"));
  }

  /** By which names people may call it; without ports, since those are not compared. */
  private static List<String> hosts(MapReader map) {
    List<String> hosts = new ArrayList<>();
    for (Place place : map.words("hosts")) {
      String host = Scalars.text(place, HOST);
      if (host != null && !host.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}")) {
        place.expected(HOST);
      } else if (host != null) {
        hosts.add(host.toLowerCase(Locale.ROOT));
      }
    }
    return hosts;
  }

  private static void requireSense(
      MapReader map,
      List<BindAddress> bind,
      Set<Serve> serve,
      AdminApiConfig api,
      @Nullable ListenerTlsConfig tls) {
    Place place = map.at("api");
    AdminAuthConfig auth = api.auth();
    if (place == null || auth == null) {
      return;
    }
    if (!serve.contains(Serve.API) && !serve.contains(Serve.STATS)) {
      place.problem("nobody is asked who he is (expected: api or stats in serve)");
    }
    boolean tlsIsFine = tls != null || !map.has("tls");
    if (api.needsCertificates() && tlsIsFine && !AdminConfig.asksForCertificates(tls)) {
      place.problem(
          "no certificate is asked for (expected: tls.client_auth of mode optional or required)");
    }
    boolean local = bind.stream().allMatch(BindAddress::isLocal);
    if (auth.sendsSecrets() && !local && !map.has("tls")) {
      place.warn("passwords and tokens are sent unencrypted (expected: tls)");
    }
  }
}
