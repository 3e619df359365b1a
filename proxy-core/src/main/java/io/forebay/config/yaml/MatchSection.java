package io.forebay.config.yaml;

import io.forebay.config.Cidr;
import io.forebay.config.FieldCondition;
import io.forebay.config.MatchConfig;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code match} of a route, and {@code not} within it. */
final class MatchSection {
  private static final String HOST =
      "a host such as app.example.com or \"*.example.com\", without a port";

  private MatchSection() {}

  /** Null after a problem. */
  static @Nullable MatchConfig read(MapReader map) {
    return read(map, true);
  }

  private static @Nullable MatchConfig read(MapReader map, boolean mayExclude) {
    int before = map.problems().count();
    List<String> hosts = hosts(map, "host");
    String path = path(map, "path");
    String prefix = path(map, "path_prefix");
    String regex = regex(map.at("path_regex"));
    requireOnePath(map);
    List<String> methods = methods(map);
    List<FieldCondition> headers = FieldConditionSection.read(map.at("header"), true);
    List<FieldCondition> query = FieldConditionSection.read(map.at("query"), false);
    List<FieldCondition> cookies = FieldConditionSection.read(map.at("cookie"), false);
    List<Cidr> sources = sources(map);
    Place websocketPlace = map.at("websocket");
    Boolean websocket = websocketPlace == null ? null : Scalars.bool(websocketPlace);
    String service =
        name(map.at("grpc_service"), MatchConfig.GRPC_SERVICE, MatchConfig::isGrpcService);
    String method = name(map.at("grpc_method"), MatchConfig.GRPC_METHOD, MatchConfig::isGrpcMethod);
    MapReader notMap = mayExclude ? map.map("not") : null;
    MatchConfig not = notMap == null ? null : read(notMap, false);
    map.finish(UnsupportedKeys.Level.MATCH);
    if (notMap != null && MatchConfig.ANY.equals(not)) {
      notMap.place().problem("excludes every request (expected: a condition)");
    }
    if (map.problems().count() != before) {
      return null;
    }
    return new MatchConfig(
        hosts, path, prefix, regex, methods, headers, query, cookies, sources, websocket, service,
        method, not);
  }

  /** In lower case; those without problems. */
  static List<String> hosts(MapReader map, String key) {
    List<String> hosts = new ArrayList<>();
    for (Place place : map.words(key)) {
      String host = Scalars.text(place, HOST);
      if (host != null && !MatchConfig.isHostPattern(host)) {
        place.expected(HOST, punycode(host));
      } else if (host != null) {
        hosts.add(host.toLowerCase(Locale.ROOT));
      }
    }
    String any = key.equals("host") ? ", or no host key for any host" : "";
    refuseEmpty(map, key, "no host (expected: at least one" + any + ")");
    return hosts;
  }

  /** How the name is written on the wire, or null where that does not help. */
  private static @Nullable String punycode(String host) {
    if (host.chars().allMatch(c -> c < 0x80)) {
      return null;
    }
    try {
      String ascii = IDN.toASCII(host);
      return MatchConfig.isHostPattern(ascii) ? ascii : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void refuseEmpty(MapReader map, String key, String problem) {
    Place place = map.at(key);
    if (place != null && place.isEmptyList()) {
      place.problem(problem);
    }
  }

  private static void requireOnePath(MapReader map) {
    String first = null;
    for (String key : List.of("path", "path_prefix", "path_regex", "grpc_service")) {
      Place place = map.at(key);
      if (place != null && first != null) {
        place.problem("beside " + first + " (expected: " + first + " or " + key + ", not both)");
      }
      first = place != null && first == null ? key : first;
    }
  }

  private static @Nullable String path(MapReader map, String key) {
    Place place = map.at(key);
    return place == null ? null : Paths.path(place);
  }

  private static @Nullable String regex(@Nullable Place place) {
    String regex = place == null ? null : Scalars.text(place, "an RE2 expression");
    String problem = regex == null ? null : MatchConfig.regexProblem(regex);
    if (place != null && problem != null) {
      place.expected(problem);
      return null;
    }
    return regex;
  }

  private static @Nullable String name(
      @Nullable Place place, String expected, Predicate<String> isName) {
    String name = place == null ? null : Scalars.text(place, expected);
    if (place != null && name != null && !isName.test(name)) {
      place.expected(expected);
      return null;
    }
    return name;
  }

  private static List<String> methods(MapReader map) {
    String expected = "a method such as GET, in the case that requests have it in";
    List<String> methods = new ArrayList<>();
    for (Place place : map.words("method")) {
      String method = Scalars.text(place, expected);
      String upper = method == null ? "" : method.toUpperCase(Locale.ROOT);
      if (method != null
          && (!upper.equals(method) || !method.matches("[A-Z0-9!#$%&'*+.^_`|~-]+"))) {
        place.expected(expected, upper.matches("[A-Z]+") ? upper : null);
      } else if (method != null) {
        methods.add(method);
      }
    }
    refuseEmpty(map, "method", "no method (expected: at least one)");
    return methods;
  }

  private static List<Cidr> sources(MapReader map) {
    List<Cidr> sources = new ArrayList<>();
    for (Place place : map.words("source")) {
      Cidr network = Scalars.convert(place, "a network such as 10.0.0.0/8", Cidr::parse);
      if (network != null) {
        sources.add(network);
      }
    }
    refuseEmpty(map, "source", "no network (expected: at least one)");
    return sources;
  }
}
