package io.forebay.config.yaml;

import io.forebay.config.CompressionAlgorithm;
import io.forebay.config.CompressionConfig;
import io.forebay.config.CompressionLibraries;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code compression}, wherever it stands. */
final class CompressionSection {
  private static final Map<String, CompressionAlgorithm> ALGORITHMS =
      Words.byText(CompressionAlgorithm.values());
  private static final String TYPE = "a media type such as application/json, text/* or *";
  private static final String TYPE_FORM = "\\*|[\\w!#$&^.+-]+/(\\*|[\\w!#$&^.+-]+)";
  private static final String LEVEL = "a level, or levels by algorithm";

  private final Function<CompressionAlgorithm, @Nullable String> problemOf;

  /**
   * @param problemOf why an algorithm cannot be used on this machine, or null
   */
  CompressionSection(Function<CompressionAlgorithm, @Nullable String> problemOf) {
    this.problemOf = problemOf;
  }

  /** Null when the key is absent, and after problems. */
  static @Nullable CompressionConfig read(MapReader owner) {
    Place place = owner.at("compression");
    return place == null ? null : new CompressionSection(CompressionLibraries::problem).read(place);
  }

  @Nullable CompressionConfig read(Place place) {
    if (place.node().kind() == YamlNode.Kind.SCALAR) {
      if (!place.node().text().equals("none")) {
        place.expected("a map, or none");
      }
      return CompressionConfig.OFF;
    }
    MapReader map = MapReader.of(place);
    if (map == null) {
      return null;
    }
    int before = map.problems().count();
    List<CompressionAlgorithm> algorithms = algorithms(map);
    Map<CompressionAlgorithm, Integer> levels = levels(map, algorithms);
    Integer minSize = minSize(map);
    List<String> types = types(map);
    Boolean vary = bool(map, "vary");
    Boolean flush = bool(map, "flush");
    Boolean offload = bool(map, "offload");
    map.finish(UnsupportedKeys.Level.COMPRESSION);
    return map.problems().count() == before
        ? new CompressionConfig(false, algorithms, levels, minSize, types, vary, flush, offload)
        : null;
  }

  private static @Nullable Boolean bool(MapReader map, String key) {
    Place place = map.at(key);
    return place == null ? null : Scalars.bool(place);
  }

  private @Nullable List<CompressionAlgorithm> algorithms(MapReader map) {
    Place all = map.at("algorithms");
    if (all == null) {
      return null;
    }
    if (all.isEmptyList()) {
      all.expected("at least one; compression: none turns it off");
    }
    List<CompressionAlgorithm> algorithms = new ArrayList<>();
    for (Place place : map.words("algorithms")) {
      CompressionAlgorithm algorithm = Scalars.word(place, ALGORITHMS);
      if (algorithm == null) {
        continue;
      }
      String problem = problemOf.apply(algorithm);
      if (problem != null) {
        place.problem(
            algorithm
                + ": does not run on this machine: "
                + Texts.clip(problem, 200)
                + " (expected: gzip, or a folder for temporary files that code may run from)");
      } else if (algorithms.contains(algorithm)) {
        place.expected("each algorithm once");
      }
      algorithms.add(algorithm);
    }
    return algorithms;
  }

  /** One number counts for what is used here, or for all where that is said elsewhere. */
  private static Map<CompressionAlgorithm, Integer> levels(
      MapReader map, @Nullable List<CompressionAlgorithm> used) {
    Map<CompressionAlgorithm, Integer> levels = new EnumMap<>(CompressionAlgorithm.class);
    Place place = map.at("level");
    if (place == null) {
      return levels;
    }
    switch (place.node().kind()) {
      case SCALAR -> {
        List<CompressionAlgorithm> all =
            used == null ? List.of(CompressionAlgorithm.values()) : used;
        int min = all.stream().mapToInt(CompressionAlgorithm::fastest).max().orElse(0);
        int max = all.stream().mapToInt(CompressionAlgorithm::smallest).min().orElse(0);
        Integer level = all.isEmpty() ? null : Scalars.integer(place, min, max);
        all.forEach(it -> levels.put(it, level == null ? it.defaultLevel() : level));
      }
      case MAP -> {
        MapReader byAlgorithm = MapReader.of(place);
        for (CompressionAlgorithm it : CompressionAlgorithm.values()) {
          Place of = byAlgorithm == null ? null : byAlgorithm.at(it.toString());
          Integer level = of == null ? null : Scalars.integer(of, it.fastest(), it.smallest());
          if (level != null) {
            levels.put(it, level);
          }
        }
        if (byAlgorithm != null) {
          byAlgorithm.finish(UnsupportedKeys.Level.COMPRESSION_LEVEL);
        }
      }
      default -> place.expected(LEVEL);
    }
    return levels;
  }

  private static @Nullable Integer minSize(MapReader map) {
    Place place = map.at("min_size");
    Long size = place == null ? null : Scalars.size(place, Sizes.EXPECTED);
    if (place == null || size == null) {
      return null;
    }
    if (size < CompressionConfig.SMALLEST_MIN || size > CompressionConfig.LARGEST_MIN) {
      place.expected("a size from 1B to 1GiB");
      return null;
    }
    return size.intValue();
  }

  private static @Nullable List<String> types(MapReader map) {
    if (map.at("types") == null) {
      return null;
    }
    Set<String> types = new LinkedHashSet<>();
    for (Place place : map.words("types")) {
      String type = Scalars.text(place, TYPE);
      if (type != null && !type.matches(TYPE_FORM)) {
        place.expected(TYPE);
      } else if (type != null) {
        types.add(type.toLowerCase(Locale.ROOT));
      }
    }
    return List.copyOf(types);
  }
}
