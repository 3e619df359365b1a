package io.forebay.config.yaml;

import io.forebay.config.BodyExpectation;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.StatusRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a {@code health_check} says of requests and answers. */
final class HttpCheckSection {
  private static final String PATH = "a path that starts with /, in visible ASCII and without #";
  private static final String HOST =
      "a host name or an IP address (IPv6 in brackets), or host:port";
  private static final String STATUS = "a status or a range of them, such as 200 or 200-399";
  private static final List<String> KEYS =
      List.of("method", "path", "host", "headers", "expect_status", "expect_body", "role_check");

  private HttpCheckSection() {}

  /** Null after a problem. */
  static @Nullable HttpCheckConfig read(MapReader map) {
    int before = map.problems().count();
    Place pathPlace = map.at("path");
    if (pathPlace == null) {
      map.place().problem("path is missing (expected: a path such as /health)");
    }
    String path = pathPlace == null ? null : path(pathPlace);
    String method = map.word("method", HttpCheckConfig.DEFAULT_METHOD, methods());
    Place hostPlace = map.at("host");
    String host = hostPlace == null ? null : host(hostPlace);
    Map<String, String> headers = HeadersSection.fields(map.at("headers"));
    List<StatusRange> status = status(map);
    Place bodyPlace = map.at("expect_body");
    BodyExpectation body = bodyPlace == null ? null : BodyExpectationSection.read(bodyPlace);
    if (bodyPlace != null && method.equals("HEAD")) {
      bodyPlace.problem("with method HEAD, whose answers have no body (expected: GET or OPTIONS)");
    }
    boolean role = map.bool("role_check", false);
    if (role && status.stream().anyMatch(it -> it.contains(HttpCheckConfig.OTHER_ROLE))) {
      map.place()
          .problem("role_check with 503 as a good answer (expected: 503 not in expect_status)");
    }
    if (map.problems().count() != before || path == null) {
      return null;
    }
    return new HttpCheckConfig(method, path, host, headers, status, body, role);
  }

  /**
   * Reports each key that a check without a request has no use for: as a warning where such a check
   * is asked for, since the key may be inherited.
   */
  static void passOver(MapReader map) {
    passOver(map, KEYS);
  }

  /** The same for a check that has a use for {@code key} alone. */
  static void passOverBut(MapReader map, String key) {
    passOver(map, KEYS.stream().filter(it -> !it.equals(key)).toList());
  }

  private static void passOver(MapReader map, List<String> keys) {
    for (String key : keys) {
      Place place = map.at(key);
      if (place != null && map.has("type")) {
        place.warn("without effect in a check without a request");
      } else if (place != null) {
        place.problem("without effect in a check without a path (expected: a path beside it)");
      }
    }
  }

  private static @Nullable String path(Place place) {
    String path = Scalars.text(place, PATH);
    if (path != null && !HttpCheckConfig.isPath(path)) {
      boolean slashMissing = HttpCheckConfig.isPath("/" + path);
      place.expected(PATH, slashMissing ? "/" + Texts.value(path) : null);
      return null;
    }
    return path;
  }

  private static Map<String, String> methods() {
    Map<String, String> words = new LinkedHashMap<>();
    new TreeSet<>(HttpCheckConfig.METHODS).forEach(it -> words.put(it, it));
    return words;
  }

  static @Nullable String host(Place place) {
    String host = Scalars.text(place, HOST);
    if (host != null && !HttpCheckConfig.isHost(host)) {
      place.expected(HOST);
      return null;
    }
    return host;
  }

  private static List<StatusRange> status(MapReader map) {
    Place place = map.at("expect_status");
    if (place == null) {
      return HttpCheckConfig.DEFAULT_STATUS;
    }
    if (place.isEmptyList()) {
      place.problem("no status (expected: " + STATUS + ")");
    }
    List<StatusRange> ranges = new ArrayList<>();
    for (Place item : map.words("expect_status")) {
      StatusRange range = Scalars.convert(item, STATUS, StatusRange::parse);
      if (range != null) {
        ranges.add(range);
      }
    }
    return ranges;
  }
}
