package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.AccessConfig;
import io.forebay.config.Cidr;
import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.ListenerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code access}: what is inherited, what files hold, and what is wrong. */
class AccessSectionTest {
  private static final String YAML =
      """
      defaults: { access: { deny: 192.0.2.1, reject: close } }
      listeners:
        web:
          bind: ":80"
          backend: app
          access: %s
          routes:
            - { match: { path: /a }, backend: app, access: { deny: 192.0.2.3 } }
            - { match: { path: /b }, backend: app, access: none }
      backends: { app: { servers: [a:80], health_check: { path: / } } }
      """;

  @TempDir Path folder;

  private ListenerConfig parse(String access) throws InvalidConfigException, IOException {
    Path file = Files.writeString(folder.resolve("f.yaml"), YAML.formatted(access));
    return Objects.requireNonNull(YamlConfigParser.parse(file).config().listeners().get("web"));
  }

  private List<String> problems(String access) throws IOException {
    try {
      parse(access);
    } catch (InvalidConfigException e) {
      return e.problems().stream().map(ConfigProblem::toString).toList();
    }
    throw new AssertionError("accepted: " + access);
  }

  private String problem(String access) throws IOException {
    List<String> problems = problems(access);
    assertThat(problems).hasSize(1);
    return problems.get(0).replace(folder + "/", "");
  }

  private static AccessConfig of(ListenerConfig listener) {
    return Objects.requireNonNull(listener.overrides().policy().access());
  }

  private static AccessConfig of(ListenerConfig listener, int route) {
    return Objects.requireNonNull(listener.routes().get(route).overrides().policy().access());
  }

  private static boolean admits(AccessConfig access, @Nullable String address) {
    return access.admits(address == null ? null : Cidr.parse(address).network());
  }

  @Test
  void keys_areInheritedOneByOne_andNoneLetsEverybodyIn() throws Exception {
    ListenerConfig web = parse("{ allow: [192.0.2.0/24, unix], reject: { tarpit: 5s } }");
    assertThat(admits(of(web), "192.0.2.2")).isTrue();
    assertThat(admits(of(web), "::ffff:192.0.2.2")).isTrue();
    assertThat(admits(of(web), null)).isTrue();
    assertThat(admits(of(web), "192.0.2.1")).isFalse();
    assertThat(admits(of(web), "192.0.3.1")).isFalse();
    assertThat(Objects.requireNonNull(of(web).reject()).tarpit()).hasSeconds(5);
    assertThat(admits(of(web, 0), "192.0.2.1")).isTrue();
    assertThat(admits(of(web, 0), "192.0.2.3")).isFalse();
    assertThat(admits(of(web, 0), "192.0.3.1")).isFalse();
    assertThat(admits(of(web, 1), "192.0.2.1")).isTrue();
    assertThat(of(web, 1).restricts()).isFalse();
  }

  @Test
  void denyAlone_letsEverybodyElseIn_unixUnlessNamed() throws Exception {
    ListenerConfig web = parse("{ reject: 404 }");
    assertThat(admits(of(web), "192.0.2.1")).isFalse();
    assertThat(admits(of(web), "2001:db8::1")).isTrue();
    assertThat(admits(of(web), null)).isTrue();
    assertThat(admits(of(parse("{ deny: unix }")), null)).isFalse();
    assertThat(admits(of(parse("{ allow: 192.0.2.0/24 }")), null)).isFalse();
  }

  @Test
  void networksOfFiles_countWithoutCommentsAndEmptyLines() throws Exception {
    Files.writeString(folder.resolve("office.txt"), "# x\r\n\r\n 10.0.0.0/8 # y\r\n2001:db8::1");
    Files.writeString(folder.resolve("bad"), "");
    ListenerConfig web = parse("{ allow: ['file:office.txt', 192.0.2.7], deny: 'file:bad' }");
    assertThat(admits(of(web), "10.9.9.9")).isTrue();
    assertThat(admits(of(web), "2001:db8::1")).isTrue();
    assertThat(admits(of(web), "192.0.2.7")).isTrue();
    assertThat(admits(of(web), "192.0.2.8")).isFalse();
    assertThat(Objects.requireNonNull(of(web).allow()).entries())
        .containsExactly("file:" + folder.resolve("office.txt"), "192.0.2.7/32");
    assertThat(Objects.requireNonNull(of(web).allow()))
        .hasToString("[file:" + folder.resolve("office.txt") + ", 192.0.2.7/32]");
  }

