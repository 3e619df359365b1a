package io.forebay.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps keyed by a name that the user chose: listeners, backends, header sets. */
final class NamedMaps {
  /** A name stands in metrics, logs and URLs. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}");

  private static final String EXPECTED =
      "a name of at most 128 letters, digits, hyphens, dots, colons and underscores";

  /**
   * @param key where the name stands
   * @param map what it names, or null after a problem
   */
  record Named(String name, Place key, @Nullable MapReader map) {}

  private NamedMaps() {}

  /** All entries in the order of the file; none when the place is null or not a map. */
  static List<Named> of(@Nullable Place place) {
    List<Named> named = new ArrayList<>();
    if (place == null || MapReader.of(place) == null) {
      return named;
    }
    for (YamlNode.Entry entry : place.node().entries()) {
      String name = entry.key().text();
      Place key = place.child(name, entry.key());
      if (!NAME.matcher(name).matches()) {
        key.expected(EXPECTED);
      }
      named.add(new Named(name, key, MapReader.of(place.child(name, entry.value()))));
    }
    return named;
  }
}
