package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.OriginScript;
import io.forebay.testkit.OriginTls;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands reach a daemon, and what they tell it of who asks. */
class AdminOptionsTest {
  private static final String SERVER =
      "{\"name\": \"one\", \"backend\": \"app\", \"state\": \"ready\", \"weight\": 1}";

  @TempDir private Path folder;
  private final CommandFixture commands = new CommandFixture();

  private static String answer(int status, String body) {
    return "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body);
  }

  private static OriginScript ok() {
    return OriginScript.respond(answer(200, SERVER));
  }

  private int ready(ScriptedOrigin daemon, String options) {
    return commands.execute("ready app/one --admin http://127.0.0.1:" + daemon.port() + options);
  }

  @Test
  void user_passwordOfTheEnvironment() {
    commands.environment.put("FOREBAY_ADMIN_PASSWORD", "pässword");
    try (ScriptedOrigin daemon = ScriptedOrigin.start(ok())) {
      assertThat(ready(daemon, " --user alice")).isZero();
      assertThat(daemon.heads().get(0)).contains("Authorization: Basic YWxpY2U6cMOkc3N3b3Jk\r\n");
    }
    assertThat(commands.terminal.questions).isEmpty();
  }

  @Test
  void user_passwordIsAskedFor_once() {
    commands.terminal.answers.add("secret");
    try (ScriptedOrigin daemon = ScriptedOrigin.start(ok())) {
      assertThat(ready(daemon, " app/two --user alice")).isZero();
      assertThat(daemon.heads())
          .hasSize(2)
          .allMatch(it -> it.contains("Authorization: Basic YWxpY2U6c2VjcmV0\r\n"));
    }
    assertThat(commands.terminal.questions).containsExactly("Password of alice: ");
  }

  @Test
  void user_nobodyToAsk_usage() {
    commands.terminal.interactive = false;
    try (ScriptedOrigin daemon = ScriptedOrigin.start(ok())) {
      assertThat(ready(daemon, " --user alice")).isEqualTo(2);
      assertThat(daemon.heads()).isEmpty();
    }
    assertThat(commands.err())
        .isEqualTo(
            "forebay: --user: no password (expected: the variable FOREBAY_ADMIN_PASSWORD)\n");
  }