  @Test
  void filesOfNetworks_areAmongTheSources() throws Exception {
    Path office = Files.writeString(folder.resolve("office.txt"), "10.0.0.0/8\n");
    Path file =
        Files.writeString(folder.resolve("f.yaml"), YAML.formatted("{ allow: 'file:office.txt' }"));
    SourceFiles sources = new SourceFiles();
    YamlConfigParser.parse(file, sources);
    assertThat(sources.paths()).contains(office);
    Files.writeString(office, "10.0.0.1/8\n");
    assertThat(sources.changedIn(sources.now())).containsExactly(office);
  }

  @Test
  void wrongLinesOfFiles_areEachNamedWithTheirLine_upToTen() throws Exception {
    Files.writeString(folder.resolve("office.txt"), "10.0.0.1\n\n10.0.0.1/8\n  all # x\n");
    List<String> problems = problems("{ allow: 'file:office.txt' }");
    assertThat(problems.get(0))
        .contains(
            "f.yaml:6:22: listeners.web.access.allow: " + folder.resolve("office.txt") + ":3:")
        .endsWith("10.0.0.1/8 (expected: no bits after the prefix; did you mean 10.0.0.0/8?)");
    assertThat(problems.get(1)).contains("office.txt:4: all (expected: an IP address or");
    assertThat(problems).hasSize(2);
    Files.writeString(folder.resolve("office.txt"), "x\n".repeat(100));
    problems = problems("{ allow: 'file:office.txt' }");
    assertThat(problems).hasSize(11);
    assertThat(problems.get(10)).endsWith("office.txt: 90 more lines are no networks");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          everybody                | f.yaml:6:13: listeners.web.access: everybody (expected: a map, or none)
          {}                       | f.yaml:6:13: listeners.web.access: says nothing (expected: allow, deny or reject, or none)
          { allow: [] }            | f.yaml:6:22: listeners.web.access.allow: no address (expected: at least one)
          { allow: 'file:empty' }  | f.yaml:6:22: listeners.web.access.allow: no address (expected: at least one)
          { deny: [10.0.0.1/8] }   | f.yaml:6:22: listeners.web.access.deny[0]: 10.0.0.1/8 (expected: no bits after the prefix; did you mean 10.0.0.0/8?)
          { deny: 'file:none' }    | f.yaml:6:21: listeners.web.access.deny: file:none (expected: a file; there is nothing at none)
          { reject: 200 }          | f.yaml:6:23: listeners.web.access.reject: 200 (expected: a status from 400 to 599, but neither 401 nor 407, close, or a map such as {tarpit: 10s, status: 403})
          { reject: { status: 403 } }  | f.yaml:6:23: listeners.web.access.reject: tarpit is missing (expected: how long the client waits, such as 10s)
          { reject: { tarpit: 11m } }  | f.yaml:6:33: listeners.web.access.reject.tarpit: 11m (expected: at most 10m)
          { reject: { tarpit: 1s, status: 401 } } | f.yaml:6:45: listeners.web.access.reject.status: 401 (expected: a status from 400 to 599, but neither 401 nor 407)
          """)
  void impossibleValues_areProblems(String access, String problem) throws Exception {
    Files.writeString(folder.resolve("empty"), "# nobody\n");
    assertThat(problem(access)).isEqualTo(problem);
  }

  @Test
  void all_isExplained() throws Exception {
    assertThat(problem("{ allow: 10.0.0.0/8, deny: all }")).contains("refused without deny");
  }
}
