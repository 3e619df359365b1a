package io.forebay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.PathRewriteConfig;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.net.URI;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRewriterTest {

  private static final String KEPT = "kept";
  private static final String REFUSED = "refused";

  private static String target(PathRewriteConfig config, String target) {
    HttpHead head = new HttpHead();
    head.reset();
    head.appendBytes(Ascii.bytes("GET " + target + " HTTP/1.1\r\n"));
    int end = 4 + target.length();
    head.requestLine(0, 3, 4, end, 1);
    head.path(4, Ascii.indexOf(head.bytes(), 4, end, '?'));
    byte[] rewritten = new PathRewriter(config).target(head);
    if (rewritten == null) {
      return KEPT;
    }
    return rewritten.length == 0 ? REFUSED : Ascii.text(rewritten, 0, rewritten.length);
  }

  private static PathRewriteConfig prefixes(@Nullable String strip, @Nullable String add) {
    return new PathRewriteConfig(null, strip, add, null, null);
  }

  private static PathRewriteConfig regex(String regex, String to) {
    return new PathRewriteConfig(null, null, null, regex, to);
  }

  @ParameterizedTest
  @CsvSource({
    "/api, , /api, /",
    "/api, , /api/, /",
    "/api, , /api?a=/api, /?a=/api",
    "/api, , /api/x, /x",
    "/api, , /api/x/, /x/",
    "/api, , /apix, kept",
    "/api, , /x/api, kept",
    "/api, , *, kept",
    "/api, , /api/api/x, /api/x",
    "/api, , /API/x, kept",
    "/api/, , /api/x, /x",
    "/a/b, , /a/b/c, /c",
    "/a/b, , /a, kept",
    "/api, , /%61pi/%78, /%78",
    "/a%20b, , /a%20b/x%20y?z=%20, /x%20y?z=%20",
    "/a b, , /a%20b/x, /x",
    "/api, , /api//x, /x",
    "/api, , //api/x//y, /x//y",
    "/api, , /api%2Fx, /x",
    "/api, , /api/%2f/x, /x",
    "/api, , /api/./x, /x",
    "/api, , /b/../api/x, /x",
    "/api, , /api/x/../y, /y",
    "/api, , /api/../x, kept",
    "/api, , /api/x/%2e%2E/y, /y",
    "/api, , /api/x%2f..%2fy, refused",
    "/api, , /api/..;/x, refused",
    "/api, , /api/..;a=b, refused",
    "/api, , /api/x;..;, /x;..;",
    "/api, , /api/..x/.y, /..x/.y",
    "/api, /v2, /api, /v2",
    "/api, /v2, /api/, /v2/",
    "/api, /v2/, /api/x?q, /v2/x?q",
    "/api, /v2, /b, /v2/b",
    ", /v2, /, /v2/",
    ", /v2, /x//y, /v2/x//y",
    ", /v2, //x, /v2//x",
    ", /v2, /../x, /v2/x",
    ", /v2, /x%2f..%2f..%2fy, refused",
  })
  void prefix_isTakenOffByWholeElements(String strip, String add, String from, String to) {
    if (strip != null && strip.contains(" ")) {
      strip = strip.replace(" ", "%20");
    }
    assertThat(target(prefixes(strip, add), from)).isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource({
    "/user/([0-9]+), /u/$1, /user/12?a=b, /u/12?a=b",
    "/user/([0-9]+), /u/$1, /user/12/x, kept",
    "/user/([0-9]+), /u?id=$1, /user/12, /u?id=12",
    "/user/([0-9]+), /u?id=$1, /user/12?a=b, /u?id=12&a=b",
    "/user/([0-9]+), /u?id=$1, /user/12?, /u?id=12",
    "/(a)(b)?, /$2$1, /a, /a",
    "/(.*), $1, /x/y, /x/y",
    "/(.*), /$1, //evil.test/x, /evil.test/x",
    "/a(.*), $1, /a//evil.test, /evil.test",
    "/.*, /at$0, /x, /at/x",
    "/.*, /$$1, /x, /$1",
    "/(.*)/(.*), /$1$2, /./x, kept",
    "/a(.)(.), /$1$2, /a.., refused",
    "/(.*), /files/$1, /..%2f..%2fetc, refused",
    "/(.*), /files/$1, /a/../b%41, /files/b%41",
    "/(.*), /$1, /a%0d%0ab, /a%0d%0ab",
    "(?i)/A(.*), /b$1, /ab, /bb",
  })
  void regex_takesTheWholePath(String regex, String to, String from, String expected) {
    assertThat(target(regex(regex, to), from)).isEqualTo(expected);
  }

  @Test
  void path_replacesAnyOther() {
    PathRewriteConfig config = new PathRewriteConfig("/one", null, null, null, null);
    assertThat(target(config, "/")).isEqualTo("/one");
    assertThat(target(config, "/a/../b?c=d")).isEqualTo("/one?c=d");
    assertThat(target(config, "*")).isEqualTo(KEPT);
  }

  /** The model works on whole texts: it knows neither positions nor encodings that stay. */
  @Test
  void randomPaths_agreeWithModel() {
    var random = new Random(8);
    String[] parts = {"/", "/", "/", "api", "api", "v1", "a", "%61", "..", ".", "%2e", "x"};
    String[] strips = {"/api", "/api/v1", "/a"};
    for (int round = 0; round < 5_000; round++) {
      StringBuilder made = new StringBuilder("/");
      for (int i = random.nextInt(9); i > 0; i--) {
        made.append(parts[random.nextInt(parts.length)]);
      }
      String path = made.toString();
      String strip = strips[random.nextInt(strips.length)];
      String add = random.nextBoolean() ? "/new" : null;
      String got = target(prefixes(strip, add), path);
      assertThat(normal(got.equals(KEPT) ? path : got))
          .as("%s without %s", path, strip)
          .isEqualTo(model(normal(path), strip, add == null ? "" : add));
      if (!got.equals(KEPT)) {
        assertThat(got).startsWith("/").doesNotStartWith("//").doesNotContain("/../");
      }
    }
  }

  private static String model(String normal, String strip, String add) {
    if (normal.equals(strip)) {
      return add.isEmpty() ? "/" : add;
    }
    return normal.startsWith(strip + "/") ? add + normal.substring(strip.length()) : add + normal;
  }

  private static String normal(String path) {
    String decoded = path.replace("%2e", ".").replace("%61", "a").replaceAll("/+", "/");
    String resolved = URI.create("http://h" + decoded).normalize().getPath();
    while (resolved.startsWith("/..") && (resolved.length() == 3 || resolved.charAt(3) == '/')) {
      resolved = resolved.substring(3);
    }
    return resolved.isEmpty() ? "/" : resolved;
  }
}
