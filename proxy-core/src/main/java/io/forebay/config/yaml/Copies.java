package io.forebay.config.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code from}: a backend that starts as a copy of another one, and each that copies nothing of
 * what {@code defaults} says of backends. Maps merge key by key, anything else replaces. Chains are
 * allowed. Works on the file's tree, so that each problem of a copied value names the line it
 * stands on.
 */
final class Copies {
  private static final String KEY = "from";

  private final YamlNode inherited;
  private final Map<String, Place> all = new LinkedHashMap<>();

  /** By path. */
  private final Map<String, YamlNode> complete = new HashMap<>();

  private final Set<String> failed = new HashSet<>();
  private int nodes;

  /**
   * @param inherited keys that every backend has under its own
   */
  Copies(Iterable<NamedMaps.Named> backends, YamlNode inherited) {
    this.inherited = inherited;
    for (NamedMaps.Named backend : backends) {
      if (backend.map() != null) {
        all.put(backend.name(), backend.map().place());
      }
    }
  }

  /** The backend with everything it copies; null after a problem. */
  @Nullable MapReader complete(NamedMaps.Named backend) {
    if (backend.map() == null) {
      return null;
    }
    Deque<Place> chain = chain(backend.name(), backend.map().place());
    YamlNode node = null;
    for (Place next : chain) {
      node = complete(next, node);
    }
    if (node == null) {
      return null;
    }
    if (nodes > TreeBuilder.MAX_NODES) {
      backend.key().problem("copies too many values (expected: fewer or smaller copies)");
      return null;
    }
    return MapReader.of(new Place(backend.key().problems(), node, backend.key().path()));
  }

  private YamlNode complete(Place backend, @Nullable YamlNode base) {
    YamlNode known = complete.get(backend.path());
    if (known != null) {
      return known;
    }
    YamlNode own = backend.node();
    if (base == null) {
      YamlNode first = inherited.entries().isEmpty() ? own : merge(inherited, own);
      nodes += inherited.size() - 1;
      complete.put(backend.path(), first);
      return first;
    }
    if (nodes > TreeBuilder.MAX_NODES) {
      return own;
    }
    YamlNode merged = merge(without(base, KEY), own);
    nodes += merged.size();
    complete.put(backend.path(), merged);
    return merged;
  }

  /** From the one that copies nothing to the given one; empty after a problem. */
  private Deque<Place> chain(String first, Place place) {
    Deque<Place> chain = new ArrayDeque<>();
    Set<String> names = new LinkedHashSet<>();
    String name = first;
    for (Place next = place; next != null; ) {
      chain.push(next);
      names.add(name);
      Place from = from(next);
      if (from == null || complete.containsKey(next.path())) {
        return chain;
      }
      String base = failed.contains(name) ? null : base(from, names);
      if (base == null) {
        break;
      }
      name = base;
      next = all.get(name);
    }
    failed.addAll(names);
    return new ArrayDeque<>();
  }

  private static @Nullable Place from(Place backend) {
    MapReader map = MapReader.of(backend);
    return map == null ? null : map.at(KEY);
  }

  /** The backend that is copied; null after a problem. */
  private @Nullable String base(Place from, Set<String> names) {
    String name = Scalars.text(from, "the name of a backend");
    if (name == null) {
      return null;
    }
    if (!all.containsKey(name)) {
      String known = Texts.clip(String.join(", ", all.keySet()), 200);
      from.expected("a backend to copy: " + known, Suggestions.nearest(name, all.keySet()));
      return null;
    }
    if (names.contains(name)) {
      String way = String.join(" -> ", names) + " -> " + name;
      from.problem(Texts.clip(way, 300) + " (expected: a chain that ends)");
      return null;
    }
    return name;
  }

  /** {@code map} but for one of its keys. */
  static YamlNode without(YamlNode map, String key) {
    List<YamlNode.Entry> entries =
        map.entries().stream().filter(it -> !it.key().text().equals(key)).toList();
    return YamlNode.map(entries, map.line(), map.column());
  }

  /** Maps key by key; anything else is the inner one's. */
  static YamlNode merge(YamlNode base, YamlNode own) {
    if (base.kind() != YamlNode.Kind.MAP || own.kind() != YamlNode.Kind.MAP) {
      return own;
    }
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    for (YamlNode.Entry entry : base.entries()) {
      entries.put(entry.key().text(), entry);
    }
    for (YamlNode.Entry entry : own.entries()) {
      entries.merge(
          entry.key().text(),
          entry,
          (theirs, ours) -> new YamlNode.Entry(ours.key(), merge(theirs.value(), ours.value())));
    }
    return YamlNode.map(entries.values().stream().toList(), own.line(), own.column());
  }
}
