package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ProxyConfig;
import io.forebay.config.yaml.YamlConfigParser;
import io.forebay.testkit.RefusingPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ForebayCommandTest {
  private static final String VALID =
      """
      listeners:
        web: { bind: ":8080", backend: app }
      backends:
        app:
          health_check: { path: /health }
          servers: [10.0.1.10:8080]
      """;
  private static final String DOUBTFUL = VALID.replace("    health_check: { path: /health }\n", "");

  @TempDir private Path folder;
  private final List<String> done = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Exception failure;

  private Findings findings = new Findings(List.of(), List.of());

  private int execute(String... arguments) {
    Actions actions =
        new Actions() {
          @Override
          public void run(Path file) throws Exception {
            done.add("run " + file);
            if (failure != null) {
              throw failure;
            }
          }

          @Override
          public void takeOver(Path file, Path from) {
            done.add("take over " + file + " from " + from);
          }

          @Override
          public long upgrade(Path file) {
            done.add("upgrade " + file);
            return 4711;
          }

          @Override
          public void demo(boolean anyPorts) {
            done.add("demo " + anyPorts);
          }

          @Override
          public void rehearse() {
            throw new AssertionError("nothing rehearses here");
          }

          @Override
          public List<String> doubts(ProxyConfig config) {
            return config.global().process().user() == null ? List.of() : List.of("another user");
          }

          @Override
          public Findings encryption(ProxyConfig config) {
            return findings;
          }

          @Override
          public List<String> version() {
            return List.of("Forebay 1", "Netty 2");
          }
        };
    ConfigLocation location =
        new ConfigLocation(List.of(folder.resolve("first.yaml"), folder.resolve("second.yaml")));
    CommandLine line = ForebayCommand.create(actions, location);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void run_namedFile() {
    assertThat(execute("run", "-c", "a.yaml")).isZero();
    assertThat(done).containsExactly("run a.yaml");
  }

  @Test
  void runUpgrade_takesOverFromWhereTheFileOrTheLineSays() {
    assertThat(execute("run", "--upgrade", "-c", "a.yaml")).isZero();
    assertThat(execute("run", "-c", "a.yaml", "--upgrade=/run/b")).isZero();
    assertThat(done).containsExactly("take over a.yaml from null", "take over a.yaml from /run/b");
  }

  @Test
  void upgrade_tellsWhoServes() {
    assertThat(execute("upgrade", "-c", "a.yaml")).isZero();
    assertThat(done).containsExactly("upgrade a.yaml");
    assertThat(out.toString()).isEqualToIgnoringNewLines("upgraded: process 4711 serves\n");
  }

  @Test
  void run_noFileNamed_firstThatExists() throws IOException {
    Path second = file("second.yaml", VALID);
    assertThat(execute("run")).isZero();
    Path first = file("first.yaml", VALID);
    assertThat(execute("run")).isZero();

    assertThat(done).containsExactly("run " + second, "run " + first);
  }

  @Test
  void run_noFileAnywhere_namesBothPlaces() {
    assertThat(execute("run")).isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains(folder + "/first.yaml or " + folder + "/second.yaml");
  }

  @Test
  void check_doubtsOfTheSystem_areToldButDoNotRefuse() throws IOException {
    Path file = file("owned.yaml", "global: { user: www }\n" + VALID);

    execute("check", "-c", file.toString());
    assertThat(err.toString()).contains("on this system: another user");
    assertThat(out.toString()).endsWith(file + ": valid\n");
  }

  @Test
  void check_certificatesLeftOut_areWarningsWithTheFile() throws IOException {
    Path file = file("a.yaml", VALID);
    findings = new Findings(List.of(), List.of("listeners.web.tls: certificate refused: /x: bad"));

    assertThat(execute("check", "-c", file.toString())).isZero();
    assertThat(err)
        .hasToString("warning: " + file + ": listeners.web.tls: certificate refused: /x: bad\n");
    assertThat(out.toString()).endsWith(file + ": valid\n");
    assertThat(execute("check", "--strict", "-c", file.toString())).isEqualTo(2);
  }

  @Test
  void check_noCertificateLeft_isAProblem() throws IOException {
    Path file = file("a.yaml", VALID);
    findings = new Findings(List.of("listeners.web.tls: no certificate can be used"), List.of());

    assertThat(execute("check", "-c", file.toString())).isEqualTo(2);
    assertThat(err).hasToString(file + ": listeners.web.tls: no certificate can be used\n");
    assertThat(out.toString()).doesNotContain("valid");
  }

  @Test
  void run_failure_oneLineAnd1() {
    failure = new IOException("cannot bind 127.0.0.1:80:\n  permission denied");

    assertThat(execute("run", "-c", "a.yaml")).isEqualTo(1);
    assertThat(err).hasToString("forebay: cannot bind 127.0.0.1:80: permission denied\n");
  }

  @Test
  void run_unexpectedFailure_namesIt() {
    failure = new IllegalStateException("broken");

    assertThat(execute("run", "-c", "a.yaml")).isEqualTo(1);
    assertThat(err).hasToString("forebay: IllegalStateException: broken\n");
  }

  @Test
  void check_validFile_detectionTime() throws IOException {
    Path file = file("a.yaml", VALID);

    assertThat(execute("check", "-c", file.toString())).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .contains("backend app: failure detection takes at most 9s if a server hangs, 3s if")
        .contains(
            "it is back after 2s500ms at most (rise 2); requests notice a refusal at the first"
                + " failure, a hang after 1s100ms\n")
        .endsWith(file + ": valid\n");
  }

  @Test
  void check_passiveCheckNone_detectionTimeIsThatOfChecksAlone() throws IOException {
    String none = "passive_check: none\n    servers: [10.0.1.10:8080]";
    Path file = file("a.yaml", VALID.replace("servers: [10.0.1.10:8080]", none));

    assertThat(execute("check", "-c", file.toString())).isZero();
    assertThat(out.toString()).contains("it is back after 2s500ms at most (rise 2)\n");
  }

  @Test
  void check_serverWithACheckOfItsOwn_hasALineOfItsOwn() throws IOException {
    String own = "servers: [a:80, { name: b, address: 'b:80', health_check: { fall: 1 } }]";
    Path file = file("a.yaml", VALID.replace("servers: [10.0.1.10:8080]", own));

    assertThat(execute("check", "-c", file.toString())).isZero();
    assertThat(out.toString())
        .contains("backend app: failure detection takes at most 9s if a server hangs")
        .contains("backend app server b: failure detection takes at most 4s if a server hangs");
  }

  @Test
  void check_problems_allOfThemAnd2() throws IOException {
    Path file = file("a.yaml", VALID.replace("path: /health", "path: health, rise: 0"));

    assertThat(execute("check", "-c", file.toString())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith(file + ":5:"));
  }

  @Test
  void check_warnings_2OnlyIfStrict() throws IOException {
    String file = file("a.yaml", DOUBTFUL).toString();

    assertThat(execute("check", "-c", file)).isZero();
    assertThat(execute("check", "-c", file, "--strict")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("warning: " + file + ":4:"));
    assertThat(out.toString()).contains("backend app: no health_check").containsOnlyOnce("valid");
  }

  @Test
  void check_print_theConfigurationAndNothingElse() throws Exception {
    Path file = file("a.yaml", DOUBTFUL);

    assertThat(execute("check", "-c", file.toString(), "--print")).isZero();
    Path printed = file("printed.yaml", out.toString());
    assertThat(YamlConfigParser.parse(printed).config())
        .isEqualTo(YamlConfigParser.parse(file).config());
    assertThat(out.toString()).contains("balance: round_robin").doesNotContain("valid");
    assertThat(err.toString()).hasLineCount(1).startsWith("warning: ");
  }

  @Test
  void check_noFileNamed_usage() {
    assertThat(execute("check")).isEqualTo(2);
    assertThat(err.toString()).contains("--config=FILE");
  }

  @Test
  void demo_portsOfTheFileUnlessToldOtherwise() {
    assertThat(execute("demo")).isZero();
    assertThat(execute("demo", "--any-ports")).isZero();
    assertThat(done).containsExactly("demo false", "demo true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-V"})
  void version_everyLine(String argument) {
    assertThat(execute(argument)).isZero();
    assertThat(out).hasToString("Forebay 1\nNetty 2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reload",
        "status",
        "drain app/s1",
        "ready app/s1",
        "maint app/s1",
        "weight app/s1 5",
        "max-connections app/s1 5",
        "drain app/*",
        "status app/s1",
        "events"
      })
  void command_noDaemon_1AndWhereItWasSought(String line) {
    try (RefusingPort refusing = RefusingPort.open()) {
      String url = "http://127.0.0.1:" + refusing.port();
      assertThat(execute((line + " --admin " + url).split(" "))).isEqualTo(1);
      assertThat(err.toString())
          .hasLineCount(1)
          .startsWith("forebay: nobody answers at " + url + ": Connection refused (expected: a")
          .contains("--admin or FOREBAY_ADMIN");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drain app               | app (expected: BACKEND/SERVER, such as app/one)",
        "drain app/              | app/ (expected: BACKEND/SERVER, such as app/one)",
        "drain /one              | /one (expected: BACKEND/SERVER, such as app/one)",
        "drain a/b --wait --timeout 5 | --timeout: 5 (expected: a number with a unit",
        "status --admin ftp://a       | --admin: ftp://a (expected: http://HOST:PORT, https://HOST:PORT",
        "status --admin 127.0.0.1:1   | --admin: 127.0.0.1:1 (expected: http://HOST:PORT, https://HO",
        "status --admin unix:         | --admin: unix: (expected: http://HOST:PORT, https://HOST:PORT",
        "completion fish              | fish (expected: bash or zsh)",
        "events --since 1x            | --since: 1x (expected: a duration such as"
      })
  void command_malformed_usage(String line, String message) {
    assertThat(execute(line.trim().split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("forebay: " + message);
  }

  @Test
  void unknownCommand_suggestsAnother() {
    assertThat(execute("chekc")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean").contains("forebay check");
  }

  @Test
  void noCommand_usage() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: forebay", "Exit codes");
  }

  @Test
  void help_ofCommand() {
    assertThat(execute("run", "--help")).isZero();
    assertThat(out.toString()).contains("Usage: forebay run", "/etc/forebay/forebay.yaml");
  }
}
