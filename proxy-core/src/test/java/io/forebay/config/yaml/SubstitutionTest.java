package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.InvalidConfigException;
import io.forebay.config.ProxyConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** References to the environment and to files. */
class SubstitutionTest {
  private static final String FILE =
      """
      listeners: { web: { bind: ":80", backend: app } }
      backends:
        app:
          servers:
            - address: a:80
              weight: %s
      """;

  private static final String HEADER =
      """
      listeners:
        web: { bind: ":80", redirect: { path: / }, headers: { response: { set: { A: "%s" } } } }
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"${W:-5},5", "${W},7", "${W:-5},7", "\"${W}\",7", "${A}${B:-2},12", "${E:-3},3"})
  void number_isResolvedAfterSubstitution(String written, int weight) throws Exception {
    Map<String, String> environment =
        weight == 7 ? Map.of("W", "7") : Map.of("A", "1", "E", "", "F_1", "");

    assertThat(config(FILE.formatted(written), environment).backends().get("app").servers())
        .singleElement()
        .satisfies(it -> assertThat(it.weight()).isEqualTo(weight));
  }

  @Test
  void valueInBracesAndQuotes_isANumber() throws Exception {
    String yaml = "listeners: { web: { bind: ':80', redirect: { path: /, status: \"${S}\" } } }";

    assertThat(config(yaml, Map.of("S", "308")).listeners().get("web").redirect())
        .satisfies(it -> assertThat(it.status()).isEqualTo(308));
  }

  @Test
  void unsetVariable_isAProblemThatNamesItAndThePlace() {
    assertThat(Files.problems(FILE.formatted("${FOREBAY_TEST_UNSET}")))
        .containsExactly(
            "f.yaml:6:17: backends.app.servers[0].weight: ${FOREBAY_TEST_UNSET}: the environment"
                + " has no such variable (expected: it to be set, or a default: ${NAME:-default})");
  }

  @Test
  void substitutedText_cannotAddStructure() throws Exception {
    String value = "x, B: y}\\n  admin: []";

    assertThat(header("${X}", Map.of("X", value))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "$${X},${X}",
    "$$${X},$${X}",
    "$${file:/a},${file:/a}",
    "a$${X:-b}c,a${X:-b}c",
    "$5 and $,$5 and $",
    "${X:-},''",
    "${X:-a b},a b"
  })
  void text_isReplacedOrEscaped(String written, String expected) throws Exception {
    assertThat(header(written, Map.of())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"${client_ip}", "a ${request.id:-} b", "$${client_ip}"})
  void template_isLeftAlone(String written) {
    Substitution.Result result =
        new Substitution(Map.of(), new Problems("test.yaml")).apply(written);

    assertThat(result.text()).isEqualTo(written);
    assertThat(result.template()).isTrue();
  }

  @Test
  void templateWhereNoneIsFilledIn_isRefused() {
    assertThat(Files.problems(FILE.formatted("${client_ip}")))
        .singleElement()
        .asString()
        .contains("weight: not supported yet: ${...}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"${", "${X", "${}", "${Mixed}", "${1X}", "${X-Y}", "${X:default}", "${ X}"})
  void malformedReference_isAProblem(String written) {
    assertThat(Files.problems(HEADER.formatted(written)))
        .singleElement()
        .asString()
        .contains("set.A: ${")
        .contains("(expected: ");
  }

  @Test
  void referenceInAKey_isText() {
    assertThat(
            Files.problems("${X}: 1\nlisteners: { web: { bind: ':80', redirect: { path: / } } }"))
        .singleElement()
        .asString()
        .startsWith("f.yaml:1:1: ${X}: unknown key");
  }

  @ParameterizedTest
  @CsvSource({"a\\n,a", "a\\r\\n,a", "a,a", "a b,a b"})
  void file_isTakenWithoutItsLastLineBreak(String content, String value) throws Exception {
    Path file = write("secret", content.translateEscapes().getBytes(StandardCharsets.UTF_8));

    assertThat(header("Bearer ${file:" + file + "}", Map.of())).isEqualTo("Bearer " + value);
  }

  @Test
  void file_hasABound() throws Exception {
    Path largest = write("largest", "x".repeat(Substitution.MAX_FILE_BYTES).getBytes());
    Path larger = write("larger", "x".repeat(Substitution.MAX_FILE_BYTES + 1).getBytes());

    assertThat(header("${file:" + largest + "}", Map.of())).hasSize(Substitution.MAX_FILE_BYTES);
    assertThat(problem("${file:" + larger + "}")).contains("too large (expected: at most 64 KiB)");
  }

  @Test
  void fileThatCannotBeTaken_isAProblem() throws Exception {
    Path binary = write("binary", new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThat(problem("${file:" + directory.resolve("none") + "}")).contains("no such file");
    assertThat(problem("${file:" + directory + "}")).contains("no such file");
    assertThat(problem("${file:secret}")).contains("expected: an absolute path");
    assertThat(problem("${file:" + binary + "}")).contains("not UTF-8");
  }

  /** Every scalar of a file in turn is a secret of a form that its key does not take. */
  @Test
  void secret_isInNoMessage() throws Exception {
    String secret = "\u0007hunter2-\u00e9 ://{}\u2028 correct horse battery staple";
    Path file = write("secret", secret.getBytes(StandardCharsets.UTF_8));
    String reference = "\"${file:" + file + "}\"";
    String text = Files.text("supported.yaml");
    var scalars =
        Pattern.compile("(?<=: |\\[|, )(?:\"[^\"\n]*\"|[A-Za-z0-9/][^,\\]}\n ]*)(?=[,\n\\] }])")
            .matcher(text);
    int refused = 0;
    while (scalars.find()) {
      String yaml = text.substring(0, scalars.start()) + reference + text.substring(scalars.end());
      try {
        YamlConfigParser.parse("f.yaml", yaml);
      } catch (InvalidConfigException e) {
        refused++;
        assertThat(e.getMessage()).doesNotContain("hunter2").doesNotContain("battery");
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void secretThatIsRefused_isShownAsWritten() throws Exception {
    Path file = write("secret", "12 parsecs".getBytes());

    assertThat(Files.problems(FILE.formatted("${file:" + file + "}")))
        .containsExactly(
            "f.yaml:6:17: backends.app.servers[0].weight: ${file:"
                + file
                + "} (expected: a whole number from 0 to 256)");
  }

  @Test
  void variableNamedLikeASecret_isNotShown() {
    assertThatThrownBy(() -> config(FILE.formatted("${DB_PASSWORD}"), Map.of("DB_PASSWORD", "pw1")))
        .hasMessageContaining("weight: ${DB_PASSWORD} (expected")
        .hasMessageNotContaining("pw1");
  }

  @Test
  void escapedText_comesBack() {
    Random random = new Random(1);
    String[] parts = {"$", "{", "}", "X", "x", "file:", ":-", "${", "$${", "a"};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(8); j >= 0; j--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      String escaped = Substitution.escape(text.toString());
      assertThat(new Substitution(Map.of(), new Problems("test.yaml")).apply(escaped).text())
          .isEqualTo(text.toString());
    }
  }

  private static String problem(String header) {
    return Files.problems(HEADER.formatted(header)).toString();
  }

  private static String header(String written, Map<String, String> environment) throws Exception {
    var headers = config(HEADER.formatted(written), environment).listeners().get("web").headers();
    return headers.response().set().get("A");
  }

  private static ProxyConfig config(String yaml, Map<String, String> environment)
      throws InvalidConfigException {
    return YamlConfigParser.parse("f.yaml", yaml, environment).config();
  }

  private Path write(String name, byte[] content) throws IOException {
    return java.nio.file.Files.write(directory.resolve(name), content);
  }
}
