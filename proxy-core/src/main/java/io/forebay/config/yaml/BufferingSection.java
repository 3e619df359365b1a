package io.forebay.config.yaml;

import io.forebay.config.BufferingConfig;
import org.jspecify.annotations.Nullable;

/** {@code buffering}, wherever it stands. */
final class BufferingSection {
  private BufferingSection() {}

  /** Null when the key is absent, and after a problem. */
  static @Nullable BufferingConfig read(MapReader owner) {
    Place place = owner.at("buffering");
    if (place == null) {
      return null;
    }
    if (place.node().kind() == YamlNode.Kind.SCALAR) {
      if (!place.node().text().equals("none")) {
        place.expected("a map, or none");
      }
      return BufferingConfig.OFF;
    }
    MapReader map = MapReader.of(place);
    if (map == null) {
      return null;
    }
    BufferingConfig buffering =
        new BufferingConfig(
            bool(map, "request"),
            memory(map, "request_memory"),
            bool(map, "response"),
            memory(map, "response_memory"));
    map.finish(UnsupportedKeys.Level.BUFFERING);
    return buffering;
  }

  private static @Nullable Boolean bool(MapReader map, String key) {
    Place place = map.at(key);
    return place == null ? null : Scalars.bool(place);
  }

  private static @Nullable Long memory(MapReader map, String key) {
    Place place = map.at(key);
    Long bytes = place == null ? null : Scalars.size(place, Sizes.EXPECTED);
    if (bytes != null
        && (bytes < BufferingConfig.LEAST_MEMORY || bytes > BufferingConfig.MOST_MEMORY)) {
      place.expected("a size from 1KiB to 64MiB");
      return null;
    }
    return bytes;
  }
}
