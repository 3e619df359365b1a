package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.inspect.Rejection;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators can see afterwards of requests that were refused. */
@ExtendWith(LeakExtension.class)
class RejectionsTest {

  private static final String SECRETS = "Authorization: Bearer s3cr3t\r\nCookie: a=s3cr3t\r\n";
  private static final int PROTOCOL_ERROR = 1;

  private ScriptedOrigin origin;
  private TestProxy proxy;

  @BeforeEach
  void start() {
    origin = ScriptedOrigin.start(OriginScript.respond(Setup.ok("hello")));
    proxy =
        TestProxy.start(
            """
            global: {worker_threads: 2}
            rate_limits: {once: {key: client_ip, rate: 1/h}}
            listeners:
              web:
                bind: "127.0.0.1:0"
                limits: {head: 4KiB, request_line: 1KiB, fields: 50}
                routes:
                  - {match: {path: /}, backend: app}
                  - {match: {path: /small}, backend: app, max_request_body: 4B}
                  - {match: {path: /denied}, backend: app, access: {deny: [127.0.0.0/8]}}
                  - {match: {path: /limited}, backend: app, rate_limit: {zone: once}}
              proxied: {bind: "127.0.0.1:0", backend: app, proxy_protocol: {from: 127.0.0.0/8}}
              closed: {bind: "127.0.0.1:0", backend: app, access: {deny: [127.0.0.0/8], reject: close}}
              bare: {bind: "127.0.0.1:0", routes: [{match: {path: /only}, backend: app}]}
            backends: {app: {servers: [{name: s1, address: "127.0.0.1:%d"}]}}
            """
                .formatted(origin.port()));
  }

  @AfterEach
  void stop() {
    proxy.close();
    origin.close();
  }

  private List<Rejection> all() {
    return proxy.proxy().rejections().since(0);
  }

  private Rejection only() {
    await("a rejection").atMost(Setup.LONG).until(() -> !all().isEmpty());
    assertThat(all()).hasSize(1);
    assertThat(all().toString()).doesNotContain("s3cr3t");
    return all().get(0);
  }

  private void send(String listener, String text) {
    try (RawClient client = RawClient.connect(proxy.port(listener))) {
      client.send(text);
      client.readAll();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/denied,               access_denied",
    "/x?secret=s3cr3t,      method_not_allowed",
    "/expect,               expectation_failed",
    "/small,                body_too_large",
  })
  void requestRefused_keptWithItsParts(String path, String reason) {
    String method = reason.equals("method_not_allowed") ? "TRACE" : "POST";
    String more = reason.equals("expectation_failed") ? "Expect: magic\r\n" : "";
    send(
        "web",
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\nContent-Length: 6\r\n"
            + more
            + SECRETS
            + "\r\ns3cr3t");
    Rejection it = only();
    assertThat(it.reason()).isEqualTo(reason);
    assertThat(it.listener()).isEqualTo("web");
    assertThat(it.client()).isEqualTo("127.0.0.1");
    assertThat(it.status()).isGreaterThanOrEqualTo(400);
    assertThat(it.request().method()).isEqualTo(method);
    assertThat(it.request().target()).isEqualTo(path.replace("s3cr3t", "***"));
    assertThat(it.request().protocol()).isEqualTo("HTTP/1.1");
    assertThat(it.request().host()).isEqualTo("app.example");
    assertThat(it.request().offset()).isEqualTo(-1);
    assertThat(it.request().received())
        .contains("Host: app.example", "Authorization: ***", "Cookie: ***");
  }

