package io.forebay.e2e;

import static io.forebay.e2e.AccessLogFile.awaitLines;
import static io.forebay.e2e.AccessLogFile.config;
import static io.forebay.e2e.AccessLogFile.read;
import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.http.ProxyError;
import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the access log says of requests, and what becomes of it. */
@ExtendWith(LeakExtension.class)
class AccessLogTest {

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("access.log");
  }

  /** A listener with an access log that is written at once, nearly. */
  private String yaml(String format, String timeouts, int port) {
    return config(
        "{path: %s, format: '%s', flush: 20ms}".formatted(file(), format), timeouts, "", port);
  }

  private List<String> lines(int count) {
    return awaitLines(file(), count);
  }

  /** The only line after one exchange. */
  private String line(String format, String request) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("hello")));
        TestProxy proxy = TestProxy.start(yaml(format, "{}", origin.port()));
        RawClient client = proxy.client()) {
      client.send(request).readResponse(request.substring(0, request.indexOf(' ')));
      return lines(1).get(0);
    }
  }

  // ---- formats ----

  @Test
  void combined_isThatOfNginx() {
    String line =
        line(
            "combined",
            "GET /a?b=%22c HTTP/1.1\r\nHost: a\r\nReferer: http://r/\r\n"
                + "User-Agent: curl \"x\\y\" \u00e9\t1\r\n\r\n");

    assertThat(line)
        .matches(".*\\[[0-3]\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\\].*");
    assertThat(line.replaceAll("\\[.*?\\]", "[T]"))
        .isEqualTo(
            "127.0.0.1 - - [T] \"GET /a?b=%22c HTTP/1.1\" 200 5 \"http://r/\""
                + " \"curl \\x22x\\x5Cy\\x22 \\xE9\\x091\"");
  }

  @Test
  void combined_absentFields_areDashes() {
    assertThat(line("combined", GET).replaceAll("\\[.*?\\]", "[T]"))
        .isEqualTo("127.0.0.1 - - [T] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"");
  }

  @Test
  void combined_ofHttp2_saysSo() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("hello")));
        TestProxy proxy = TestProxy.start(yaml("combined", "{}", origin.port()));
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.get(1, "/a?b").await(RawHttp2Frame.DATA);
      client.headers(3, true, ":method", "GET", ":scheme", "http", ":path", "/", "Upper", "case");
      client.await(RawHttp2Frame.RST_STREAM);
      assertThat(lines(2))
          .map(it -> it.replaceAll("\\[.*?\\]", "[T]"))
          .containsExactly(
              "127.0.0.1 - - [T] \"GET /a?b HTTP/2.0\" 200 5 \"-\" \"-\"",
              "127.0.0.1 - - [T] \"GET http / \" 000 0 \"-\" \"-\"");
      assertThat(origin.heads().get(0)).startsWith("GET /a?b HTTP/1.1");
    }
  }

  @Test
  void combinedXff_hasWhatTheClientSaidAndNotWhatTheProxyMadeOfIt() {
    String line =
        line(
            "combined_xff",
            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\n"
                + "X-Forwarded-For: 192.0.2.2\r\n\r\n");

    assertThat(line).endsWith("\" 200 5 \"-\" \"-\" \"192.0.2.1, 192.0.2.2\"");
  }

  @Test
  void json_hasEveryField() {
    String line =
        line(
            "json",
            "POST /p HTTP/1.1\r\nHost: a:1\r\nX-Request-ID: id\r\nUser-Agent: \"\\\u00c3\u00a9\u00ff\t\r\nContent-Length: 3\r\n\r\nabc");

    String masked =
        line.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z", "T")
            .replaceAll("\"client_port\":[1-9]\\d*", "\"client_port\":P")
            .replaceAll("_ms\":\\d+\\.\\d{3}", "_ms\":N");
    assertThat(masked)
        .isEqualTo(
            "{\"time\":\"T\",\"client_ip\":\"127.0.0.1\",\"client_port\":P,\"auth_user\":null,"
                + "\"listener\":\"web\","
                + "\"route\":\"*\",\"backend\":\"app\",\"server\":\"s1\",\"method\":\"POST\","
                + "\"target\":\"/p\",\"protocol\":\"HTTP/1.1\",\"host\":\"a:1\",\"status\":200,"
                + "\"body_bytes_in\":3,\"body_bytes_out\":5,\"referer\":null,"
                + "\"user_agent\":\"\\\"\\\\\u00c3\u00a9\\u00FF\",\"x_forwarded_for\":null,"
                + "\"request_id\":\"id\",\"trace_id\":null,\"queue_ms\":null,\"connect_ms\":N,\"response_ms\":N,\"total_ms\":N,"
                + "\"retries\":0,\"rate_limit\":null,\"reason\":\"complete\",\"tls_version\":null,\"tls_cipher\":null,"
                + "\"tls_server_name\":null}");
  }

  @Test
  void clientBehindATrustedProxy_isTheRightMostAddressThatIsNot() {
    String listener = "forwarded: {trusted_proxies: [127.0.0.0/8]}";
    String log = "{path: %s, format: '${client_ip}', flush: 20ms}".formatted(file());
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("hello"));
        TestProxy proxy = TestProxy.start(config(log, "{}", listener, origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET.replace("\r\n\r\n", "\r\nX-Forwarded-For: 192.0.2.1, 127.0.0.9\r\n\r\n"));
      client.readResponse();
      client.send(GET).readResponse();
      assertThat(lines(2)).containsExactly("192.0.2.1", "127.0.0.1");
    }
  }

  @Test
  void template_hasFieldsAndHeaders() {
    String request = "HEAD /x HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n";

    assertThat(line("<${method} ${header:ACCEPT}> ${body_bytes_out}", request))
        .isEqualTo("<HEAD */*> 0");
  }

  // ---- every end ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1~~ | 400 malformed_request GET / HTTP/1.1",
        "NONSENSE~~ | 400 malformed_request NONSENSE",
        "GET / HTTP/1.1~a : b~~ | 400 malformed_request GET / HTTP/1.1",
        "CONNECT a:1 HTTP/1.1~Host: a:1~~ | 405 method_not_allowed CONNECT a:1 HTTP/1.1",
        "GET / HT | 408 request_timeout GET / HT",
        "G\u0016\u0003\u00ff/~~ | 400 malformed_request G\\x16\\x03\\xFF/",
        "GET / HTTP/2.0~Host: a~~ | 505 version_not_supported GET / HTTP/2.0",
        "GET / HTTP/1.1~Host: | 408 request_timeout GET / HTTP/1.1"
      })
  void refusedRequest_isLogged(String request, String line) {
    String yaml = yaml("${status} ${reason} ${request}", "{request_headers: 200ms}", 1);
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = proxy.client()) {
      client.send(request.replace("~", "\r\n")).readResponse();
    }
    assertThat(read(file())).containsExactly(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONNECT a:1 HTTP/1.1~Host: a:1~~ | CONNECT a:1 a:1",
        "TRACE / HTTP/1.1~Host: b~~ | TRACE / b",
        "TRACE / HTTP/1.1~~ | TRACE / -",
        "TRACE / HTTP/1.1~Host: b c~~ | TRACE / -"
      })
  void methodNeverAllowed_isLoggedWithItsHost(String request, String line) {
    try (TestProxy proxy = TestProxy.start(yaml("${method} ${target} ${host}", "{}", 1));
        RawClient client = proxy.client()) {
      assertThat(client.send(request.replace("~", "\r\n")).readResponse().status()).isEqualTo(405);
    }
    assertThat(read(file())).containsExactly(line);
  }

  @ParameterizedTest
  @CsvSource({
    "GET http://a.test HTTP/1.1",
    "GET http://a.test?q=1 HTTP/1.1",
    "OPTIONS http://a.test HTTP/1.1",
    "GET http://a.test/x HTTP/1.1"
  })
  void absoluteTarget_isLoggedAsReceived(String requestLine) {
    assertThat(line("${request}", requestLine + "\r\nHost: b\r\n\r\n")).isEqualTo(requestLine);
  }

  @Test
  void headsAboveLimits_areLogged() {
    String yaml = yaml("${status} ${reason} ${request}", "{}", 1);
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient longLine = proxy.client();
        RawClient longHead = proxy.client()) {
      longLine.send("GET /" + "a".repeat(20_000)).readResponse();
      lines(1);
      longHead.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(70_000)).readResponse();
    }
    assertThat(read(file()))
        .containsExactly(
            "414 uri_too_long GET /" + "a".repeat(507), "431 head_too_large GET / HTTP/1.1");
  }

  @Test
  void refusingServer_isLogged() {
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy =
            TestProxy.start(
                yaml("${status} ${reason} ${backend} ${server}", "{}", refusing.port()));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      assertThat(lines(1)).containsExactly("503 connect_failed app s1");
    }
  }

  @Test
  void silentServer_isLogged() {
    OriginScript silent =
        c -> {
          c.readRequest();
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(silent);
        TestProxy proxy =
            TestProxy.start(yaml("${status} ${reason}", "{server: 200ms}", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      assertThat(lines(1)).containsExactly("504 response_timeout");
    }
  }

  @Test
  void closingServer_isLogged() {
    OriginScript closing = c -> c.readRequest();
    try (ScriptedOrigin origin = ScriptedOrigin.start(closing);
        TestProxy proxy = TestProxy.start(yaml("${status} ${reason}", "{}", origin.port()));
        RawClient client = proxy.client()) {
      client.send(post("/", "", "x")).readResponse();
      assertThat(lines(1)).containsExactly("502 upstream_closed");
    }
  }

  @Test
  void clientThatGoes_isLogged() {
    OriginScript silent =
        c -> {
          c.readRequest();
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(silent);
        TestProxy proxy = TestProxy.start(yaml("${status} ${reason}", "{}", origin.port()))) {
      try (RawClient client = proxy.client()) {
        client.send(GET);
        await("the request").atMost(LONG).until(() -> Setup.inFlight(proxy.proxy()) == 1);
        client.reset();
      }
      assertThat(lines(1)).containsExactly("000 client_gone");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /a HT | 000 client_gone GET /a HT",
        "GET /a HTTP/1.1~Host: a~X: | 000 client_gone GET /a HTTP/1.1"
      })
  void clientThatGoesInsideAHead_isLoggedOnce(String begun, String line) {
    String yaml = yaml("${status} ${reason} ${request}", "{}", 1);
    try (TestProxy proxy = TestProxy.start(yaml)) {
      try (RawClient client = proxy.client()) {
        client.send(begun.replace("~", "\r\n"));
      }
      assertThat(lines(1)).containsExactly(line);
      assertThat(Setup.errors(proxy.proxy(), ProxyError.CLIENT_GONE)).isEqualTo(1);
      assertThat(sum(proxy.proxy(), it -> it.emptyConnections.get(0))).isZero();
    }
  }

  @Test
  void tunnel_isLoggedWithBytesOfBothWays() {
    String upgrade =
        "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    OriginScript echo =
        c -> {
          c.readHead();
          c.send(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                  + "Upgrade: websocket\r\n\r\n");
          c.send(c.readExactly(5));
          c.send("more");
          c.awaitClose();
        };
    String format = "${status} ${body_bytes_in} ${body_bytes_out} ${reason}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(echo);
        TestProxy proxy = TestProxy.start(yaml(format, "{}", origin.port()))) {
      try (RawClient client = proxy.client()) {
        client.send(upgrade).readResponse();
        assertThat(Setup.text(client.send("hello").readExactly(9))).isEqualTo("hellomore");
        client.reset();
      }
      assertThat(lines(1)).containsExactly("101 5 9 client_gone");
    }
  }

  @Test
  void requestsOfOneConnection_areInOrder() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("")));
        TestProxy proxy = TestProxy.start(yaml("${target}", "{}", origin.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 300; i++) {
        client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      }
      assertThat(lines(300))
          .containsExactlyElementsOf(IntStream.range(0, 300).mapToObj(i -> "/" + i).toList());
    }
  }

  // ---- a share ----

  @ParameterizedTest
  @CsvSource({"0%, 0, 0", "100%, 400, 400", "50%, 50, 350"})
  void sample_isTheShareOfLines(String sample, int atLeast, int atMost) {
    String log =
        "{path: %s, format: '${status}', flush: 20ms, sample: %s}".formatted(file(), sample);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("")));
        TestProxy proxy = TestProxy.start(config(log, "{}", "", origin.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 400; i++) {
        client.send(GET).readResponse();
      }
    }
    assertThat(read(file())).hasSizeBetween(atLeast, atMost).containsOnly(expected(atMost));
  }

  private static String[] expected(int atMost) {
    return atMost == 0 ? new String[0] : new String[] {"200"};
  }

  @Test
  void sample_whatFailed_isAlwaysLogged() {
    String log =
        "{path: %s, format: '${status} ${reason}', flush: 20ms, sample: 0%%}".formatted(file());
    String answer = "HTTP/1.1 %s x\r\nContent-Length: 0\r\n\r\n";
    OriginScript script =
        OriginScript.respondWith(request -> answer.formatted(request.target().substring(1)));
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(config(log, "{}", "", origin.port()));
        RawClient client = proxy.client()) {
      for (int status : new int[] {200, 404, 500, 503}) {
        client.send("GET /" + status + " HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      }
      client.send("NONSENSE\r\n\r\n").readResponse();
      assertThat(lines(3)).containsExactly("500 complete", "503 complete", "400 malformed_request");
    }
  }

  // ---- where ----

  @Test
  void nearestLog_wins() {
    String listener =
        """
        access_log: none
        routes:
          - {match: {path: /logged}, backend: app, access_log: {path: %s, format: '${route}', flush: 20ms}}
        """
            .formatted(folder.resolve("route.log"));
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("")));
        TestProxy proxy =
            TestProxy.start(config("{path: %s}".formatted(file()), "{}", listener, origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      client.send("GET /logged HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      assertThat(awaitLines(folder.resolve("route.log"), 1)).hasSize(1);
    }
    assertThat(read(file())).isEmpty();
  }

  @Test
  void virtualHost_hasLogOfItsOwn() {
    Path own = folder.resolve("host.log");
    String hosts =
        """
        virtual_hosts:
          shop:
            hosts: [shop.test]
            backend: app
            access_log: {path: %s, format: '${host}', flush: 20ms}
        """
            .formatted(own);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("")));
        TestProxy proxy = TestProxy.start(yaml("${host}", "{}", origin.port()) + hosts);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n").readResponse();
      assertThat(awaitLines(own, 1)).containsExactly("shop.test");
      client.send("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n").readResponse();
      assertThat(lines(1)).containsExactly("other.test");
    }
  }

  @Test
  void emptyConnection_isCountedAndLoggedOnRequestOnly() {
    String log = "{path: %s, format: '${status} ${reason} ${request}', flush: 20ms%s}";
    try (TestProxy silent = TestProxy.start(config(log.formatted(file(), ""), "{}", "", 1))) {
      silent.client().close();
      await("the count")
          .atMost(LONG)
          .until(() -> sum(silent.proxy(), it -> it.emptyConnections.get(0)) == 1);
    }
    assertThat(read(file())).isEmpty();
    String loud = log.formatted(file(), ", skip_empty_connections: false");
    try (TestProxy proxy = TestProxy.start(config(loud, "{}", "", 1))) {
      proxy.client().close();
      assertThat(lines(1)).containsExactly("000 empty -");
    }
  }

  @Test
  void stop_writesWhatIsBuffered() {
    String log = "{path: %s, format: '${status}', flush: 1h}".formatted(file());
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("")));
        TestProxy proxy = TestProxy.start(config(log, "{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
    }
    assertThat(read(file())).containsExactly("200");
  }

  @Test
  void renamedFile_reloadOpensNewOneAndLosesNothing() throws Exception {
    Path renamed = folder.resolve("access.log.1");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("")))) {
      String yaml = yaml("${target}", "{}", origin.port());
      try (TestProxy proxy = TestProxy.start(yaml);
          RawClient client = proxy.client()) {
        client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
        lines(1);
        Files.move(file(), renamed);
        client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
        awaitLines(renamed, 2);
        proxy.proxy().apply(TestProxy.parse(yaml));
        client.send("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
        assertThat(lines(1)).containsExactly("/3");
        Files.delete(file());
        proxy.proxy().reopenLogs();
        client.send("GET /4 HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
        assertThat(lines(1)).containsExactly("/4");
      }
    }
    assertThat(read(renamed)).containsExactly("/1", "/2");
  }

  @Test
  void fileThatCannotBeOpened_startFailsWithTheReason() throws ProxyException {
    Path missing = folder.resolve("missing/access.log");
    String yaml = config("{path: %s}".formatted(missing), "{}", "", 1);
    try (Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.best(), Ticker.system())) {
      assertThatThrownBy(proxy::open)
          .isInstanceOf(ProxyException.class)
          .hasMessage("access log " + missing + ": no such folder");
    }
  }

  @Test
  void pipeThatNobodyReads_dropsLinesAndStallsNobody() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", file().toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    String log = "{path: %s, buffer: 1KiB, flush: 20ms}".formatted(file());
    String request = "GET /" + "a".repeat(4000) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("")));
        TestProxy proxy = TestProxy.start(config(log, "{}", "", origin.port()));
        RawClient client = proxy.client()) {
      await("dropped lines")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                assertThat(client.send(request).readResponse().status()).isEqualTo(200);
                return proxy.proxy().accessLogDropped() > 10;
              });
      assertThat(Setup.errors(proxy.proxy(), ProxyError.INTERNAL)).isZero();
    }
  }
}
