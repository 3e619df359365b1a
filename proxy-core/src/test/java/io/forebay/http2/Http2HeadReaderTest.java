package io.forebay.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.Framing;
import io.forebay.http.HeadLimits;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http2HeadReaderTest {

  private static final String[] GET = {
    ":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/p?q=1"
  };

  private final HttpHead head = new HttpHead();

  private ProxyError get(boolean end, String... fields) {
    return HeadFields.request(head, end, join(GET, fields));
  }

  private static String[] join(String[] first, String... second) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
  }

  private static String[] replaced(String name, String value) {
    String[] fields = GET.clone();
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equals(name)) {
        fields[i + 1] = value;
      }
    }
    return fields;
  }

  private static String[] without(String name) {
    var fields = new ArrayList<String>();
    for (int i = 0; i < GET.length; i += 2) {
      if (!GET[i].equals(name)) {
        fields.addAll(List.of(GET[i], GET[i + 1]));
      }
    }
    return fields.toArray(new String[0]);
  }

  private String startLine() {
    return Ascii.text(head.bytes(), head.startLine(), head.fieldsStart() - 2);
  }

  // ---- requests ----

  @Test
  void request_isWhatHttp1WouldHaveRead() {
    assertThat(get(true, "accept", "*/*", "x-empty", "")).isNull();

    assertThat(startLine()).isEqualTo("GET /p?q=1 HTTP/2.0");
    assertThat(head.isStartLineChanged()).isTrue();
    assertThat(head.method()).isEqualTo(HttpMethod.GET);
    assertThat(head.minorVersion()).isEqualTo(1);
    assertThat(head.targetText()).isEqualTo("/p?q=1");
    assertThat(Ascii.text(head.bytes(), head.pathStart(), head.pathEnd())).isEqualTo("/p");
    assertThat(head.authorityText()).isEqualTo("a.test");
    assertThat(HeadFields.live(head)).containsExactly("Host: a.test", "accept: */*", "x-empty: ");
    assertThat(head.id(0)).isEqualTo(HeaderId.HOST);
    assertThat(head.receivedCount()).isEqualTo(3);
    assertThat(head.isPersistent()).isTrue();
    assertThat(head.isUpgrade()).isFalse();
    assertThat(head.framing()).isEqualTo(Framing.NONE);
  }

  @Test
  void request_pseudoHeadersInAnyOrder_areTaken() {
    String[] fields = {":path", "*", ":authority", "[::1]:80", ":scheme", "http", ":method"};
    assertThat(HeadFields.request(head, true, join(fields, "OPTIONS"))).isNull();
    assertThat(startLine()).isEqualTo("OPTIONS * HTTP/2.0");
    assertThat(head.authorityText()).isEqualTo("[::1]:80");
  }

  @Test
  void request_withHostAlone_hasThatAuthority() {
    assertThat(HeadFields.request(head, true, join(without(":authority"), "host", "b.test:1")))
        .isNull();
    assertThat(head.authorityText()).isEqualTo("b.test:1");
    assertThat(HeadFields.live(head)).containsExactly("Host: b.test:1");
  }

  @Test
  void request_withAuthorityAndTheSameHost_hasOne() {
    assertThat(get(true, "host", "A.test")).isNull();
    assertThat(HeadFields.live(head)).containsExactly("Host: a.test");
  }

  @Test
  void request_withCookies_hasThemJoined() {
    assertThat(get(true, "cookie", "a=1", "x-a", "1", "cookie", "b=2; c=3", "cookie", "d"))
        .isNull();
    assertThat(HeadFields.live(head))
        .containsExactly("Host: a.test", "x-a: 1", "Cookie: a=1; b=2; c=3; d");
    assertThat(head.receivedCount()).isEqualTo(head.count());
  }

  @Test
  void request_withEmptyCookies_hasNoSpaceAtAnEnd() {
    assertThat(get(true, "cookie", "", "cookie", "a", "cookie", "", "cookie", "b", "cookie", ""))
        .isNull();
    assertThat(HeadFields.live(head)).containsExactly("Host: a.test", "Cookie: a; b");
    assertThat(get(true, "cookie", "", "cookie", "")).isNull();
    assertThat(HeadFields.live(head)).containsExactly("Host: a.test", "Cookie: ");
  }

  @Test
  void request_withOneCookie_hasItsLine() {
    assertThat(get(true, "cookie", "a=1")).isNull();
    assertThat(HeadFields.live(head)).containsExactly("Host: a.test", "cookie: a=1");
  }

  @Test
  void request_withTeTrailers_notesIt() {
    assertThat(get(true, "te", "trailers")).isNull();
    assertThat(head.acceptsTrailers()).isTrue();
    assertThat(HeadFields.live(head)).containsExactly("Host: a.test");
    assertThat(get(true)).isNull();
    assertThat(head.acceptsTrailers()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "true,,NONE,0",
    "false,,CHUNKED,-1",
    "false,5,LENGTH,5",
    "true,0,NONE,0",
    "false,0,LENGTH,0"
  })
  void request_framing_followsLengthAndEnd(
      boolean end, String length, Framing framing, long contentLength) {
    String[] fields = length == null ? new String[0] : new String[] {"content-length", length};
    assertThat(get(end, fields)).isNull();
    assertThat(head.framing()).isEqualTo(framing);
    assertThat(head.contentLength()).isEqualTo(contentLength);
  }

  // ---- requests that must fail ----

  static List<List<String>> malformedFields() {
    var all = new ArrayList<List<String>>();
    for (String name :
        List.of(
            "", "X-A", "x a", " x", "x ", "x:", "x:y", ":", ":x", ":status", ":Method", "x\r",
            "x\n", "x\0", "x\t", "x\u007f", "x\u0080", "x(", "x,", "x/", "x\r\ny")) {
      all.add(List.of(name, "1"));
    }
    for (String value :
        List.of(
            "a\rb",
            "a\nb",
            "a\0b",
            "a\r\nx: y",
            "\u007f",
            "\u0001",
            " a",
            "a ",
            "\ta",
            "a\t",
            " ",
            "\0",
            "12345678\n12345678")) {
      all.add(List.of("x-a", value));
    }
    for (String name :
        List.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade")) {
      all.add(List.of(name, name.startsWith("t") ? "chunked" : "x"));
    }
    for (String value : List.of("", "gzip", "trailers, gzip", "trailers;q=1")) {
      all.add(List.of("te", value));
    }
    for (String value :
        List.of("", "-1", "+1", "1 ", "0x1", "1,1", "1, 1", "a", "1234567890123456789", "1")) {
      all.add(List.of("content-length", value));
    }
    all.add(List.of("content-length", "0", "content-length", "0"));
    all.add(List.of("host", "b.test"));
    all.add(List.of("host", "a.test:443"));
    all.add(List.of("host", ""));
    all.add(List.of("host", "a.test", "host", "a.test"));
    for (int i = 0; i < GET.length; i += 2) {
      all.add(List.of("x-a", "1", GET[i], GET[i + 1]));
      all.add(List.of(GET[i], GET[i + 1]));
    }
    all.add(List.of(":protocol", "websocket"));
    return all;
  }

  @ParameterizedTest
  @MethodSource("malformedFields")
  void request_withMalformedField_isRefused(List<String> fields) {
    assertThat(get(true, fields.toArray(new String[0]))).isEqualTo(ProxyError.MALFORMED_REQUEST);
  }

  @Test
  void request_withoutPseudoHeader_isRefused() {
    for (String name : List.of(":method", ":scheme", ":authority", ":path")) {
      assertThat(HeadFields.request(head, true, without(name)))
          .as(name)
          .isEqualTo(ProxyError.MALFORMED_REQUEST);
    }
    assertThat(HeadFields.request(head, true)).isEqualTo(ProxyError.MALFORMED_REQUEST);
  }

  static List<Arguments> malformedPseudoHeaders() {
    var all = new ArrayList<Arguments>();
    for (String method : List.of("", "G T", "GET ", "G\r\nT", "GET:", "G\0")) {
      all.add(Arguments.of(":method", method));
    }
    for (String scheme : List.of("", "ftp", "https ", "HTTPS", "http\n")) {
      all.add(Arguments.of(":scheme", scheme));
    }
    for (String authority :
        List.of(
            "",
            " ",
            "a b",
            "user@a.test",
            "u:p@a.test",
            "a,b",
            "a/b",
            "a\r\nb",
            "a:65536",
            "[::1",
            "a#b",
            "a\0",
            "a?b")) {
      all.add(Arguments.of(":authority", authority));
    }
    for (String path :
        List.of(
            "",
            "p",
            "*",
            "/a b",
            "/a#b",
            "/a\r\nb",
            "/a\0",
            "/a\t",
            "/\u0080",
            "http://a/b",
            "/ HTTP/1.1")) {
      all.add(Arguments.of(":path", path));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("malformedPseudoHeaders")
  void request_withMalformedPseudoHeader_isRefused(String name, String value) {
    assertThat(HeadFields.request(head, true, replaced(name, value)))
        .isEqualTo(ProxyError.MALFORMED_REQUEST);
  }

  // ---- requests that are answered with an error ----

  @Test
  void connect_isNotAllowed_andShownInTheLog() {
    assertThat(HeadFields.request(head, false, ":method", "CONNECT", ":authority", "a.test:443"))
        .isEqualTo(ProxyError.METHOD_NOT_ALLOWED);
    assertThat(startLine()).isEqualTo("CONNECT a.test:443 HTTP/2.0");
    assertThat(HeadFields.request(head, true, replaced(":method", "TRACE")))
        .isEqualTo(ProxyError.METHOD_NOT_ALLOWED);
  }

  @Test
  void connect_withWhatItMayNotHave_isMalformed() {
    String[] connect = {":method", "CONNECT", ":authority", "a.test:443"};
    assertThat(HeadFields.request(head, false, join(connect, ":path", "/")))
        .isEqualTo(ProxyError.MALFORMED_REQUEST);
    assertThat(HeadFields.request(head, false, join(connect, ":scheme", "https")))
        .isEqualTo(ProxyError.MALFORMED_REQUEST);
    assertThat(HeadFields.request(head, false, ":method", "CONNECT"))
        .isEqualTo(ProxyError.MALFORMED_REQUEST);
  }

  @Test
  void unknownExpectation_fails() {
    assertThat(get(false, "expect", "100-continue")).isNull();
    assertThat(get(false, "expect", "miracles")).isEqualTo(ProxyError.EXPECTATION_FAILED);
  }

  @Test
  void limits_hold() {
    var reader = new Http2HeadReader(new HeadLimits(40, 120, 4));
    assertThat(limited(reader, "/" + "p".repeat(25))).isNull();
    assertThat(limited(reader, "/" + "p".repeat(27))).isEqualTo(ProxyError.URI_TOO_LONG);
    assertThat(limited(reader, "/", "a", "1", "b", "2", "c", "3")).isNull();
    assertThat(limited(reader, "/", "a", "1", "b", "2", "c", "3", "d", "4"))
        .isEqualTo(ProxyError.HEAD_TOO_LARGE);
    assertThat(limited(reader, "/", "a", "v".repeat(40))).isNull();
    assertThat(limited(reader, "/", "a", "v".repeat(70))).isEqualTo(ProxyError.HEAD_TOO_LARGE);
    assertThat(limited(reader, "/" + "p".repeat(120))).isEqualTo(ProxyError.HEAD_TOO_LARGE);
  }

  private ProxyError limited(Http2HeadReader reader, String path, String... fields) {
    head.reset();
    reader.beginRequest(head, true);
    HeadFields.feed(reader, join(replaced(":path", path), fields));
    return reader.finish();
  }

  /** However many fields follow: the head does not grow by them. */
  @Test
  void head_aboveTheLimit_growsNoMore() {
    Http2HeadReader reader = HeadFields.reader();
    head.reset();
    reader.beginRequest(head, true);
    HeadFields.feed(reader, GET);
    String value = "v".repeat(4000);
    for (int i = 0; i < 10_000; i++) {
      HeadFields.feed(reader, "x-a", value);
    }
    assertThat(reader.finish()).isEqualTo(ProxyError.HEAD_TOO_LARGE);
    assertThat(head.bytes().length).isLessThanOrEqualTo(2 * HeadLimits.DEFAULT.headBytes());
  }

  // ---- extended CONNECT ----

  @Test
  void extendedConnect_toWebSocket_isAnUpgrade() {
    String[] fields = replaced(":method", "CONNECT");
    String[] all =
        join(
            join(fields, ":protocol", "websocket"),
            "sec-websocket-version",
            "13",
            "sec-websocket-key",
            "mine");
    assertThat(HeadFields.request(head, false, all)).isNull();
    assertThat(startLine()).isEqualTo("GET /p?q=1 HTTP/2.0");
    assertThat(head.method()).isEqualTo(HttpMethod.GET);
    assertThat(head.isExtendedConnect()).isTrue();
    assertThat(head.isUpgradeTo(Ascii.bytes("websocket"))).isTrue();
    assertThat(head.framing()).isEqualTo(Framing.NONE);
    assertThat(HeadFields.live(head).subList(0, 2))
        .containsExactly("Host: a.test", "sec-websocket-version: 13");
    assertThat(HeadFields.live(head)).hasSize(3);
    String key = head.valueText(head.indexOf(Ascii.bytes("sec-websocket-key")));
    assertThat(Base64.getDecoder().decode(key)).hasSize(16);
  }

  @Test
  void extendedConnect_toAnythingElse_isNotAllowed() {
    String[] fields = join(replaced(":method", "CONNECT"), ":protocol", "connect-udp");
    assertThat(HeadFields.request(head, false, fields)).isEqualTo(ProxyError.METHOD_NOT_ALLOWED);
    assertThat(
            HeadFields.request(
                head, true, join(replaced(":method", "CONNECT"), ":protocol", "websocket")))
        .isEqualTo(ProxyError.MALFORMED_REQUEST);
  }

  // ---- answers ----

  private ProxyError answer(HttpMethod method, boolean end, String... fields) {
    return HeadFields.response(head, method, end, fields);
  }

  @Test
  void response_isWhatHttp1WouldHaveRead() {
    assertThat(answer(HttpMethod.GET, false, ":status", "200", "content-length", "3")).isNull();
    assertThat(startLine()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(head.status()).isEqualTo(200);
    assertThat(HeadFields.live(head)).containsExactly("content-length: 3");
    assertThat(head.framing()).isEqualTo(Framing.LENGTH);
    assertThat(head.contentLength()).isEqualTo(3);
    assertThat(head.isStartLineChanged()).isFalse();
    assertThat(head.isPersistent()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 200, true, NONE",
    "GET, 200, false, CHUNKED",
    "HEAD, 200, true, NONE",
    "HEAD, 200, false, NONE",
    "GET, 204, true, NONE",
    "GET, 304, true, NONE",
    "GET, 103, false, NONE"
  })
  void response_framing_followsMethodAndStatus(
      HttpMethod method, String status, boolean end, Framing framing) {
    assertThat(answer(method, end, ":status", status)).isNull();
    assertThat(head.framing()).isEqualTo(framing);
  }

  @Test
  void response_lengthWithoutBody_staysWhereItMeansSomething() {
    assertThat(answer(HttpMethod.HEAD, true, ":status", "200", "content-length", "9")).isNull();
    assertThat(HeadFields.live(head)).containsExactly("content-length: 9");
    assertThat(answer(HttpMethod.GET, true, ":status", "304", "content-length", "9")).isNull();
    assertThat(HeadFields.live(head)).containsExactly("content-length: 9");
    assertThat(answer(HttpMethod.GET, true, ":status", "204", "content-length", "0")).isNull();
    assertThat(HeadFields.live(head)).isEmpty();
    assertThat(answer(HttpMethod.GET, true, ":status", "200", "content-length", "9"))
        .isEqualTo(ProxyError.MALFORMED_RESPONSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "20", "2000", "99", "600", "+20", "2x0", "101", " 200", "20\n"})
  void response_withBadStatus_isRefused(String status) {
    assertThat(answer(HttpMethod.GET, false, ":status", status))
        .isEqualTo(ProxyError.MALFORMED_RESPONSE);
  }

  @Test
  void response_atFault_isRefused() {
    for (String[] fields :
        List.of(
            new String[0],
            new String[] {"x-a", "1"},
            new String[] {":status", "200", ":status", "200"},
            new String[] {":status", "200", ":path", "/"},
            new String[] {":status", "200", "te", "trailers"},
            new String[] {":status", "200", "connection", "close"},
            new String[] {":status", "200", "host", "a"},
            new String[] {":status", "200", "X-A", "1"},
            new String[] {"x-a", "1", ":status", "200"})) {
      assertThat(answer(HttpMethod.GET, false, fields))
          .as(String.join(" ", fields))
          .isEqualTo(ProxyError.MALFORMED_RESPONSE);
    }
    assertThat(answer(HttpMethod.GET, true, ":status", "103"))
        .isEqualTo(ProxyError.MALFORMED_RESPONSE);
  }

  // ---- trailers ----

  @Test
  void trailers_areLines() {
    assertThat(HeadFields.trailers(head, "grpc-status", "0", "grpc-message", "")).isNull();
    assertThat(HeadFields.live(head)).containsExactly("grpc-status: 0", "grpc-message: ");
    assertThat(head.startLine()).isZero();
    assertThat(Ascii.text(head.bytes(), 0, head.end()))
        .isEqualTo("grpc-status: 0\r\ngrpc-message: \r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":status",
        ":path",
        "content-length",
        "host",
        "te",
        "trailer",
        "connection",
        "expect",
        "x-forwarded-for",
        "X"
      })
  void trailers_withForbiddenField_areRefused(String name) {
    assertThat(HeadFields.trailers(head, "a", "b", name, "0"))
        .isEqualTo(ProxyError.MALFORMED_REQUEST);
  }
}
