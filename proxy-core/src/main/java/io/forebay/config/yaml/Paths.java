package io.forebay.config.yaml;

import io.forebay.config.MatchConfig;
import org.jspecify.annotations.Nullable;

/** Paths of requests. */
final class Paths {
  private static final String EXPECTED =
      "a path that starts with /, in visible ASCII and without ? and #";

  private Paths() {}

  /** Null after a problem. */
  static @Nullable String path(Place place) {
    String path = Scalars.text(place, EXPECTED);
    if (path == null || MatchConfig.isPath(path)) {
      return path;
    }
    place.expected(EXPECTED, MatchConfig.isPath("/" + path) ? "/" + Texts.value(path) : null);
    return null;
  }
}
