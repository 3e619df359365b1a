package io.forebay.bench.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.yaml.YamlConfigParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
  private static final Path TEMPLATES = Path.of("failover/proxies");

  @TempDir Path directory;

  @Test
  void create_ports_differ() throws IOException {
    Layout layout = Layout.create(directory);
    assertThat(layout.servers()).hasSize(3).doesNotHaveDuplicates();
    assertThat(layout.servers()).doesNotContain(layout.web(), layout.admin());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "queue: { when_no_server: hold }"})
  void render_forebay_isAcceptedWithoutWarnings(String keys) throws Exception {
    Map<String, String> names = Map.of("backend_keys", keys, "timeouts", "timeouts: {server: 9s}");
    Path file = render("forebay.yaml", names);
    assertThat(YamlConfigParser.parse(file).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"haproxy-reference.cfg", "haproxy-tuned.cfg"})
  void render_haproxy_fillsInEverything(String template) throws IOException {
    Path file = render(template, Map.of("socket", "/a/socket", "timeout", "9s"));
    assertThat(Files.readString(file)).contains("stats socket /a/socket").doesNotContain("@");
  }

  private Path render(String template, Map<String, String> names) throws IOException {
    return Layout.create(directory).render(TEMPLATES.resolve(template), template, names);
  }
}
