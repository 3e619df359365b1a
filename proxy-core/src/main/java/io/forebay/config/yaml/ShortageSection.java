package io.forebay.config.yaml;

import io.forebay.config.ShortageConfig;
import io.forebay.config.WhenAllDown;
import org.jspecify.annotations.Nullable;

/** What a backend says of the time when too few of its servers are up. */
final class ShortageSection {

  private ShortageSection() {}

  static ShortageConfig read(String backend, MapReader map, References references) {
    ShortageConfig base = ShortageConfig.DEFAULT;
    WhenAllDown whenAllDown =
        map.word("when_all_down", base.whenAllDown(), Words.of(WhenAllDown.class));
    Place panicPlace = map.at("panic_threshold");
    Integer panic = panicPlace == null ? null : Scalars.percent(panicPlace);
    return new ShortageConfig(
        whenAllDown,
        panic == null ? base.panicThreshold() : panic,
        fallback(backend, map, references));
  }

  /** Null for none, and after a problem. */
  private static @Nullable String fallback(String backend, MapReader map, References references) {
    Place place = map.at("fallback_backend");
    String name = place == null ? null : Scalars.text(place, "the name of a backend, or none");
    if (place == null || name == null || name.equals("none")) {
      return null;
    }
    references.fallBack(backend, name, place);
    return name;
  }
}
