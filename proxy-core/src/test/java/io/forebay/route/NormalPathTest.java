package io.forebay.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.util.Ascii;
import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalPathTest {

  private static String normal(String path) {
    byte[] bytes = Ascii.bytes("%2" + path + "f/..");
    byte[] normal = NormalPath.of(bytes, 2, 2 + path.length());
    return Ascii.text(normal, 0, normal.length);
  }

  private static boolean isNeeded(String path) {
    byte[] bytes = Ascii.bytes("/" + path + "/..");
    return NormalPath.isNeeded(bytes, 1, 1 + path.length());
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a, /a",
    "/a/, /a/",
    "//, /",
    "///, /",
    "/a//b, /a/b",
    "//a, /a",
    "/a//, /a/",
    "/., /",
    "/./, /",
    "/a/., /a/",
    "/a/./b, /a/b",
    "/.., /",
    "/../, /",
    "/../../a, /a",
    "/a/.., /",
    "/a/../, /",
    "/a/b/.., /a/",
    "/a/b/../, /a/",
    "/a/b/../c, /a/c",
    "/a/b/../../../c, /c",
    "/a//../b, /b",
    "/..., /...",
    "/..a/.b, /..a/.b",
    "/a../b., /a../b.",
    "/%61, /a",
    "/%2e%2e/a, /a",
    "/a/%2E%2e/b, /b",
    "/a/.%2e, /",
    "/a%2fb, /a/b",
    "/a%2F..%2fb, /b",
    "/a/%2f/b, /a/b",
    "/%252e%252e/a, /%2e%2e/a",
    "/%, /%",
    "/%4, /%4",
    "/a%, /a%",
    "/a%4, /a%4",
    "/%zz, /%zz",
    "/%4g%41, /%4gA",
    "/%%41, /%A",
    "/%ff, /\u00ff",
    "/%3f%23, /?#",
    "a, /a",
    "'', /",
  })
  void path_hasOneNormalForm(String path, String expected) {
    assertThat(normal(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/, false",
    "/a/b.c/d-e, false",
    "/a., false",
    "/a../b, false",
    "*, false",
    "'', false",
    "/., true",
    "/.a, true",
    "//, true",
    "/%, true",
    "/a/b//, true",
  })
  void need_isSeenAtOneLook(String path, boolean needed) {
    assertThat(isNeeded(path)).isEqualTo(needed);
  }

  @Test
  void randomPaths_agreeWithModelAndAreStable() {
    var random = new Random(5);
    String[] parts = {"/", "/", ".", "..", "a", "b", "%2e", "%2f", "/../", "/./"};
    for (int round = 0; round < 5_000; round++) {
      StringBuilder path = new StringBuilder("/");
      for (int i = random.nextInt(8); i > 0; i--) {
        path.append(parts[random.nextInt(parts.length)]);
      }
      String once = normal(path.toString());
      assertThat(once).as(path.toString()).isEqualTo(model(path.toString()));
      assertThat(normal(once)).isEqualTo(once);
      if (!isNeeded(path.toString())) {
        assertThat(once).isEqualTo(path.toString());
      }
    }
  }

  private static String model(String path) {
    String merged = path.replace("%2e", ".").replace("%2f", "/").replaceAll("/+", "/");
    String resolved = URI.create("http://h" + merged).normalize().getPath();
    while (resolved.startsWith("/..") && (resolved.length() == 3 || resolved.charAt(3) == '/')) {
      resolved = resolved.substring(3);
    }
    return resolved.isEmpty() ? "/" : resolved;
  }
}
