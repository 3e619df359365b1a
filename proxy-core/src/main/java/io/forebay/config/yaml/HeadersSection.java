package io.forebay.config.yaml;

import io.forebay.config.HeaderOps;
import io.forebay.config.HeadersConfig;
import io.forebay.config.TextTemplate.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code headers} and the {@code header_sets} that a listener or a route names. */
final class HeadersSection {
  private final References references;
  private final Map<String, HeadersConfig> sets;

  /**
   * @param sets the header sets of the file by name
   */
  HeadersSection(References references, Map<String, HeadersConfig> sets) {
    this.references = references;
    this.sets = sets;
  }

  /** What the owner says: its header sets in their order, then its own block. */
  HeadersConfig ofOwner(MapReader owner) {
    HeadersConfig merged = HeadersConfig.EMPTY;
    for (Place place : owner.words("header_sets")) {
      String name = Scalars.text(place, "the name of a header set");
      if (name != null) {
        references.useHeaderSet(name, place);
        merged = merged.merge(sets.getOrDefault(name, HeadersConfig.EMPTY));
      }
    }
    MapReader own = owner.map("headers");
    return own == null ? merged : merged.merge(headers(own));
  }

  static HeadersConfig headers(MapReader map) {
    HeaderOps request = operations(map.map("request"), Scope.REQUEST);
    HeaderOps response = operations(map.map("response"), Scope.RESPONSE);
    map.finish(UnsupportedKeys.Level.HEADERS);
    return new HeadersConfig(request, response);
  }

  private static HeaderOps operations(@Nullable MapReader map, Scope scope) {
    if (map == null) {
      return HeaderOps.EMPTY;
    }
    HeaderOps operations =
        new HeaderOps(
            names(map),
            templates(map.at("set"), scope),
            templates(map.at("add"), scope),
            templates(map.at("set_if_absent"), scope));
    map.finish(UnsupportedKeys.Level.HEADER_OPS);
    return operations;
  }

  private static List<String> names(MapReader map) {
    List<String> names = new ArrayList<>();
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Place place : map.words("remove")) {
      String name = Scalars.text(place, "a header name");
      if (name != null && isFree(name, HeaderOps.removalProblem(name), place, seen)) {
        names.add(name);
      }
    }
    return names;
  }

  static Map<String, String> templates(@Nullable Place place, Scope scope) {
    return fields(place, it -> Templates.read(it, "a header value", scope));
  }

  static Map<String, String> fields(@Nullable Place place) {
    return fields(place, it -> Scalars.text(it, "a header value"));
  }

  private static Map<String, String> fields(
      @Nullable Place place, Function<Place, @Nullable String> values) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (place == null || MapReader.of(place) == null) {
      return fields;
    }
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (YamlNode.Entry entry : place.node().entries()) {
      String name = entry.key().text();
      boolean free =
          isFree(name, HeaderOps.nameProblem(name), place.child(name, entry.key()), seen);
      Place valuePlace = place.child(name, entry.value());
      String value = values.apply(valuePlace);
      String problem = value == null ? null : HeaderOps.valueProblem(value);
      if (problem != null) {
        valuePlace.problem(Texts.value(value) + ": " + problem);
      } else if (value != null && free) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  private static boolean isFree(
      String name, @Nullable String unfit, Place place, Set<String> seen) {
    String problem = unfit;
    if (problem == null && !seen.add(name)) {
      problem = "named twice (expected: each header once; case does not matter)";
    }
    if (problem != null) {
      place.problem(Texts.value(name) + ": " + problem);
    }
    return problem == null;
  }
}
