package io.forebay.config.yaml;

import io.forebay.config.Acceptance;
import io.forebay.config.HeaderOps;
import io.forebay.config.RequestIdConfig;
import io.forebay.config.TraceConfig;
import org.jspecify.annotations.Nullable;

/** {@code request_id} and {@code trace}, wherever they stand. */
final class RequestIdSection {
  private RequestIdSection() {}

  /** Null when the key is absent, and after problems. */
  static @Nullable RequestIdConfig read(MapReader owner) {
    Place place = owner.at("request_id");
    if (place == null || isNone(place)) {
      return place == null ? null : RequestIdConfig.OFF;
    }
    MapReader map = MapReader.of(place);
    if (map == null) {
      return null;
    }
    int before = map.problems().count();
    Place named = map.at("header");
    String header = named == null ? null : Scalars.text(named, "the name of a header");
    String problem = header == null ? null : HeaderOps.nameProblem(header);
    if (named != null && problem != null) {
      named.problem(header + ": " + problem);
    }
    Acceptance accept = accept(map);
    Boolean echo = bool(map, "echo");
    map.finish(UnsupportedKeys.Level.REQUEST_ID);
    return map.problems().count() == before
        ? new RequestIdConfig(false, header, accept, echo)
        : null;
  }

  /** Null when the key is absent, and after problems. */
  static @Nullable TraceConfig trace(MapReader owner) {
    Place place = owner.at("trace");
    if (place == null || isNone(place)) {
      return place == null ? null : TraceConfig.OFF;
    }
    MapReader map = MapReader.of(place);
    if (map == null) {
      return null;
    }
    int before = map.problems().count();
    Acceptance accept = accept(map);
    Boolean sampled = bool(map, "sampled");
    map.finish(UnsupportedKeys.Level.TRACE);
    return map.problems().count() == before ? new TraceConfig(false, accept, sampled) : null;
  }

  private static boolean isNone(Place place) {
    return place.node().kind() == YamlNode.Kind.SCALAR && place.node().text().equals("none");
  }

  private static @Nullable Acceptance accept(MapReader map) {
    Place place = map.at("accept");
    return place == null ? null : Scalars.word(place, Words.of(Acceptance.class));
  }

  private static @Nullable Boolean bool(MapReader map, String key) {
    Place place = map.at(key);
    return place == null ? null : Scalars.bool(place);
  }
}
