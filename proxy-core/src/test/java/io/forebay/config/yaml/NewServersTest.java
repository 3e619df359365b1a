package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.ServerConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that join are what the same words in the file would have made them. */
class NewServersTest {
  private static final String YAML =
      """
      listeners: {web: {bind: "127.0.0.1:0", backend: app}}
      backends:
        base:
          max_connections: 9
          drain_timeout: 7s
          check_port: 81
          health_check: {path: /health, interval: 3s}
          slow_start: 4s
          tls: {verify: false}
          servers: [%s]
        app: {from: base, priority: 2, servers: [%s]}
      """;

  private static ParsedConfig parse(String server) throws InvalidConfigException {
    return YamlConfigParser.parse(
        "/etc/forebay.yaml", YAML.formatted(server, server), Map.of("NAME", "secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"address\":\"10.0.0.1:80\"}",
        "{\"name\":\"b\",\"address\":\"[::1]:80\",\"weight\":7,\"backup\":false}",
        "{\"name\":\"b\",\"address\":\"b:80\",\"max_connections\":0,\"priority\":3}",
        "{\"address\":\"b:80\",\"check_port\":82,\"check_address\":\"c\",\"slow_start\":\"1s\"}",
        "{\"address\":\"b:80\",\"health_check\":{\"fall\":9}}",
        "{\"address\":\"b:80\",\"health_check\":\"none\",\"tls\":\"none\"}",
        "{\"address\":\"b:443\",\"tls\":{\"sni\":\"x.example\"},\"protocol\":\"h2\"}",
        "{\"address\":\"b:443\",\"host\":\"upstream\",\"drain_timeout\":\"1m\"}",
        "{\"address\":\"unix:/run/b.sock\",\"send_proxy\":\"v2\"}"
      })
  void server_isAsInTheFile(String json) throws Exception {
    ParsedConfig with = parse("\"z:1\", " + json);
    NewServers reader = parse("\"z:1\"").newServers();
    for (String backend : List.of("base", "app")) {
      ServerConfig expected = with.config().backends().get(backend).servers().get(1);
      assertThat(reader.read(backend, json)).isEqualTo(expected);
    }
  }

  private static List<ConfigProblem> problems(String json) throws Exception {
    NewServers reader = parse("\"z:1\"").newServers();
    try {
      throw new AssertionError(reader.read("app", json).toString());
    } catch (InvalidConfigException e) {
      return e.problems();
    }
  }

  @Test
  void problems_areToldAllAtOnce() throws Exception {
    assertThat(problems("{\"address\":\"b\",\"weight\":300,\"wait\":1}"))
        .extracting(ConfigProblem::path)
        .containsExactly("address", "weight", "wait");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${NAME}:80", "${file:/etc/passwd}", "${NAME:-b}:80", "${client_ip}:80"})
  void reference_isNotReplaced(String address) throws Exception {
    assertThat(problems("{\"address\":\"" + address + "\"}"))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).contains(address).doesNotContain("secret"));
  }

  @Test
  void unknownBackend_isRefused() throws Exception {
    NewServers reader = parse("\"z:1\"").newServers();
    assertThat(reader.has("web")).isFalse();
    assertThatThrownBy(() -> reader.read("web", "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("backend: web (expected: one of the file)");
  }
}
