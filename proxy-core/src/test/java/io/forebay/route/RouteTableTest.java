package io.forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

  private static @Nullable String match(RouteTable<String> table, String host, String path) {
    byte[] bytes = Ascii.bytes("GET " + path + " x " + host + ":1");
    int hostFrom = 4 + path.length() + 3;
    return table.match(bytes, hostFrom, hostFrom + host.length(), 4, 4 + path.length());
  }

  private static final RouteTable<String> HOSTS =
      RouteTable.<String>builder()
          .prefix(null, "/", "any")
          .prefix("a.test", "/", "exact")
          .prefix("*.test", "/", "short")
          .prefix("*.b.test", "/", "long")
          .prefix("[::1]", "/", "ipv6")
          .prefix("[::2:80]", "/", "ipv6 that ends like a port")
          .prefix("127.0.0.1", "/", "ipv4")
          .build();

  @ParameterizedTest
  @CsvSource({
    "a.test, exact",
    "A.TEST, exact",
    "a.test:80, exact",
    "a.test:, exact",
    "a.test., exact",
    "A.Test.:8080, exact",
    "b.test, short",
    "x.test, short",
    "x.TEST:1, short",
    "x.y.test., short",
    "x.b.test, long",
    "x.y.B.test, long",
    "x.xb.test, short",
    "test, any",
    ".test, any",
    "xtest, any",
    "a.testx, any",
    "xa.test, short",
    "[::1], ipv6",
    "[::1]:443, ipv6",
    "[::2:80], ipv6 that ends like a port",
    "[::2:80]:80, ipv6 that ends like a port",
    "127.0.0.1, ipv4",
    "127.0.0.1:80, ipv4",
    "127.0.0.11, any",
    "80, any",
    ":80, any",
    ".:80, any",
    "., any",
    "'', any",
  })
  void host_exactThenLongestWildcardThenAny(String host, String expected) {
    assertThat(match(HOSTS, host, "/x")).isEqualTo(expected);
  }

  @Test
  void host_ofAbsurdLength_isAny() {
    assertThat(match(HOSTS, "a.".repeat(4_000) + "test", "/")).isEqualTo("any");
    assertThat(match(HOSTS, "a".repeat(250) + ".test", "/")).isEqualTo("short");
    assertThat(match(HOSTS, "a".repeat(251) + ".test", "/")).isEqualTo("any");
  }

  private static final RouteTable<String> PATHS =
      RouteTable.<String>builder()
          .prefix(null, "/api", "api")
          .prefix(null, "/api/v2/", "v2")
          .exact(null, "/api/v2", "v2 itself")
          .exact(null, "/api/v2/", "v2 slash")
          .exact(null, "/", "root itself")
          .exact(null, "/only", "only")
          .build();

  @ParameterizedTest
  @CsvSource({
    "/api, api",
    "/api/, api",
    "/api/x, api",
    "/apix, ",
    "/ap, ",
    "/API, ",
    "/api/v2, v2 itself",
    "/api/v2/, v2 slash",
    "/api/v2/x, v2",
    "/api/v2x, api",
    "/, root itself",
    "/only, only",
    "/only/, ",
    "/only/x, ",
    "/x, ",
    "*, ",
  })
  void path_exactThenLongestWholeElements(String path, @Nullable String expected) {
    assertThat(match(PATHS, "h", path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x/../api/y",
        "/./api/y",
        "//api//y",
        "/%61pi/y",
        "/api%2fy",
        "/api%2Fy",
        "/%2e%2e/api/y",
        "/x/%2E%2E/api/y",
        "/x/.%2e/api/y",
        "/api/x/..",
        "/api/v2/..",
        "/api/v2/../y",
        "/api/%",
        "/api/%4",
      })
  void path_inDisguise_isMatchedInNormalForm(String path) {
    assertThat(match(PATHS, "h", path)).isEqualTo("api");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/..", "/api/v2/../..", "/api/%2e%2e", "/api%2f.."})
  void path_thatLeavesItsPrefix_isNotMatchedByIt(String path) {
    assertThat(match(PATHS, "h", path)).isEqualTo("root itself");
  }

  @ParameterizedTest
  @CsvSource({
    "/a b, /a%20b",
    "/a%20b, /a%20b",
    "/%41, /A",
    "/x//y, /x/y",
    "/x/./y, /x/y",
    "/x/../y, /y",
    "/.well-known, /.well-known",
  })
  void configuredPath_isComparedInNormalForm(String configured, String path) {
    RouteTable<String> exact = RouteTable.<String>builder().exact(null, configured, "it").build();
    assertThat(match(exact, "h", path)).isEqualTo("it");
    RouteTable<String> prefix = RouteTable.<String>builder().prefix(null, configured, "it").build();
    assertThat(match(prefix, "h", path)).isEqualTo("it");
    assertThat(match(prefix, "h", path + "/more")).isEqualTo("it");
    assertThat(match(prefix, "h", path + "more")).isNull();
  }

  @Test
  void host_withoutFittingPath_leavesItToTheNext() {
    RouteTable<String> table =
        RouteTable.<String>builder()
            .prefix("a.b.test", "/one", "exact")
            .prefix("*.b.test", "/two", "long")
            .exact("*.test", "/three", "short")
            .prefix(null, "/four", "any")
            .build();
    assertThat(match(table, "a.b.test", "/one")).isEqualTo("exact");
    assertThat(match(table, "a.b.test", "/two")).isEqualTo("long");
    assertThat(match(table, "a.b.test", "/three")).isEqualTo("short");
    assertThat(match(table, "a.b.test", "/four")).isEqualTo("any");
    assertThat(match(table, "a.b.test", "/five")).isNull();
    assertThat(match(table, "x.test", "/one")).isNull();
  }

  @Test
  void route_givenTwice_firstCounts() {
    RouteTable<String> table =
        RouteTable.<String>builder()
            .prefix(null, "/", "first")
            .prefix(null, "/", "second")
            .prefix(null, "/a", "first a")
            .prefix(null, "/a/", "second a")
            .exact(null, "/b", "first b")
            .exact(null, "/b", "second b")
            .build();
    assertThat(match(table, "h", "/")).isEqualTo("first");
    assertThat(match(table, "h", "/a")).isEqualTo("first a");
    assertThat(match(table, "h", "/b")).isEqualTo("first b");
  }

  @Test
  void emptyTable_matchesNothing() {
    assertThat(match(RouteTable.<String>builder().build(), "h", "/")).isNull();
  }

  // ---- against a naive model ----

  private record Route(@Nullable String host, String path, boolean exact) {
    int hostRank(String name) {
      if (host == null) {
        return 0;
      }
      if (host.startsWith("*")) {
        String suffix = host.substring(1);
        return name.endsWith(suffix) && name.length() > suffix.length() ? suffix.length() : -1;
      }
      return host.equals(name) ? 1_000 : -1;
    }

    int pathRank(String wanted) {
      if (exact) {
        return path.equals(wanted) ? 1_000 : -1;
      }
      String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
      return wanted.equals(prefix) || wanted.startsWith(prefix + "/") ? prefix.length() : -1;
    }

    String name() {
      return host + path + (exact ? "" : "*");
    }
  }

  @Test
  void randomTables_agreeWithNaiveModel() {
    var random = new Random(11);
    String[] hosts = {"a", "b.a", "c.b.a", "*.a", "*.b.a", "aa", "*.aa", null};
    String[] names = {"a", "b.a", "c.b.a", "d.c.b.a", "x.a", "aa", "b.aa", "z", ""};
    for (int round = 0; round < 400; round++) {
      List<Route> routes = new ArrayList<>();
      RouteTable.Builder<String> builder = RouteTable.builder();
      for (int i = random.nextInt(25); i > 0; i--) {
        var route =
            new Route(
                hosts[random.nextInt(hosts.length)], randomPath(random), random.nextBoolean());
        routes.add(route);
        if (route.exact) {
          builder.exact(route.host, route.path, route.name());
        } else {
          builder.prefix(route.host, route.path, route.name());
        }
      }
      RouteTable<String> table = builder.build();
      for (int i = 0; i < 100; i++) {
        String name = names[random.nextInt(names.length)];
        String path = randomPath(random);
        String spelt =
            random.nextBoolean() ? name.toUpperCase(java.util.Locale.ROOT) + ":80" : name;
        assertThat(match(table, spelt, path))
            .as("%s %s in %s", name, path, routes)
            .isEqualTo(model(routes, name, path));
      }
    }
  }

  private static String randomPath(Random random) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      path.append('/').append(new String[] {"a", "b", "aa"}[random.nextInt(3)]);
    }
    return path.append(path.isEmpty() || random.nextInt(3) == 0 ? "/" : "").toString();
  }

  private static @Nullable String model(List<Route> routes, String name, String path) {
    return routes.stream()
        .filter(it -> it.hostRank(name) >= 0 && it.pathRank(path) >= 0)
        .max(
            Comparator.comparing((Route it) -> it.hostRank(name))
                .thenComparing(it -> it.pathRank(path))
                // max() keeps the last of equals, the table the first.
                .thenComparing(it -> -routes.indexOf(it)))
        .map(it -> firstEqual(routes, it).name())
        .orElse(null);
  }

  /** A slash at the end of a prefix makes no difference, so the first of the two counts. */
  private static Route firstEqual(List<Route> routes, Route found) {
    return routes.stream()
        .filter(it -> it.exact == found.exact && java.util.Objects.equals(it.host, found.host))
        .filter(it -> it.exact ? it.path.equals(found.path) : bare(it).equals(bare(found)))
        .findFirst()
        .orElseThrow();
  }

  private static String bare(Route route) {
    return route.path.endsWith("/") ? route.path.substring(0, route.path.length() - 1) : route.path;
  }
}
