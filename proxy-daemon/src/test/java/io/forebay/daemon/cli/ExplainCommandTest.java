package io.forebay.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ExplainCommandTest {
  private static final String FILE =
      """
      defaults:
        timeouts: { connect: 7s }
        headers: { response: { set: { X-Outer: a } } }
      listeners:
        web:
          bind: 127.0.0.1:80
          backend: app
          forwarded: { trusted_proxies: [10.0.0.1/32] }
          routes:
            - match: { path_prefix: /api, method: POST }
              backend: api
              timeouts: { server: 9s }
              retry: { attempts: 1 }
              headers: { response: { set: { X-Inner: b } } }
            - match: { path_prefix: /api, source: 203.0.113.0/24 }
              respond: { body: "partner" }
            - match: { host: old.example.com }
              redirect: { host: www.example.com }
            - match: { path: /shared }
              backends: [app, { name: api, weight: 3 }]
              timeouts: { server: 11s }
        strict:
          bind: [127.0.0.1:8080, "[::1]:8080"]
          routes:
            - match: { path: /only }
              backend: api
      backends:
        app: { servers: [127.0.0.1:9001] }
        api:
          servers: [127.0.0.1:9002]
          timeouts: { server: 3s, tunnel: 4s }
          fallback_backend: app
      """;

  @TempDir private Path folder;
  private Path file;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void write() throws Exception {
    file = folder.resolve("f.yaml");
    Files.writeString(file, FILE);
  }

  private int explain(String... arguments) {
    CommandLine line =
        new CommandLine(new ExplainCommand()).setExecutionExceptionHandler(new Failures());
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 2];
    all[0] = "-c";
    all[1] = file.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return line.execute(all);
  }

  @Test
  void route_isToldWithWhatItInherits() {
    assertThat(explain("POST", "http://a.example.com/api/x?y=1")).isZero();

    assertThat(out.toString())
        .startsWith(
            """
            request: "POST http://a.example.com/api/x?y=1"
            listener: "web"
            bind: "127.0.0.1:80"
            client_ip: "127.0.0.1"
            route: "/api/*"
            filters: [forwarded, client certificate, header]
            settings:
            """)
        .contains("X-Outer: a", "X-Inner: b", "attempts: 1", "connect: 7s", "server: 9s")
        .contains("tunnel: 4s")
        .containsSubsequence("backends:", "  api:", "  app:");
  }

  @Test
  void routeOfSeveralBackends_isToldWithAllOfThemAndNoneOfTheirSettings() {
    assertThat(explain("GET", "http://b/shared")).isZero();

    assertThat(out.toString())
        .containsSubsequence(
            "settings:", "weight: 3", "server: 11s", "backends:", "  app:", "  api:")
        .containsOnlyOnce("tunnel: 4s");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, http://b/, *",
    "GET, http://b/api, *",
    "POST, http://b/api, /api/*",
    "POST, http://b/apis, *",
    "GET, http://old.example.com:80/any, old.example.com",
    "GET, http://127.0.0.1:8080/only, /only",
    "GET, 'http://[::1]:8080/only?x', /only",
  })
  void mostSpecificRoute_isFound(String method, String url, String route) {
    assertThat(explain(method, url)).as(err.toString()).isZero();

    assertThat(out.toString()).contains("\nroute: \"" + route + "\"\n");
  }

  @Test
  void header_isPartOfTheRequest() {
    explain("GET", "http://b/", "-H", "Host: old.example.com");

    assertThat(out.toString()).contains("route: \"old.example.com\"", "redirect:");
  }

  @Test
  void addressOfTheClient_isThatOfWhoeverIsBehindTrustedProxies() {
    explain("GET", "http://b/api", "--from", "10.0.0.1", "-H", "X-Forwarded-For: 203.0.113.9");

    assertThat(out.toString())
        .contains("client_ip: \"203.0.113.9\"", "partner")
        .doesNotContain("backends:");
  }

  @Test
  void requestThatNoRouteTakes_isRefused() {
    explain("GET", "http://b:8080/other");

    assertThat(out.toString())
        .contains("listener: \"strict\"", "refused: \"404, no route matches the request\"");
  }

  @Test
  void requestThatIsNotValid_isRefusedAsItWouldBe() {
    explain("GET", "http://b/", "-H", "Transfer-Encoding: identity");

    assertThat(out.toString()).contains("refused: \"400, ");
  }

  @Test
  void json_saysTheSame() throws Exception {
    explain("GET", "http://b/api", "--json");

    try (var json = new JsonFactory().createParser(out.toString())) {
      json.nextToken();
      json.skipChildren();
      assertThat(json.nextToken()).isNull();
    }
    assertThat(out.toString()).contains("\"listener\" : \"web\"", "\"settings\" : {");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b/x | 'b/x (expected: http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH)'",
        "https://b/x | 'https on port 443: no listener takes it (expected: --listener NAME, which"
            + " is one of web (127.0.0.1:80), strict (127.0.0.1:8080, [::1]:8080))'",
        "'http://b/a b' | 'http://b/a b, Illegal character in path (expected: "
            + "http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH)'",
      })
  void urlThatNobodyCouldAskFor_isAnError(String url, String message) {
    assertThat(explain("GET", url)).isEqualTo(ExitCode.USAGE_OR_CONFIG);

    assertThat(err.toString()).isEqualTo("forebay: " + message + "\n");
  }

  @Test
  void unknownListener_isAnError() {
    assertThat(explain("GET", "http://b/", "--listener", "wep")).isEqualTo(2);

    assertThat(err.toString()).startsWith("forebay: wep (expected: a listener: web (");
  }

  @Test
  void namedListener_takesWhateverPort() {
    assertThat(explain("GET", "http://b:1234/", "--listener", "web")).isZero();
  }

  @Test
  void invalidFile_isToldAsByCheck() throws Exception {
    Files.writeString(file, "listeners: { web: { bind: nowhere } }");

    assertThat(explain("GET", "http://b/")).isEqualTo(ExitCode.USAGE_OR_CONFIG);

    assertThat(err.toString()).contains("f.yaml:1:");
  }
}
