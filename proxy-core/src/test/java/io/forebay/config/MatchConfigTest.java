package io.forebay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchConfigTest {
  @Test
  void label_namesHostAndPath() {
    assertThat(MatchConfig.ANY.label()).isEqualTo("*");
    assertThat(match(null, "/").label()).isEqualTo("/*");
    assertThat(match(null, "/api/").label()).isEqualTo("/api/*");
    assertThat(match("/exact", null).label()).isEqualTo("/exact");
    assertThat(match(null, "/api", "App.example.com").label()).isEqualTo("app.example.com/api/*");
    assertThat(match(null, null, "*.a.example", "b", "c").label()).isEqualTo("*.a.example+2");
  }

  @Test
  void pathPrefix_trailingSlash_isDropped() {
    assertThat(match(null, "/api/").pathPrefix()).isEqualTo("/api");
    assertThat(match(null, "/").pathPrefix()).isEqualTo("/");
    assertThat(match("/api/", null).path()).isEqualTo("/api/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.example", "*.example", "A_b-c.9x", "10.0.0.1", "[::1]"})
  void isHostPattern_hosts_areAccepted(String host) {
    assertThat(MatchConfig.isHostPattern(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "a.*",
        "*a.b",
        "a:80",
        "::1",
        "[a]",
        "[]",
        "a b",
        "a.",
        "\u00e4.de"
      })
  void isHostPattern_others_areRefused(String host) {
    assertThat(MatchConfig.isHostPattern(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a b", "/a?b", "/a#b", "/\u00e4", "/a\n"})
  void isPath_others_areRefused(String path) {
    assertThat(MatchConfig.isPath(path)).isFalse();
    assertThatThrownBy(() -> match(path, null)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void constructor_pathAndPrefix_isRefused() {
    assertThatThrownBy(() -> match("/a", "/b")).isInstanceOf(IllegalArgumentException.class);
  }

  private static MatchConfig match(String path, String prefix, String... hosts) {
    return new MatchConfig(List.of(hosts), path, prefix);
  }

  @Test
  void grpcService_isAPathOfTwoElements() {
    assertThat(grpc("shop.v1.Orders", null).label()).isEqualTo("/shop.v1.Orders/*");
    assertThat(grpc("shop.v1.Orders", "Get").wholePath()).isEqualTo("/shop.v1.Orders/Get");
    assertThat(grpc("shop.v1.Orders", "Get").prefix()).isNull();
    assertThat(grpc(null, "Get").hasPlace()).isFalse();
    assertThat(grpc("Orders", null).hasPlace()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "/a", "a/b", "a b", "1a", "a-b"})
  void grpcService_others_areRefused(String service) {
    assertThatThrownBy(() -> grpc(service, null)).isInstanceOf(IllegalArgumentException.class);
  }

  private static MatchConfig grpc(String service, String method) {
    List<FieldCondition> none = List.of();
    return new MatchConfig(
        List.of(), null, null, null, List.of(), none, none, none, List.of(), null, service, method,
        null);
  }
}
