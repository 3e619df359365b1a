package io.forebay.e2e;

import static io.forebay.e2e.Setup.awaitIdle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginConnection;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our pages in place of servers' answers. */
@ExtendWith(LeakExtension.class)
class InterceptTest {

  @TempDir Path folder;
  private Path html;
  private Path json;

  @BeforeEach
  void writePages() throws Exception {
    html = Files.writeString(folder.resolve("page.html"), "<p>ours");
    json = Files.writeString(folder.resolve("page.json"), "{}");
  }

  private String yaml(String pages, String backend, int port) {
    return Setup.yaml("{}", backend + "\nretry: {attempts: 0}", port)
        .replace(
            "backend: app}",
            "backend: app, error_pages: "
                + pages.replace("HTML", html.toString()).replace("JSON", json.toString())
                + "}");
  }

  private static String answer(int status, String fields, String body) {
    return "HTTP/1.1 %d Its Own\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, fields, body.length(), body);
  }

  private RawResponse get(String pages, String answer, String request) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy = TestProxy.start(yaml(pages, "", origin.port()));
        RawClient client = proxy.client()) {
      RawResponse response =
          client.send(request).readResponse(request.substring(0, request.indexOf(' ')));
      // Whatever became of the answer, both connections go on.
      client.send(Setup.GET).readResponse();
      assertThat(origin.connections()).isEqualTo(1);
      awaitIdle(proxy);
      return response;
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerOfTheServer_isReplacedInEveryPairOfProtocols(Pair pair) {
    PairMessage failure =
        PairMessage.of("502", "its own").with("x-own", "1").with("retry-after", "7");
    try (PairOrigin origin =
            pair.origin(
                request ->
                    new Reply(
                        Act.ANSWER,
                        request.start().endsWith("/good")
                            ? PairMessage.of("200", "good")
                            : failure));
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    "{intercept: [500-504], 5xx: HTML}",
                    pair == Pair.HTTP_1_TO_HTTP_2 || pair == Pair.HTTP_2_TO_HTTP_2
                        ? "protocol: h2c"
                        : "",
                    origin.port()));
        PairClient client = pair.client(proxy)) {
      for (int i = 0; i < 3; i++) {
        PairMessage answer = client.send(PairMessage.of("POST /", "x".repeat(1000))).whole();
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("<p>ours");
        assertThat(answer.field("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.field("retry-after")).isEqualTo("7");
        assertThat(answer.field("x-own")).isEmpty();
        assertThat(client.send(PairMessage.of("GET /good", "")).whole().body()).isEqualTo("good");
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "499, own",
    "500, own",
    "502, ours",
    "503, ours",
    "504, ours",
    "505, own",
    "404, ours",
    "200, own"
  })
  void statusesThatAreNamed_areReplaced(int status, String expected) {
    RawResponse response =
        get(
            "{intercept: [404, 502-504], 4xx: HTML, 5xx: HTML}",
            answer(status, "", "own"),
            Setup.GET);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.bodyText()).contains(expected);
  }

  @Test
  void statusWithoutPage_isAnsweredInOurWords() {
    RawResponse response =
        get("{intercept: 507}", answer(507, "Content-Encoding: gzip\r\n", "own"), Setup.GET);
    assertThat(response.status()).isEqualTo(507);
    assertThat(response.bodyText()).contains("the server answered with this status");
    assertThat(response.headers().contains("content-encoding")).isFalse();
  }

  @Test
  void statusThatTheProxyNeverGives_mayHaveAPageBesideIntercept() {
    assertThat(get("{intercept: 422, 422: HTML}", answer(422, "", "own"), Setup.GET).bodyText())
        .isEqualTo("<p>ours");
  }

  @Test
  void accept_choosesThePage() {
    String request = "GET / HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n";
    RawResponse response =
        get("{intercept: 503, 503: {html: HTML, json: JSON}}", answer(503, "", "own"), request);
    assertThat(response.bodyText()).isEqualTo("{}");
    assertThat(response.headers().all("retry-after")).containsExactly("1");
  }

  @Test
  void fieldsThatOnlyTheServerKnows_stay() {
    String fields =
        "WWW-Authenticate: Basic realm=\"a\"\r\nWWW-Authenticate: Negotiate\r\nSet-Cookie: a=b\r\n";
    RawResponse response =
        get("{intercept: [401], 401: HTML}", answer(401, fields, "own"), Setup.GET);
    assertThat(response.headers().all("www-authenticate"))
        .containsExactly("Basic realm=\"a\"", "Negotiate");
    assertThat(response.headers().contains("set-cookie")).isFalse();
  }

  @Test
  void head_hasTheFieldsOfThePageAlone() {
    String request = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    RawResponse response =
        get("{intercept: 503, 503: HTML}", "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", request);
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers().first("content-length")).isEqualTo("7");
  }

  @Test
  void callOfGrpc_getsTheServersAnswer() {
    String request =
        "POST /a.B/C HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n";
    assertThat(get("{intercept: 503}", answer(503, "", "own"), request).bodyText())
        .isEqualTo("own");
  }

  @Test
  void chunkedAnswerWithTrailers_isThrownAwayToo() {
    String chunked =
        "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nown\r\n0\r\nX-End: 1\r\n\r\n";
    RawResponse response = get("{intercept: 503, 503: HTML}", chunked, Setup.GET);
    assertThat(response.bodyText()).isEqualTo("<p>ours");
    assertThat(response.trailers().names()).isEmpty();
  }

  @Test
  void longBody_costsItsConnection() {
    OriginScript script =
        connection -> {
          connection.readRequest();
          connection.send("HTTP/1.1 503 No\r\nContent-Length: 10000000\r\n\r\n");
          connection.send("x".repeat(100_000));
          connection.awaitClose();
        };
    replacedOnce(script);
  }

  @Test
  void serverThatDiesWithinItsAnswer_isReplacedAllTheSame() {
    OriginScript script =
        connection -> {
          connection.readRequest();
          connection.send("HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\nhalf");
        };
    replacedOnce(script);
  }

  private void replacedOnce(OriginScript script) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{intercept: 503, 503: HTML}", "", origin.port()));
        RawClient client = proxy.client()) {
      RawResponse response = client.send(Setup.GET).readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.bodyText()).isEqualTo("<p>ours");
      origin.script(OriginScript.respond(Setup.ok("good")));
      assertThat(client.send(Setup.GET).readResponse().bodyText()).isEqualTo("good");
      awaitIdle(proxy);
    }
  }

  @Test
  void clientThatGoesMeanwhile_leavesNothingBehind() {
    OriginScript script =
        connection -> {
          connection.readRequest();
          connection.send("HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\nhalf");
          connection.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{intercept: 503, 503: HTML}", "", origin.port()))) {
      try (RawClient client = proxy.client()) {
        client.send(Setup.GET);
        await("the request at the server").until(() -> origin.requests().size() == 1);
        client.reset();
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[500]"})
  void nearestIntercept_replacesThatFurtherOut(String own) {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(OriginScript.respond(answer(503, "", "own")));
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    "{intercept: 503}, routes: [{match: {path: /own}, backend: app, error_pages:"
                        + " {intercept: "
                        + own
                        + "}}]",
                    "",
                    origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(Setup.GET).readResponse().bodyText()).contains("answered with this");
      assertThat(client.send("GET /own HTTP/1.1\r\nHost: a\r\n\r\n").readResponse().bodyText())
          .isEqualTo("own");
    }
  }

  @Test
  void upgrade_isNeverReplaced() {
    OriginScript script =
        (OriginConnection connection) -> {
          connection.readHead();
          connection.send(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello");
          connection.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{intercept: [400-599]}", "", origin.port()));
        RawClient client = proxy.client()) {
      String head =
          client
              .send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
              .readHead();
      assertThat(head).startsWith("HTTP/1.1 101 ");
    }
  }
}
