package io.forebay.config.yaml;

import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.BindAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code admin}: one map or a list of maps. */
final class AdminSection {
  private static final Set<String> LATER_WORDS = Set.of("stats", "status");

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
    map.finish(UnsupportedKeys.Level.ADMIN);
    return map.problems().count() == before ? new AdminConfig(bind, serve, required) : null;
  }

  private static Set<Serve> serve(MapReader map, List<BindAddress> bind) {
    List<Place> places = map.words("serve");
    Place place = map.at("serve");
    if (place == null) {
      return AdminConfig.defaultServe(bind);
    }
    if (place.isEmptyList()) {
      place.problem("nothing to serve (expected: at least one of health, metrics and api)");
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
