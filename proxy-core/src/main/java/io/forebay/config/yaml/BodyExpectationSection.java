package io.forebay.config.yaml;

import io.forebay.config.BodyExpectation;
import io.forebay.config.JsonPath;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code expect_body} of a check: a text, or a map that says how the body is looked at. */
final class BodyExpectationSection {
  private static final String EXPECTED = "a text, or a map with contains, regex or json";
  private static final String VALUE = "the text of a string, a number, true, false or null";

  private BodyExpectationSection() {}

  /** Null after a problem. */
  static @Nullable BodyExpectation read(Place place) {
    if (place.node().kind() != YamlNode.Kind.MAP) {
      String text = text(place, EXPECTED);
      return text == null ? null : BodyExpectation.contains(text);
    }
    MapReader map = MapReader.of(place);
    return map == null ? null : read(map);
  }

  private static @Nullable BodyExpectation read(MapReader map) {
    int before = map.problems().count();
    Place containsPlace = map.at("contains");
    String contains = containsPlace == null ? null : text(containsPlace, "a text");
    Place regexPlace = map.at("regex");
    String regex = regexPlace == null ? null : regex(regexPlace);
    MapReader json = map.map("json");
    Map<JsonPath, String> values = json == null ? Map.of() : values(json.place());
    map.finish(UnsupportedKeys.Level.EXPECT_BODY);
    if (map.problems().count() == before && contains == null && regex == null && json == null) {
      map.place().problem("nothing is expected (expected: contains, regex or json)");
    }
    return map.problems().count() != before ? null : new BodyExpectation(contains, regex, values);
  }

  private static @Nullable String text(Place place, String expected) {
    String text = Scalars.text(place, expected);
    if (text != null && text.isEmpty()) {
      place.expected(expected + " of at least one character");
      return null;
    }
    return text;
  }

  private static @Nullable String regex(Place place) {
    String regex = Scalars.text(place, "an RE2 expression");
    String problem = regex == null ? null : BodyExpectation.regexProblem(regex);
    if (problem != null) {
      place.expected(problem);
      return null;
    }
    return regex;
  }

  private static Map<JsonPath, String> values(Place place) {
    Map<JsonPath, String> values = new LinkedHashMap<>();
    for (YamlNode.Entry entry : place.node().entries()) {
      String key = entry.key().text();
      JsonPath path = Scalars.convert(place.child(key, entry.key()), "a path", JsonPath::parse);
      String value = Scalars.text(place.child(key, entry.value()), VALUE);
      if (path != null && value != null) {
        values.put(path, value);
      }
    }
    int most = BodyExpectation.MAX_VALUES;
    if (place.node().entries().isEmpty() || place.node().entries().size() > most) {
      place.problem(
          place.node().entries().size() + " values (expected: 1 to " + most + " of them)");
    }
    return values;
  }
}
