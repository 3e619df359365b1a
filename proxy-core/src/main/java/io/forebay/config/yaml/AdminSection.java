package io.forebay.config.yaml;

import io.forebay.config.AddressListConfig;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.BindAddress;
import io.forebay.config.StubStatusConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code admin}: one map or a list of maps. */
final class AdminSection {
  private static final Set<String> LATER_WORDS = Set.of("stats");

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
    Set<Serve> serve = serve(map, bind);
    List<String> required = new ArrayList<>();
    for (Place place : map.words("ready_requires")) {
      String backend = Scalars.text(place, "the name of a backend");
      if (backend != null) {
        references.mentionBackend(backend, place);
        required.add(backend);
      }
    }
    StubStatusConfig status = status(map, serve);
    AddressListConfig allow = allow(map, bind);
    Place log = map.at("access_log");
    if (log != null && !log.node().text().equals("none")) {
      log.expected("none, as requests of operators are not logged");
    }
    map.finish(UnsupportedKeys.Level.ADMIN);
    return map.problems().count() == before
        ? new AdminConfig(bind, serve, required, status, allow)
        : null;
  }

  private static @Nullable StubStatusConfig status(MapReader map, Set<Serve> serve) {
    Place place = map.at("status");
    boolean served = serve.contains(Serve.STATUS);
    if (place == null) {
      return served ? StubStatusConfig.DEFAULT : null;
    }
    if (!served) {
      place.problem("nobody gets to see it (expected: status in serve, too)");
    }
    MapReader page = MapReader.of(place);
    return page == null ? null : page(page);
  }

  private static StubStatusConfig page(MapReader map) {
    Place place = map.at("path");
    String path = place == null ? null : Paths.path(place);
    map.finish(UnsupportedKeys.Level.STUB_STATUS);
    if (place == null || path == null) {
      return StubStatusConfig.DEFAULT;
    }
    if (StubStatusConfig.isTaken(path)) {
      place.expected("another path than those of health, metrics and api");
      return StubStatusConfig.DEFAULT;
    }
    return new StubStatusConfig(path);
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

  private static Set<Serve> serve(MapReader map, List<BindAddress> bind) {
    List<Place> places = map.words("serve");
    Place place = map.at("serve");
    if (place == null) {
      return AdminConfig.defaultServe(bind);
    }
    if (place.isEmptyList()) {
      place.problem("nothing to serve (expected: at least one of health, metrics, api and status)");
    }
    Set<Serve> serve = EnumSet.noneOf(Serve.class);
    for (Place it : places) {
      String text = it.node().text();
      Serve word = null;
      if (LATER_WORDS.contains(text)) {
        it.unsupported(text);
      } else {
        word = Scalars.word(it, Words.of(Serve.class));
      }
      if (word != null) {
        serve.add(word);
      }
      if (word == Serve.API) {
        refuseOffLoopback(it, bind);
      }
    }
    return serve;
  }

  /** There is nobody yet who could say who may change things. */
  private static void refuseOffLoopback(Place api, List<BindAddress> bind) {
    bind.stream()
        .filter(it -> !it.isLocal())
        .findFirst()
        .ifPresent(
            it ->
                api.problem(
                    "api at "
                        + it
                        + " without authentication (expected: api on a loopback address or a unix"
                        + " socket only, and health and metrics elsewhere)"));
  }
}
