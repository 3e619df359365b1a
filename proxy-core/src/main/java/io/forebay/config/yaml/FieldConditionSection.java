package io.forebay.config.yaml;

import io.forebay.config.FieldCondition;
import io.forebay.config.FieldCondition.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code header}, {@code query} and {@code cookie} of a match: names and what their values are. */
final class FieldConditionSection {
  private static final String EXPECTED =
      "a value, a list of values, or a map with one of prefix, regex and present";
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

  private FieldConditionSection() {}

  /** Those without problems. */
  static List<FieldCondition> read(@Nullable Place place, boolean header) {
    List<FieldCondition> conditions = new ArrayList<>();
    if (place == null || MapReader.of(place) == null) {
      return conditions;
    }
    for (YamlNode.Entry entry : place.node().entries()) {
      String name = entry.key().text();
      if (header && !name.matches(TOKEN)) {
        place.child(name, entry.key()).expected("a header name");
        continue;
      }
      FieldCondition condition = condition(name, place.child(name, entry.value()));
      if (condition != null) {
        conditions.add(condition);
      }
    }
    return conditions;
  }

  private static @Nullable FieldCondition condition(String name, Place place) {
    if (place.node().kind() == YamlNode.Kind.MAP) {
      return special(name, place);
    }
    return of(name, Kind.EXACT, place);
  }

  private static @Nullable FieldCondition special(String name, Place place) {
    MapReader map = MapReader.of(place);
    if (map == null) {
      return null;
    }
    Place prefix = map.at("prefix");
    Place regex = map.at("regex");
    Place present = map.at("present");
    int before = map.problems().count();
    map.finish(UnsupportedKeys.Level.FIELD_CONDITION);
    if (map.problems().count() != before) {
      return null;
    }
    if (place.node().entries().size() != 1) {
      place.expected(EXPECTED);
      return null;
    }
    if (present != null) {
      Boolean wanted = Scalars.bool(present);
      Kind kind = Boolean.FALSE.equals(wanted) ? Kind.ABSENT : Kind.PRESENT;
      return wanted == null ? null : new FieldCondition(name, kind, List.of());
    }
    return prefix == null
        ? regex == null ? null : of(name, Kind.REGEX, regex)
        : of(name, Kind.PREFIX, prefix);
  }

  private static @Nullable FieldCondition of(String name, Kind kind, Place place) {
    List<String> values = new ArrayList<>();
    for (Place item : place.itemsOrSelf()) {
      String value = Scalars.text(item, EXPECTED);
      if (value != null) {
        values.add(value);
      }
    }
    if (place.isEmptyList()) {
      place.problem("no value (expected: at least one)");
    }
    if (values.isEmpty()) {
      return null;
    }
    try {
      return new FieldCondition(name, kind, values);
    } catch (IllegalArgumentException e) {
      place.problem(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
