package io.forebay.e2e;

import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.compress.Expanding;
import io.forebay.config.CompressionAlgorithm;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.Nginx;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ascii;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which answers are compressed, and what is said of them. */
@ExtendWith(LeakExtension.class)
class CompressionRulesTest {

  private static final String ON = ", compression: {min_size: 20B}";
  private static final String BODY = "some words, and more of these words\n".repeat(20);

  @TempDir private Path dir;

  private static TestProxy proxy(Pair pair, String listener, PairOrigin origin) {
    return TestProxy.start(pair.config(listener, "", origin));
  }

  /** Fields written {@code name: value} with {@code ;;} between them. */
  private static PairMessage with(PairMessage message, String fields) {
    PairMessage all = message;
    for (String field : fields.isEmpty() ? new String[0] : fields.split(" *;; *")) {
      String[] parts = field.split(": ?", 2);
      all = all.with(parts[0], parts[1]);
    }
    return all;
  }

  private static PairMessage ask(Pair pair, String listener, PairMessage made, String request) {
    return ask(pair, listener, made, with(PairMessage.of("GET /", ""), request));
  }

  private static PairMessage ask(
      Pair pair, String listener, PairMessage made, PairMessage request) {
    try (PairOrigin origin = pair.origin(it -> new Reply(Act.ANSWER, made));
        TestProxy proxy = proxy(pair, listener, origin);
        PairClient client = pair.client(proxy)) {
      PairMessage answer = client.send(request).whole();
      awaitIdle(proxy);
      return answer;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | content-type: text/html                                       | gzip | Accept-Encoding
          404 | content-type: text/html                                       | gzip | Accept-Encoding
          500 | content-type: TEXT/Plain ; charset=utf-8                      | gzip | Accept-Encoding
          206 | content-type: text/html ;; content-range: bytes 0-719/900     |      |
          200 | content-type: text/html ;; content-range: bytes 0-719/900     |      |
          200 | content-type: image/png                                       |      |
          200 | x-type: text/html                                             |      |
          200 | content-type: text/html ;; content-encoding: br               | br   |
          200 | content-type: text/html ;; content-encoding: identity         | identity |
          200 | content-type: text/html ;; cache-control: no-transform        |      |
          200 | content-type: text/html ;; cache-control: a, No-Transform     |      |
          200 | content-type: text/html ;; cache-control: a="no-transform,"   | gzip | Accept-Encoding
          200 | content-type: text/event-stream                               |      |
          200 | content-type: application/grpc+proto                          |      |
          200 | content-type: text/html ;; vary: Origin                       | gzip | Origin, Accept-Encoding
          200 | content-type: text/html ;; vary: accept-ENCODING, Origin      | gzip | accept-ENCODING, Origin
          200 | content-type: text/html ;; vary: *                            | gzip | *
          200 | content-type: text/html ;; vary:                              | gzip | Accept-Encoding
          """)
  void answer_decides(String status, String fields, String coding, String vary) {
    for (Pair pair : Pair.values()) {
      PairMessage made = with(PairMessage.of(status, BODY), fields);
      String all = ", compression: {min_size: 20B, types: '*'}";
      boolean typed = fields.contains("image") || fields.contains("x-type");
      PairMessage answer = ask(pair, typed ? ON : all, made, "accept-encoding: gzip");
      assertThat(answer.field("content-encoding")).isEqualTo(coding == null ? "" : coding);
      String said = vary == null ? "" : vary;
      assertThat(answer.field("vary")).as(pair + " " + fields).isEqualTo(said);
      if ("gzip".equals(coding)) {
        byte[] whole = Expanding.whole(CompressionAlgorithm.GZIP, Ascii.bytes(answer.body()));
        assertThat(text(whole)).isEqualTo(BODY);
      } else {
        assertThat(answer.body()).isEqualTo(BODY);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void leastSize_holdsWhereTheLengthIsKnown(Pair pair) {
    PairMessage small = PairMessage.of("200", "x".repeat(255)).with("content-type", "text/css");
    PairMessage large = PairMessage.of("200", "x".repeat(256)).with("content-type", "text/css");
    String accepted = "accept-encoding: gzip";
    String on = ", compression: {}";
    assertThat(ask(pair, on, small, accepted).field("content-encoding")).isEmpty();
    assertThat(ask(pair, on, small, accepted).field("vary")).isEmpty();
    assertThat(ask(pair, on, large, accepted).field("content-encoding")).isEqualTo("gzip");
    PairMessage unknown = small.withTrailer("x-a", "b");
    assertThat(ask(pair, on, unknown, accepted).field("content-encoding")).isEqualTo("gzip");
  }

  @ParameterizedTest
  @EnumSource
  void clientThatForbidsIt_isObeyed(Pair pair) {
    PairMessage made = PairMessage.of("200", BODY).with("content-type", "text/html");
    String request = "accept-encoding: gzip ;; cache-control: no-transform";
    assertThat(ask(pair, ON, made, request).field("content-encoding")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void answersWithoutBody_stayAsTheyAre(Pair pair) {
    for (String status : List.of("200", "204", "304")) {
      PairMessage made =
          PairMessage.of(status, "").with("content-type", "text/html").with("etag", "\"a\"");
      PairMessage answer = ask(pair, ", compression: {}", made, "accept-encoding: gzip");
      assertThat(answer.field("content-encoding")).isEmpty();
      assertThat(answer.field("etag")).isEqualTo("\"a\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void confirmation_saysTheTagThatTheClientHas(Pair pair) {
    PairMessage made = PairMessage.of("304", "").with("etag", "\"a\"");
    String weak = "accept-encoding: gzip ;; if-none-match: \"b\", W/\"a\"";
    PairMessage answer = ask(pair, ON, made, weak);
    assertThat(answer.field("etag")).isEqualTo("W/\"a\"");
    assertThat(answer.field("vary")).isEqualTo("Accept-Encoding");
    assertThat(ask(pair, ON, made, "if-none-match: \"a\"").field("etag")).isEqualTo("\"a\"");
  }

  @Test
  void tag_thatIsNone_isRemoved_andAWeakOneStays() {
    PairMessage made = PairMessage.of("200", BODY).with("content-type", "text/html");
    for (List<String> tag : List.of(List.of("W/\"a\"", "W/\"a\""), List.of("abc", ""))) {
      PairMessage answer =
          ask(Pair.HTTP_1_TO_HTTP_1, ON, made.with("etag", tag.get(0)), "accept-encoding: gzip");
      assertThat(answer.field("etag")).isEqualTo(tag.get(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void vary_mayBeLeftOut(Pair pair) {
    PairMessage made = PairMessage.of("200", BODY).with("content-type", "text/html");
    String off = ", compression: {vary: false}";
    PairMessage answer = ask(pair, off, made, "accept-encoding: gzip");
    assertThat(answer.field("content-encoding")).isEqualTo("gzip");
    assertThat(answer.field("vary")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void offload_keepsServersFromCompressing(Pair pair) {
    PairMessage made = PairMessage.of("200", BODY).with("content-type", "text/html");
    try (PairOrigin origin = pair.origin(it -> new Reply(Act.ANSWER, made));
        TestProxy proxy = proxy(pair, ", compression: {offload: true}", origin);
        PairClient client = pair.client(proxy)) {
      PairMessage request = PairMessage.of("GET /", "").with("accept-encoding", "gzip");
      assertThat(client.send(request).whole().field("content-encoding")).isEqualTo("gzip");
      assertThat(origin.requests().get(0).field("accept-encoding")).isEmpty();
    }
  }

  @Test
  void oldClients_getTheAnswerAsItIs() {
    try (PairOrigin origin =
            Pair.HTTP_1_TO_HTTP_1.origin(
                it ->
                    new Reply(
                        Act.ANSWER,
                        PairMessage.of("200", BODY).with("content-type", "text/html")));
        TestProxy proxy = proxy(Pair.HTTP_1_TO_HTTP_1, ON, origin);
        RawClient client = RawClient.connect(proxy.port())) {
      client.send("GET / HTTP/1.0\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
      RawResponse answer = client.readResponse();
      assertThat(answer.headers().first("content-encoding")).isNull();
      assertThat(answer.headers().first("vary")).isEqualTo("Accept-Encoding");
      assertThat(answer.bodyText()).isEqualTo(BODY);
    }
  }

  @Test
  void ownAnswers_areCompressed_butErrorsAreNot() {
    String yaml =
        """
        defaults: { compression: { min_size: 1B } }
        listeners:
          web:
            bind: 127.0.0.1:0
            routes:
              - { match: { path: /a }, respond: { body: "%s" } }
              - { match: { path: /off }, compression: none, respond: { body: "%s" } }
        """
            .formatted("hello ".repeat(100), "hello ".repeat(100));
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = RawClient.connect(proxy.port())) {
      for (int i = 0; i < 3; i++) {
        RawResponse answer = get(client, "GET", "/a");
        assertThat(answer.headers().first("content-encoding")).isEqualTo("gzip");
        assertThat(text(Expanding.whole(CompressionAlgorithm.GZIP, answer.body())))
            .isEqualTo("hello ".repeat(100));
        RawResponse head = get(client, "HEAD", "/a");
        assertThat(head.headers().first("content-encoding")).isEqualTo("gzip");
        assertThat(get(client, "GET", "/off").bodyText()).isEqualTo("hello ".repeat(100));
        RawResponse error = get(client, "GET", "/b");
        assertThat(error.status()).isEqualTo(404);
        assertThat(error.headers().first("content-encoding")).isNull();
      }
    }
  }

  private static RawResponse get(RawClient client, String method, String path) {
    client.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
    return client.readResponse(method);
  }

  /** Requests and answers that differ in one thing each. */
  private static List<String[]> cases() {
    List<String[]> all = new ArrayList<>();
    String type = "Content-Type: text/css\r\n";
    String gzip = "Accept-Encoding: gzip\r\n";
    for (String accepted :
        List.of("gzip", "deflate", "gzip;q=0", "gzip;q=0.5", "br, gzip", "x, y", "identity")) {
      all.add(new String[] {"GET", "Accept-Encoding: " + accepted + "\r\n", type, "200 OK"});
    }
    for (String answer :
        List.of(
            "Content-Type: text/html\r\n",
            "Content-Type: text/css; charset=utf-8\r\n",
            "Content-Type: image/png\r\n",
            "",
            type + "Content-Encoding: br\r\n",
            type + "ETag: \"x\"\r\n",
            type + "ETag: W/\"x\"\r\n",
            type + "Accept-Ranges: bytes\r\n")) {
      all.add(new String[] {"GET", gzip, answer, "200 OK"});
    }
    for (String status : List.of("403 Forbidden", "404 Not Found", "206 Partial Content")) {
      all.add(new String[] {"GET", gzip, type, status});
    }
    all.add(new String[] {"POST", gzip + "Content-Length: 0\r\n", type, "200 OK"});
    all.add(new String[] {"GET", "", type, "200 OK"});
    return all;
  }

  @Test
  void nginx_compressesTheSame() throws Exception {
    String[] now = new String[2];
    try (var origin =
            io.forebay.testkit.ScriptedOrigin.start(
                connection -> {
                  while (connection.readRequest() != null) {
                    connection.send(
                        "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s"
                            .formatted(now[1], now[0], BODY.length(), BODY));
                  }
                });
        TestProxy proxy =
            TestProxy.start(
                Setup.yaml("{}", "", origin.port())
                    .replace("backend: app}", "backend: app, compression: {types: text/css}}"));
        Nginx nginx =
            Nginx.start(
                dir,
                """
                server {
                  listen 127.0.0.1:@port@;
                  gzip on; gzip_types text/css; gzip_vary on; gzip_proxied any; gzip_min_length 256;
                  location / {
                    proxy_pass http://127.0.0.1:%d; proxy_http_version 1.1;
                    proxy_set_header Connection "";
                  }
                }
                """
                    .formatted(origin.port()))) {
      for (String[] it : cases()) {
        now[0] = it[2];
        now[1] = it[3];
        List<String> ours = said(proxy.port(), it);
        assertThat(ours).as(String.join(" / ", it)).isEqualTo(said(nginx.port(), it));
      }
    }
  }

  private static List<String> said(int port, String[] request) {
    try (RawClient client = RawClient.connect(port)) {
      client.send(request[0] + " / HTTP/1.1\r\nHost: a\r\n" + request[1] + "\r\n");
      RawResponse answer = client.readResponse(request[0]);
      List<String> said = new ArrayList<>();
      for (String name : List.of("content-encoding", "vary", "etag", "accept-ranges")) {
        said.add(name + "=" + answer.headers().first(name));
      }
      boolean gzip = "gzip".equals(answer.headers().first("content-encoding"));
      byte[] body =
          gzip ? Expanding.whole(CompressionAlgorithm.GZIP, answer.body()) : answer.body();
      assertThat(text(body)).isEqualTo(BODY);
      return said;
    }
  }
}