  @Test
  void requestServed_isNotKept() {
    send("web", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(all()).isEmpty();
  }

  @Test
  void aboveTheRate_keptWithTheRoute() {
    try (RawClient client = proxy.client()) {
      client.send("GET /limited HTTP/1.1\r\nHost: a\r\n\r\n").readResponse("GET");
      client.send("GET /limited HTTP/1.1\r\nHost: a\r\n\r\n").readResponse("GET");
    }
    assertThat(only().reason()).isEqualTo("rate_limited");
    assertThat(only().status()).isEqualTo(429);
    assertThat(only().request().route()).isNotEmpty();
  }

  @Test
  void noRoute_kept() {
    send("bare", "GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(only().reason()).isEqualTo("no_route");
    assertThat(only().status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n                     | malformed_request | 20 | 32",
        "GET / HTTP/1.1\\r\\nHost: a\\nCookie: s3cr3t\\r\\n\\r\\n    | malformed_request | 23 | 10",
        "GET /\\x00 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                 | malformed_request | 5  | 0",
        "GET /?a=s3cr3t\\x7f HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n       | malformed_request | 14 | 127",
        "GET / HTTP/1.1\\r\\nCookie: a\\r\\n s3cr3t\\r\\n\\r\\n       | malformed_request | 27 | 32",
        "\\x16\\x03\\x01\\x02\\r\\n\\r\\n                              | malformed_request | 0  | 22",
        "GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n                      | version_not_supported | 6 | 72",
      })
  void notHttp_keptWithThePlaceInItsBytes(String text, String reason, int offset, int bad) {
    send("web", unescaped(text));
    Rejection it = only();
    assertThat(it.reason()).isEqualTo(reason);
    assertThat(it.request().offset()).isEqualTo(offset);
    assertThat(it.request().badByte()).isEqualTo(bad);
  }

  private static String unescaped(String text) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\\') {
        bytes.append(text.charAt(i));
      } else if (text.charAt(i + 1) == 'x') {
        bytes.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        bytes.append(text.charAt(++i) == 'r' ? '\r' : '\n');
      }
    }
    return bytes.toString();
  }

  @Test
  void tooLarge_keptWithThePlaceOfTheLimit() {
    send("web", "GET /" + "a".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(only().reason()).isEqualTo("uri_too_long");
    assertThat(only().request().offset()).isEqualTo(1024);
  }

  @Test
  void headTooLarge_kept() {
    send("web", "GET / HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(60) + "\r\n");
    assertThat(only().reason()).isEqualTo("head_too_large");
    assertThat(only().request().received()).startsWith("GET / HTTP/1.1", "Host: a", "X: ***");
  }

  @Test
  void http2Request_keptInTheSameForm() {
    try (RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.headers(
          1,
          true,
          ":method",
          "GET",
          ":scheme",
          "http",
          ":authority",
          "app.example",
          ":path",
          "/denied?word=s3cr3t",
          "authorization",
          "Bearer s3cr3t");
      client.await(RawHttp2Frame.HEADERS, 1);
    }
    Rejection it = only();
    assertThat(it.reason()).isEqualTo("access_denied");
    assertThat(it.request().protocol()).isEqualTo("HTTP/2.0");
    assertThat(it.request().target()).isEqualTo("/denied?word=***");
    assertThat(it.request().host()).isEqualTo("app.example");
    assertThat(it.request().received()).contains("authorization: ***");
  }

  @Test
  void http2RequestThatIsMalformed_kept() {
    try (RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.headers(
          1, true, ":method", "GET", ":scheme", "http", ":path", "/?a=s3cr3t", "Upper", "s3cr3t");
      client.await(RawHttp2Frame.RST_STREAM, 1);
    }
    assertThat(only().reason()).isEqualTo("malformed_request");
    assertThat(only().status()).isZero();
  }

  @Test
  void http2ConnectionThatBreaksARule_kept() {
    try (RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.frame(RawHttp2Frame.PING, 0, 1, new byte[8]);
      assertThat(client.await(RawHttp2Frame.GOAWAY).errorCode()).isEqualTo(PROTOCOL_ERROR);
    }
    Rejection it = only();
    assertThat(it.reason()).isEqualTo("http2_protocol_error");
    assertThat(it.detail()).isNotEmpty();
    assertThat(it.request()).isNull();
  }

  @Test
  void connectionOfADeniedAddress_kept() {
    try (RawClient client = RawClient.connect(proxy.port("closed"))) {
      assertThat(client.closedByPeer(Setup.LONG)).isTrue();
    }
    assertThat(only().reason()).isEqualTo("access_denied");
    assertThat(only().client()).isEqualTo("127.0.0.1");
  }

  @Test
  void badProxyHeader_kept() {
    send("proxied", "GET / HTTP/1.1\r\nHost: a\r\nCookie: s3cr3t\r\n\r\n");
    assertThat(only().reason()).isEqualTo("proxy_header");
    assertThat(only().detail()).isEqualTo("no PROXY header");
  }

  @Test
  void numbers_tellWhatIsNew() {
    send("bare", "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    send("bare", "GET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(proxy.proxy().rejections().since(1))
        .singleElement()
        .satisfies(it -> assertThat(it.request().target()).isEqualTo("/b"));
    assertThat(proxy.proxy().rejections().since(2)).isEmpty();
    assertThat(proxy.proxy().rejections().since(99)).hasSize(2);
  }
}
