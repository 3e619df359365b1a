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

  private static @Nullable String match(
      RouteTable<String> table, String host, String path, Eligibility<String> eligibility) {
    byte[] bytes = Ascii.bytes(host + path);
    return table.match(bytes, 0, host.length(), host.length(), bytes.length, eligibility);
  }

  private static final RouteTable<String> ALL_KINDS =
      RouteTable.<String>builder()
          .prefix(null, "/", "root")
          .regex(null, "/[a-z]+[0-9]", "first regex")
          .regex(null, "/.*9.*", "second regex")
          .prefix(null, "/app", "prefix")
          .exact(null, "/app/x", "exact")
          .prefix("h.test", "/only", "host")
          .priority(7)
          .exact(null, "/app/urgent", "urgent")
          .priority(-1)
          .prefix(null, "/app/x/y/z", "never")
          .build();

  @ParameterizedTest
  @CsvSource({
    "/app/x, exact",
    "/app/x/y, prefix",
    "/app/x/y/z, prefix",
    "/app9, first regex",
    "/x9, first regex",
    "/x99, second regex",
    "/xx9/y, second regex",
    "/%78%39, first regex",
    "/X/../x9, first regex",
    "/x, root",
    "/, root",
    "/app/urgent, urgent",
  })
  void kindsOfPaths_haveTheirOrder(String path, String expected) {
    assertThat(match(ALL_KINDS, "h", path)).isEqualTo(expected);
  }

  @Test
  void priority_goesBeforeHosts() {
    assertThat(match(ALL_KINDS, "h.test", "/app/urgent")).isEqualTo("urgent");
    assertThat(match(ALL_KINDS, "h.test", "/only")).isEqualTo("host");
  }

  @Test
  void conditions_thatFail_leaveItToTheNextBest() {
    RouteTable<String> table =
        RouteTable.<String>builder()
            .prefix("h", "/", "6 host")
            .prefix("h", "/a", "5 short")
            .prefix(null, "/a/b/c", "7 any host")
            .conditional(true)
            .exact("h", "/a/b/c", "1 exact")
            .prefix("h", "/a/b/c", "2 same prefix")
            .prefix("h", "/a/b", "3 long")
            .prefix("h", "/a", "4 short")
            .build();
    for (int refused = 0; refused < 5; refused++) {
      int least = refused;
      String expected =
          new String[] {"1 exact", "2 same prefix", "3 long", "4 short", "5 short"}[refused];
      assertThat(match(table, "h", "/a/b/c", it -> it.charAt(0) - '0' > least)).isEqualTo(expected);
    }
    assertThat(match(table, "h", "/x", it -> false)).isEqualTo("6 host");
    assertThat(match(table, "g", "/a/b/c", it -> false)).isEqualTo("7 any host");
  }

  @Test
  void conditionalRoutesOfOnePath_areAskedInOrder_beforeTheOneWithout() {
    RouteTable<String> table =
        RouteTable.<String>builder()
            .prefix(null, "/", "plain")
            .conditional(true)
            .prefix(null, "/", "a")
            .prefix(null, "/", "b")
            .build();
    List<String> asked = new ArrayList<>();
    assertThat(
            match(
                table,
                "h",
                "/",
                value -> {
                  asked.add(value);
                  return false;
                }))
        .isEqualTo("plain");
    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void regexOfEvilShape_takesLinearTime() {
    RouteTable<String> table = RouteTable.<String>builder().regex(null, "/(a+)+b", "evil").build();
    assertThat(match(table, "h", "/" + "a".repeat(8_000))).isNull();
  }

  // ---- against a naive model ----

  private record Route(
      int id, @Nullable String host, String path, Kind kind, int priority, boolean conditional) {

    enum Kind {
      EXACT,
      PREFIX,
      REGEX
    }

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

    /** The more the better; -1 does not match. */
    int pathRank(String wanted) {
      String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
      return switch (kind) {
        case EXACT -> path.equals(wanted) ? 2_000 : -1;
        case REGEX -> wanted.matches(path + ".*") ? 1 : -1;
        case PREFIX -> {
          boolean within = wanted.equals(bare) || wanted.startsWith(bare + "/");
          yield within ? bare.isEmpty() ? 0 : 100 + bare.length() : -1;
        }
      };
    }

    void addTo(RouteTable.Builder<Route> builder) {
      builder.priority(priority).conditional(conditional);
      switch (kind) {
        case EXACT -> builder.exact(host, path, this);
        case REGEX -> builder.regex(host, path + ".*", this);
        case PREFIX -> builder.prefix(host, path, this);
      }
    }
  }

  @Test
  void randomTables_agreeWithNaiveModel() {
    var random = new Random(11);
    String[] hosts = {"a", "b.a", "c.b.a", "*.a", "*.b.a", "aa", "*.aa", null};
    String[] names = {"a", "b.a", "c.b.a", "d.c.b.a", "x.a", "aa", "b.aa", "z", ""};
    for (int round = 0; round < 400; round++) {
      List<Route> routes = new ArrayList<>();
      RouteTable.Builder<Route> builder = RouteTable.builder();
      for (int i = random.nextInt(25); i > 0; i--) {
        Route route =
            new Route(
                routes.size(),
                hosts[random.nextInt(hosts.length)],
                randomPath(random),
                Route.Kind.values()[random.nextInt(3)],
                random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 0,
                random.nextInt(3) == 0);
        routes.add(route);
        route.addTo(builder);
      }
      RouteTable<Route> table = builder.build();
      for (int i = 0; i < 100; i++) {
        String name = names[random.nextInt(names.length)];
        String path = randomPath(random);
        int seed = random.nextInt(4);
        Eligibility<Route> eligibility = it -> (it.id + seed) % 3 == 0;
        String spelt =
            random.nextBoolean() ? name.toUpperCase(java.util.Locale.ROOT) + ":80" : name;
        byte[] bytes = Ascii.bytes(spelt + path);
        assertThat(table.match(bytes, 0, spelt.length(), spelt.length(), bytes.length, eligibility))
            .as("%s %s in %s", name, path, routes)
            .isEqualTo(model(routes, name, path, eligibility));
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

  private static @Nullable Route model(
      List<Route> routes, String name, String path, Eligibility<Route> eligibility) {
    Comparator<Route> order =
        Comparator.comparing((Route it) -> -it.priority)
            .thenComparing(it -> -it.hostRank(name))
            .thenComparing(it -> -it.pathRank(path))
            // Expressions are tried in their order; on one path those with conditions come first.
            .thenComparing(it -> it.kind != Route.Kind.REGEX && !it.conditional)
            .thenComparing(it -> it.id);
    return routes.stream()
        .filter(it -> it.hostRank(name) >= 0 && it.pathRank(path) >= 0)
        .filter(it -> !it.conditional || eligibility.accepts(it))
        .min(order)
        .orElse(null);
  }
}
