package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.AdminApiConfig;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.ConfigProblem;
import io.forebay.config.InvalidConfigException;
import io.forebay.config.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code api} of an admin address: who counts, what is wrong, what is never shown. */
class AdminApiSectionTest {
  private static final String HASH = "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
  private static final String TOKEN = "0123456789abcdef";
  private static final String YAML =
      "listeners: { web: { bind: ':80', redirect: { path: / } } }\nadmin: ";

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(folder.resolve("users"), "anna:" + HASH + "\nbert:" + HASH + "\n");
    Files.writeString(folder.resolve("ci"), TOKEN + "\n");
    Files.writeString(folder.resolve("cd"), "fedcba9876543210");
  }

  private ParsedConfig parse(String admin) throws InvalidConfigException, IOException {
    return YamlConfigParser.parse(Files.writeString(folder.resolve("f.yaml"), YAML + admin));
  }

  private AdminConfig admin(String admin) throws Exception {
    return parse(admin).config().admin().get(0);
  }

  private List<String> problems(String admin) throws IOException {
    try {
      parse(admin);
    } catch (InvalidConfigException e) {
      return e.problems().stream()
          .map(ConfigProblem::toString)
          .map(it -> it.replace(folder + "/", ""))
          .toList();
    }
    throw new AssertionError("accepted: " + admin);
  }

  @Test
  void roles_sayWhoMay_andWriteIncludesRead() throws Exception {
    AdminApiConfig api =
        admin(
                """
                { api: {
                    auth: { users_file: users, tokens: [{ name: ci, file: ci }] },
                    roles: { read: ci, write: [anna] } } }
                """)
            .api();
    assertThat(api.mayWrite("anna")).isTrue();
    assertThat(api.mayRead("anna")).isTrue();
    assertThat(api.mayRead("ci")).isTrue();
    assertThat(api.mayWrite("ci")).isFalse();
    assertThat(api.mayRead("bert")).isFalse();
  }

  @Test
  void withoutRoles_everybodyKnown_readsAndWrites() throws Exception {
    AdminApiConfig api = admin("{ api: { auth: { users_file: users } } }").api();
    assertThat(api.mayWrite("anna")).isTrue();
    assertThat(api.requiredAuth().realm()).isEqualTo("Forebay");
  }

  @Test
  void offLoopback_withAuth_apiIsServed() throws Exception {
    String auth = "api: { auth: { users_file: users } }";
    assertThat(admin("{ bind: '0.0.0.0:1', " + auth + " }").serve())
        .contains(Serve.API, Serve.STATS);
    assertThat(admin("{ bind: '0.0.0.0:1', serve: api, " + auth + " }").serve())
        .containsExactly(Serve.API);
    assertThat(admin("{ bind: '0.0.0.0:1' }").serve()).doesNotContain(Serve.API, Serve.STATS);
  }

  @Test
  void offLoopback_secretsWithoutTls_isAWarning() throws Exception {
    String auth = "serve: api, api: { auth: { users_file: users } }";
    assertThat(parse("{ bind: '0.0.0.0:1', " + auth + " }").warnings())
        .anySatisfy(
            it ->
                assertThat(it.toString())
                    .contains("admin.api: passwords and tokens are sent unencrypted"));
    assertThat(parse("{ bind: '127.0.0.1:1', " + auth + " }").warnings()).isEmpty();
    String tls = ", tls: { certificates: [{ cert: a.pem }] } }";
    assertThat(parse("{ bind: '0.0.0.0:1', " + auth + tls).warnings()).isEmpty();
  }

  @Test
  void token_inNoRole_isAWarning() throws Exception {
    ParsedConfig parsed =
        parse(
            "{ api: { auth: { users_file: users, tokens: [{ name: ci, file: ci }] },"
                + " roles: { write: anna } } }");
    assertThat(parsed.warnings())
        .singleElement()
        .asString()
        .contains("admin.api.roles: ci may nothing (expected: it in read or write)");
  }

  @Test
  void secrets_areNeverShown() throws Exception {
    ParsedConfig parsed =
        parse("{ api: { auth: { users_file: users, tokens: [{ name: ci, file: ci }] } } }");
    String shown = EffectiveConfig.text(parsed) + parsed.config().admin();
    assertThat(shown)
        .contains("users_file: " + folder.resolve("users"), "file: " + folder.resolve("ci"))
        .doesNotContain(TOKEN, TokenFile.of("f", TOKEN).digest(), "$2y$");
    assertThat(YamlConfigParser.parse("f.yaml", EffectiveConfig.text(parsed)).config())
        .isEqualTo(parsed.config());
  }

  @Test
  void files_areAmongThoseOfTheConfiguration() throws Exception {
    String auth = "{ api: { auth: { users_file: users, tokens: [{ name: ci, file: ci }] } } }";
    AdminConfig before = admin(auth);
    Files.writeString(folder.resolve("ci"), "another-0123456789");
    assertThat(admin(auth)).isNotEqualTo(before);
    assertThat(admin(auth).toString()).isEqualTo(before.toString());
  }

  @Test
  void oneName_mayHaveSeveralTokens() throws Exception {
    AdminConfig admin =
        admin(
            "{ api: { auth: { tokens: [{ name: ci, file: ci }, { name: ci, file: cd }] },"
                + " roles: { read: ci } } }");
    assertThat(admin.api().requiredAuth().tokens()).hasSize(2);
  }

  @Test
  void hosts_areInLowerCase() throws Exception {
    assertThat(admin("{ hosts: [LB.Example.com, lb] }").hosts())
        .containsExactly("lb.example.com", "lb");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{ api: { roles: { read: x } } } | admin.api.roles: nobody is known (expected: auth)",
        "{ api: { auth: {} } } | admin.api.auth: nobody (expected: users_file, tokens or client_certificates)",
        "{ api: { auth: { tokens: [] } } } | admin.api.auth.tokens: none (expected: at least one)",
        "{ api: { auth: { users_file: users }, roles: {} } } | admin.api.roles: nobody (expected: read, write or both)",
        "{ api: { auth: { users_file: users }, roles: { read: ana } } } | admin.api.roles.read: ana (expected: a name of auth: anna, bert; did you mean anna?)",
        "{ api: { auth: { users_file: none } } } | admin.api.auth.users_file: none (expected: a file; there is nothing at ",
        "{ api: { auth: { tokens: [{ name: ci }] } } } | admin.api.auth.tokens[0]: file is missing (expected: the path of a file)",
        "{ api: { auth: { tokens: [{ file: ci }] } } } | admin.api.auth.tokens[0]: name is missing (expected: whose it is)",
        "{ api: { auth: { tokens: [{ name: a b, file: ci }] } } } | admin.api.auth.tokens[0].name: a b (expected: 1 to 64 letters",
        "{ api: { auth: { tokens: [{ name: ci, token: x }] } } } | admin.api.auth.tokens[0].token: unknown key (expected: file, name",
        "{ api: { auth: { tokens: [{ name: a, file: ci }, { name: b, file: ci }] } } } | admin.api.auth.tokens[1]: the same token as that of a (expected: one of its own)",
        "{ api: { auth: { tokens: [{ name: a, file: ci }, { name: a, file: ci }] } } } | admin.api.auth.tokens[1]: the same token a second time (expected: each once)",
        "{ api: { auth: { client_certificates: [{ name: a }] } } } | admin.api.auth.client_certificates[0]: subject is missing",
        "{ api: { auth: { client_certificates: [{ name: a, subject: b }] } } } | admin.api: no certificate is asked for (expected: tls.client_auth of mode",
        "{ serve: health, api: { auth: { users_file: users } } } | admin.api: nobody is asked who he is (expected: api or stats in serve)",
        "{ bind: '0.0.0.0:1', serve: api } | admin.serve: api at 0.0.0.0:1 without authentication (expected: api.auth; else",
        "{ hosts: 'lb:8404' } | admin.hosts: lb:8404 (expected: a host name without a port",
        "{ tls: {} } | admin.tls: no certificate (expected: certificates, at least one)",
        "{ tls: { certificates: [{ cert: a }], alpn: [h2] } } | admin.tls.alpn: unknown key",
      })
  void wrong_isToldWithItsPlace(String admin, String problem) throws Exception {
    assertThat(problems(admin)).anySatisfy(it -> assertThat(it).contains(problem));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcde",
        "0123456789 abcdef",
        "01234567\n89abcdef",
        "=============="
      })
  void token_thatCannotBeOne_isRefusedAndNotShown(String content) throws Exception {
    Files.writeString(folder.resolve("ci"), content);
    assertThat(problems("{ api: { auth: { tokens: [{ name: ci, file: ci }] } } }"))
        .singleElement()
        .asString()
        .contains("tokens[0].file: ci: something else (expected: a token of 16 to 512 letters")
        .doesNotContain("456789");
  }
}
