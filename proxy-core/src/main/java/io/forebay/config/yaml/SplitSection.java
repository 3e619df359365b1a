package io.forebay.config.yaml;

import io.forebay.config.SplitConfig;
import io.forebay.config.SplitCookieConfig;
import io.forebay.config.WeightedBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code backends} of a route or a virtual host. */
final class SplitSection {
  private static final String NAME = "the name of a backend";

  private final References references;

  SplitSection(References references) {
    this.references = references;
  }

  /** Null where {@code owner} has none, and after a problem. */
  @Nullable SplitConfig read(MapReader owner) {
    int before = owner.problems().count();
    SplitCookieConfig cookie = SplitCookieSection.read(owner);
    Place place = owner.at("backends");
    if (place == null) {
      return null;
    }
    List<WeightedBackend> backends = backends(owner.list("backends"));
    int listed = place.node().items().size();
    if (place.isEmptyList()) {
      place.problem("no backend (expected: at least one)");
    } else if (listed > SplitConfig.MOST_BACKENDS) {
      place.problem(listed + " backends (expected: at most " + SplitConfig.MOST_BACKENDS + ")");
    } else if (!backends.isEmpty() && backends.stream().allMatch(it -> it.weight() == 0)) {
      place.problem("every weight is 0 (expected: at least one above 0)");
    }
    return owner.problems().count() == before ? new SplitConfig(backends, cookie) : null;
  }

  private List<WeightedBackend> backends(List<Place> places) {
    List<WeightedBackend> backends = new ArrayList<>();
    Map<String, Place> names = new HashMap<>();
    for (Place place : places) {
      WeightedBackend backend = backend(place);
      if (backend != null) {
        backends.add(backend);
        Place first = names.putIfAbsent(backend.name(), place);
        if (first != null) {
          place.problem(
              Texts.value(backend.name())
                  + ": duplicate backend (first on line "
                  + first.node().line()
                  + ")");
        }
      }
    }
    return backends;
  }

  private @Nullable WeightedBackend backend(Place place) {
    if (place.node().kind() != YamlNode.Kind.MAP) {
      return named(place, WeightedBackend.DEFAULT_WEIGHT);
    }
    MapReader map = MapReader.of(place);
    if (map == null) {
      return null;
    }
    Place name = map.at("name");
    if (name == null) {
      place.problem("name is missing (expected: " + NAME + ")");
    }
    int weight =
        map.integer("weight", WeightedBackend.DEFAULT_WEIGHT, 0, WeightedBackend.MAX_WEIGHT);
    map.finish(UnsupportedKeys.Level.SPLIT_BACKEND);
    return name == null ? null : named(name, weight);
  }

  private @Nullable WeightedBackend named(Place place, int weight) {
    String name = Scalars.text(place, NAME);
    if (name == null) {
      return null;
    }
    references.useBackend(name, place);
    return new WeightedBackend(name, weight);
  }
}
