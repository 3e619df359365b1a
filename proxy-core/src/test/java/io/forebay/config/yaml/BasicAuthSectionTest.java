package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.BasicAuthConfig;
import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.ListenerConfig;
import io.forebay.config.PasswordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code basic_auth} and its file of users: what counts, what is wrong, what is never shown. */
class BasicAuthSectionTest {
  private static final String HASH = "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
  private static final String YAML =
      """
      listeners:
        web:
          bind: ":80"
          backend: app
          basic_auth: %s
          routes:
            - { match: { path: /a }, backend: app, basic_auth: none }
            - { match: { path: /b }, backend: app, basic_auth: { users_file: b, realm: B } }
            - { match: { path: /c }, backend: app }
      backends: { app: { servers: [a:80], health_check: { path: / } } }
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeB() throws IOException {
    Files.writeString(folder.resolve("b"), "bob:" + HASH);
  }

  private ParsedConfig parse(String auth) throws InvalidConfigException, IOException {
    return YamlConfigParser.parse(
        Files.writeString(folder.resolve("f.yaml"), YAML.formatted(auth)));
  }

  private ListenerConfig web(String auth) throws Exception {
    return Objects.requireNonNull(parse(auth).config().listeners().get("web"));
  }

  private List<String> problems(String auth) throws IOException {
    try {
      parse(auth);
    } catch (InvalidConfigException e) {
      return e.problems().stream()
          .map(ConfigProblem::toString)
          .map(it -> it.replace(folder + "/", ""))
          .toList();
    }
    throw new AssertionError("accepted: " + auth);
  }

  private static BasicAuthConfig of(ListenerConfig listener, int route) {
    return Objects.requireNonNull(listener.routes().get(route).overrides().policy().basicAuth());
  }

  @Test
  void usersOfFile_mayComeIn_theNearestPlaceCounts() throws Exception {
    Files.writeString(
        folder.resolve("users"),
        "# c\n\nalice:" + HASH + "\r\n  bob:$2a" + HASH.substring(3) + " \n");
    ListenerConfig web = web("{ users_file: users, forward: true }");
    assertThat(of(web, 0).users()).isNull();
    assertThat(of(web, 1).realm()).isEqualTo("B");
    assertThat(of(web, 1).forward()).isFalse();
    assertThat(of(web, 2).requiredUsers().hashes()).containsOnlyKeys("alice", "bob");
    assertThat(of(web, 2).realm()).isEqualTo("Restricted");
    assertThat(of(web, 2).forward()).isTrue();
  }

  @Test
  void hashes_areNeverShown() throws Exception {
    ParsedConfig parsed = parse("{ users_file: b }");
    assertThat(parsed.config().toString()).doesNotContain("$2").contains(folder + "/b");
    assertThat(EffectiveConfig.text(parsed)).doesNotContain("$2").contains("users_file: ");
    Files.writeString(folder.resolve("b"), "password-or-hash\nx:" + HASH + "x\nx:plain-text\n");
    assertThat(problems("none"))
        .containsExactly(
            "f.yaml:8:72: listeners.web.routes[1].basic_auth.users_file: b:1: no user (expected:"
                + " NAME:HASH)",
            "f.yaml:8:72: listeners.web.routes[1].basic_auth.users_file: b:2: x: something else"
                + " (expected: "
                + PasswordFile.HASH
                + ")",
            "f.yaml:8:72: listeners.web.routes[1].basic_auth.users_file: b:3: x: a second time"
                + " (first on line 2)");
  }

  @ParameterizedTest
  @CsvSource({"$2y$03$, cost", "$2y$15$, cost", "$2x$04$, version", "$apr1$04$, MD5", "{SHA}, SHA"})
  void otherHashes_areProblems(String begin, String what) throws Exception {
    Files.writeString(folder.resolve("users"), "x:" + begin + HASH.substring(7) + "\n");
    assertThat(problems("{ users_file: users }").get(0))
        .as(what)
        .contains("users:1: x: something else (expected: a bcrypt hash with a cost of 4 to 14");
  }

  @Test
  void manyWrongLines_areCounted() throws Exception {
    Files.writeString(folder.resolve("users"), "x\n".repeat(50));
    assertThat(problems("{ users_file: users }"))
        .hasSize(11)
        .last()
        .asString()
        .endsWith("users: 40 more lines are wrong");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          everybody                        | f.yaml:5:17: listeners.web.basic_auth: everybody (expected: a map, or none)
          {}                               | f.yaml:5:17: listeners.web.basic_auth: users_file is missing (expected: the path of a file of users)
          { users_file: none }             | f.yaml:5:31: listeners.web.basic_auth.users_file: none (expected: a file; there is nothing at none)
          { users_file: empty }            | f.yaml:5:31: listeners.web.basic_auth.users_file: empty: no user (expected: at least one line NAME:HASH)
          { users_file: b, realm: '\u00e9' }  | f.yaml:5:41: listeners.web.basic_auth.realm: \u00e9 (expected: 1 to 200 characters of visible ASCII and spaces)
          """)
  void impossibleValues_areProblems(String auth, String problem) throws Exception {
    Files.writeString(folder.resolve("empty"), "# nobody\n");
    assertThat(problems(auth)).containsExactly(problem);
  }
}