  @Test
  void token_ofAFileBeforeThatOfTheEnvironment() throws IOException {
    commands.environment.put("FOREBAY_ADMIN_TOKEN", "of-the-environment");
    Path file = Files.writeString(folder.resolve("token"), "of-the-file\n");
    try (ScriptedOrigin daemon = ScriptedOrigin.start(ok())) {
      assertThat(ready(daemon, "")).isZero();
      assertThat(ready(daemon, " --token-file " + file)).isZero();
      assertThat(daemon.heads().get(0)).contains("Authorization: Bearer of-the-environment\r\n");
      assertThat(daemon.heads().get(1)).contains("Authorization: Bearer of-the-file\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a\r\nX: y", "é"})
  void token_malformed_isNotShown(String token) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), token);
    try (ScriptedOrigin daemon = ScriptedOrigin.start(ok())) {
      assertThat(ready(daemon, " --token-file " + file)).isEqualTo(2);
      assertThat(daemon.heads()).isEmpty();
    }
    assertThat(commands.err())
        .isEqualTo("forebay: " + file + ": no token (expected: one line of printable ASCII)\n");
  }

  @Test
  void userOfAUrl_isRefusedAndNotShown() {
    assertThat(commands.execute("status --admin http://alice:secret@127.0.0.1:1")).isEqualTo(2);
    assertThat(commands.err())
        .startsWith("forebay: --admin: http://***@127.0.0.1:1 (expected: no name or password");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 |                   | the daemon wants to know who asks: no (expected: --user NAME,",
        "401 | --user alice      | the password of alice is not accepted: no (expected: --user NAME",
        "403 | --user alice      | not allowed: no (expected: somebody who may do that, by --user",
        "409 |                   | no",
        "500 |                   | no"
      })
  void refusal_saysWhatToDo(int status, String options, String message) {
    commands.environment.put("FOREBAY_ADMIN_PASSWORD", "secret");
    OriginScript script = OriginScript.respond(answer(status, "{\"detail\": \"no\"}"));
    try (ScriptedOrigin daemon = ScriptedOrigin.start(script)) {
      assertThat(ready(daemon, options == null ? "" : " " + options)).isEqualTo(1);
    }
    assertThat(commands.err()).hasLineCount(1).startsWith("forebay: " + message);
  }

  @Test
  void problem_isOneLine_thatDoesNotControlTheTerminal() {
    String body = "{\"detail\": \"line 1, column 2: state: \\u001b[2J\\n\u202ex\"}";
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 422 X\r\nTransfer-Encoding: chunked\r\n\r\n");
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          String latin = new String(bytes, StandardCharsets.ISO_8859_1);
          c.send(Integer.toHexString(bytes.length) + "\r\n" + latin + "\r\n0\r\n\r\n");
        };
    try (ScriptedOrigin daemon = ScriptedOrigin.start(script)) {
      assertThat(ready(daemon, "")).isEqualTo(2);
    }
    assertThat(commands.err()).isEqualTo("forebay: state: \\u001b[2J\\u000a\\u202ex\n");
  }

  @Test
  void answerThatBreaksOff_isNoAnswer() {
    try (ScriptedOrigin daemon = ScriptedOrigin.start(OriginScript.truncatedBody())) {
      assertThat(ready(daemon, "")).isEqualTo(1);
    }
    assertThat(commands.err()).isEqualTo("forebay: the answer breaks off\n");
  }

  @Test
  void otherProtocol_isSaidSo() {
    OriginScript script = c -> c.send("220 mail.example ESMTP\r\n");
    try (ScriptedOrigin daemon = ScriptedOrigin.start(script)) {
      assertThat(ready(daemon, "")).isEqualTo(1);
    }
    assertThat(commands.err()).contains(" does not speak HTTP (expected: an admin address)");
  }

  @Test
  void https_trustsTheAuthorityOfAFile_andShowsACertificate() {
    TestCertificates authority = TestCertificates.create();
    OriginTls tls = authority.originTls(authority.leaf("127.0.0.1")).needingClients();
    TestCertificates.Pem client =
        TestCertificates.write(folder, "client", authority.client("alice"));
    Path ca = authority.writeRoot(folder);
    try (ScriptedOrigin daemon = ScriptedOrigin.startTls(tls, ok())) {
      String options = " --cert " + client.certificate() + " --key " + client.key();
      String line = "ready app/one --admin https://127.0.0.1:" + daemon.port() + options;
      assertThat(commands.execute(line + " --ca " + ca)).isZero();
      commands.environment.put("FOREBAY_ADMIN_CA", ca.toString());
      assertThat(commands.execute(line)).isZero();
    }
    assertThat(commands.err()).isEmpty();
  }

  @Test
  void https_ofAnotherName_fails() {
    TestCertificates authority = TestCertificates.create();
    OriginTls tls = authority.originTls(authority.leaf("other.example"));
    try (ScriptedOrigin daemon = ScriptedOrigin.startTls(tls, ok())) {
      String url = "https://127.0.0.1:" + daemon.port();
      String ca = " --ca " + authority.writeRoot(folder);
      assertThat(commands.execute("ready app/one --admin " + url + ca)).isEqualTo(1);
      assertThat(commands.err())
          .hasLineCount(1)
          .startsWith("forebay: no TLS with " + url + ": ")
          .contains("--ca names who signs it");
      assertThat(daemon.heads()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--admin http://127.0.0.1:1 --ca FOLDER/x        | --admin: http://127.0.0.1:1 (expected: https",
        "--admin https://127.0.0.1:1 --ca FOLDER/x       | --ca: FOLDER/x: there is no such file",
        "--admin https://127.0.0.1:1 --ca FOLDER/empty   | --ca: FOLDER/empty: no certificate (expe",
        "--admin https://127.0.0.1:1 --cert FOLDER/empty | --cert: FOLDER/empty: ",
        "--admin https://127.0.0.1:1 --key FOLDER/empty  | --key: FOLDER/empty (expected: --cert, too)",
        "--user a --token-file FOLDER/x                  | --user and --token-file (expected: one of",
        "--user a:b                                      | --user: a:b (expected: a name without a col",
        "--token-file FOLDER/x                           | --token-file: FOLDER/x: there is no such"
      })
  void mistake_usage(String options, String message) throws IOException {
    Files.writeString(folder.resolve("empty"), "");
    String line = "status " + options.strip().replace("FOLDER", folder.toString());
    assertThat(commands.execute(line)).isEqualTo(2);
    assertThat(commands.err())
        .hasLineCount(1)
        .startsWith("forebay: " + message.replace("FOLDER", folder.toString()));
  }

  @Test
  void secretsAcrossANetwork_areWarnedOf() {
    commands.environment.put("FOREBAY_ADMIN_TOKEN", "secret");
    // Reserved for documentation: nobody has this name.
    assertThat(commands.execute("status --admin http://lb.invalid:1")).isEqualTo(1);
    assertThat(commands.err())
        .startsWith(
            "warning: the token of FOREBAY_ADMIN_TOKEN goes to http://lb.invalid:1 unencrypted"
                + " (expected: https://HOST:PORT)\n");
  }
}
