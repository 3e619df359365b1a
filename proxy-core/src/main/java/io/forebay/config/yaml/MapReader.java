package io.forebay.config.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A map of the file with typed access. It remembers which keys were asked for, so that {@link
 * #finish} can report the others. An accessor gives its fallback both when the key is absent and
 * after it has reported a problem.
 */
final class MapReader {
  private final Place place;
  private final Map<String, YamlNode> values = new HashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> misplaced = new HashSet<>();

  private MapReader(Place place) {
    this.place = place;
    for (YamlNode.Entry entry : place.node().entries()) {
      values.put(entry.key().text(), entry.value());
    }
  }

  /** Null, with a problem, when something else than a map stands there. */
  static @Nullable MapReader of(Place place) {
    if (place.node().kind() != YamlNode.Kind.MAP) {
      place.expected("a map");
      return null;
    }
    return new MapReader(place);
  }

  /** This map with what {@code outer} says where this one says nothing, key by key. */
  MapReader over(YamlNode outer) {
    YamlNode merged = outer.entries().isEmpty() ? place.node() : Copies.merge(outer, place.node());
    return new MapReader(new Place(place.problems(), merged, place.path()));
  }

  Place place() {
    return place;
  }

  Problems problems() {
    return place.problems();
  }

  /** The value of a key, or null when it is absent. */
  @Nullable Place at(String key) {
    known.add(key);
    YamlNode value = values.get(key);
    return value == null ? null : place.child(key, value);
  }

  /** Whether the key is there; does not count as asking for it. */
  boolean has(String key) {
    return values.containsKey(key);
  }

  @Nullable MapReader map(String key) {
    Place value = at(key);
    return value == null ? null : of(value);
  }

  /** The items of a list; empty when the key is absent or no list stands there. */
  List<Place> list(String key) {
    Place value = at(key);
    if (value != null && value.node().kind() != YamlNode.Kind.LIST) {
      value.expected("a list");
      return List.of();
    }
    return value == null ? List.of() : value.items();
  }

  /** The items of a list of words, or the one word that stands in its place. */
  List<Place> words(String key) {
    Place value = at(key);
    if (value != null && value.node().kind() == YamlNode.Kind.MAP) {
      value.expected("a word or a list of words");
      return List.of();
    }
    return value == null ? List.of() : value.itemsOrSelf();
  }

  @Nullable String text(String key, String expected) {
    Place value = at(key);
    return value == null ? null : Scalars.text(value, expected);
  }

  int integer(String key, int fallback, int min, int max) {
    Place value = at(key);
    Integer integer = value == null ? null : Scalars.integer(value, min, max);
    return integer == null ? fallback : integer;
  }

  boolean bool(String key, boolean fallback) {
    Place value = at(key);
    Boolean bool = value == null ? null : Scalars.bool(value);
    return bool == null ? fallback : bool;
  }

  /** More than zero. */
  Duration duration(String key, Duration fallback) {
    Place value = at(key);
    Duration duration = value == null ? null : Scalars.duration(value, false);
    return duration == null ? fallback : duration;
  }

  <T> T word(String key, T fallback, Map<String, T> words) {
    Place value = at(key);
    T word = value == null ? null : Scalars.word(value, words);
    return word == null ? fallback : word;
  }

  /** Reports a key that belongs elsewhere. */
  void refuse(String key, String problem) {
    misplaced.add(key);
    Place value = at(key);
    if (value != null) {
      value.problem(problem);
    }
  }

  /** Reports every key that nobody asked for. */
  void finish(UnsupportedKeys.Level level) {
    problems().vocabulary().keys(place.path(), wanted(), values.keySet());
    Set<String> unsupported = UnsupportedKeys.at(level);
    for (YamlNode.Entry entry : place.node().entries()) {
      String key = entry.key().text();
      if (!known.contains(key)) {
        Place at = place.child(key, entry.key());
        if (unsupported.contains(key)) {
          at.unsupported(key);
        } else {
          at.problem(unknown(key, unsupported));
        }
      }
    }
  }

  private Set<String> wanted() {
    Set<String> wanted = new LinkedHashSet<>(known);
    wanted.removeAll(misplaced);
    return wanted;
  }

  private String unknown(String key, Set<String> unsupported) {
    String suggestion = Suggestions.nearest(key, known);
    if (suggestion == null) {
      suggestion = Suggestions.nearest(key, new TreeSet<>(unsupported));
    }
    List<String> expected = new ArrayList<>(new TreeSet<>(known));
    String list = "unknown key (expected: " + String.join(", ", expected);
    return suggestion == null ? list + ")" : list + "; did you mean " + suggestion + "?)";
  }
}
