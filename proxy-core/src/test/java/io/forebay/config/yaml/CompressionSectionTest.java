package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.CompressionAlgorithm;
import io.forebay.config.CompressionConfig;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.RouteConfig;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CompressionSectionTest {

  /** What the only route of a listener comes to. */
  private static CompressionConfig route(String defaults, String listener, String route) {
    ParsedConfig parsed =
        Files.accept(
            """
            defaults: { %s }
            listeners:
              web:
                bind: ":80"
                %s
                routes:
                  - { match: { path: / }, backend: app%s }
            backends: { app: { servers: [a:80] } }
            """
                .formatted(defaults, listener, route));
    RouteConfig only = parsed.config().listeners().get("web").routes().get(0);
    return Objects.requireNonNull(only.overrides().policy().compression());
  }

  @Test
  void merges_keyByKey_andLevelsByAlgorithm() {
    CompressionConfig merged =
        route(
            "compression: { algorithms: [br, gzip], level: { br: 2, gzip: 9 }, min_size: 1KiB }",
            "compression: { level: { gzip: 1 }, types: text/css }",
            ", compression: { flush: true }");
    assertThat(merged.algorithms())
        .containsExactly(CompressionAlgorithm.BR, CompressionAlgorithm.GZIP);
    assertThat(merged.level())
        .isEqualTo(Map.of(CompressionAlgorithm.BR, 2, CompressionAlgorithm.GZIP, 1));
    assertThat(merged.minSize()).isEqualTo(1024);
    assertThat(merged.types()).containsExactly("text/css");
    assertThat(merged.flush()).isTrue();
    assertThat(merged.offload()).isFalse();
  }

  @Test
  void none_turnsItOff_andAMapBehindItBeginsAnew() {
    String on = "compression: { min_size: 1KiB }";
    assertThat(route(on, "compression: none", "").off()).isTrue();
    assertThat(route(on, "", ", compression: none").off()).isTrue();
    CompressionConfig again = route(on, "compression: none", ", compression: {}");
    assertThat(again.off()).isFalse();
    assertThat(again.minSize()).isEqualTo(256);
  }

  @Test
  void oneLevel_countsForWhatIsUsed() {
    CompressionConfig zstd = route("compression: { algorithms: zstd, level: 19 }", "", "");
    assertThat(zstd.level()).isEqualTo(Map.of(CompressionAlgorithm.ZSTD, 19));
    CompressionConfig inner =
        route("compression: { algorithms: br }", "", ", compression: { level: 7 }");
    assertThat(inner.level()).isEqualTo(Map.of(CompressionAlgorithm.BR, 7));
  }

  @Test
  void libraryThatDoesNotRun_isAProblem() throws InvalidConfigException {
    Problems problems = new Problems("f.yaml");
    YamlNode root = new TreeBuilder(problems, Map.of()).build("algorithms: [gzip, br, zstd]");
    new CompressionSection(it -> it == CompressionAlgorithm.BR ? "no space left" : null)
        .read(new Place(problems, root, "compression"));
    assertThatThrownBy(problems::throwIfAny)
        .hasMessageContaining(
            "f.yaml:1:20: compression.algorithms[1]: br: does not run on this machine: no space"
                + " left (expected: gzip, or a folder for temporary files that code may run from)");
  }
}
