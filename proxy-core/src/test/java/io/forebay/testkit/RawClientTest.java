package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawClientTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration BRIEFLY = Duration.ofMillis(50);

  /** What the client makes of {@code wire}, which the peer sends before it closes. */
  private static RawResponse read(String wire, String method) {
    try (var origin = ScriptedOrigin.start(c -> c.send(wire));
        var client = RawClient.connect(origin.address())) {
      return client.readResponse(method);
    }
  }

  @Test
  void contentLength_readsBodyAndFields() {
    RawResponse response =
        read("HTTP/1.1 404 Not Found\r\nX-A: 1\r\nx-a:\t2 \r\nContent-Length: 3\r\n\r\nabc", "GET");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.reason()).isEqualTo("Not Found");
    assertThat(response.headers().names()).containsExactly("X-A", "x-a", "Content-Length");
    assertThat(response.headers().all("X-a")).containsExactly("1", "2");
    assertThat(response.headers().first("x-b")).isNull();
    assertThat(response.bodyText()).isEqualTo("abc");
    assertThat(response.wireText()).endsWith("\r\n\r\nabc");
  }

  @Test
  void longFieldValue_isRead() {
    String value = "a b".repeat(20_000);
    RawResponse response =
        read("HTTP/1.1 200 OK\r\nX-A: " + value + "\r\nContent-Length: 0\r\n\r\n", "GET");
    assertThat(response.headers().first("x-a")).isEqualTo(value);
  }

  @Test
  void chunked_readsBodyAndTrailers() {
    RawResponse response =
        read(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2;a=b\r\nab\r\n0A\r\n0123456789\r\n0\r\nX-Sum: 7\r\n\r\n",
            "GET");

    assertThat(response.bodyText()).isEqualTo("ab0123456789");
    assertThat(response.trailers().first("x-sum")).isEqualTo("7");
    assertThat(response.wireText()).contains("2;a=b\r\n");
  }

  @Test
  void untilClose_readsToTheEnd() {
    assertThat(read("HTTP/1.1 200 OK\r\n\r\nall of it", "GET").bodyText()).isEqualTo("all of it");
  }

  @Test
  void interimResponses_areKeptApart() {
    RawResponse response =
        read(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK,
            "GET");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.interim()).extracting(RawResponse::status).containsExactly(100, 103);
    assertThat(response.interim().get(1).headers().first("link")).isEqualTo("</a>");
  }

  @Test
  void switchingProtocols_isFinal() {
    RawResponse response = read("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "GET");
    assertThat(response.status()).isEqualTo(101);
    assertThat(response.interim()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"HEAD,200 OK", "GET,304 Not Modified"})
  void bodylessResponse_keepsItsLengthAndReadsNoBody(String method, String status) {
    RawResponse response = read("HTTP/1.1 " + status + "\r\nContent-Length: 9\r\n\r\n", method);
    assertThat(response.headers().first("content-length")).isEqualTo("9");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void pipelined_readsInOrder() {
    try (var origin = ScriptedOrigin.start(OriginScript.respond(OK));
        var client = RawClient.connect(origin.port())) {
      client.send(GET.repeat(3));
      assertThat(client.readResponses(3)).extracting(RawResponse::bodyText).containsOnly("ok");
      assertThat(client.silentFor(BRIEFLY)).isTrue();
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bare LF, 'HTTP/1.1 200 OK\\nContent-Length: 0\\r\\n\\r\\n'",
    "bare LF, 'HTTP/1.1 200 OK\\r\\nContent-Length: 0\\n\\r\\n'",
    "bare CR, 'HTTP/1.1 200 OK\\r\\nA: b\\rc\\r\\n\\r\\n'",
    "start line, 'HTTP/1.1 20 OK\\r\\n\\r\\n'",
    "start line, 'HTTP/1.1 200\\r\\n\\r\\n'",
    "start line, 'HTTP/2.0 200 OK\\r\\n\\r\\n'",
    "start line, 'junkHTTP/1.1 200 OK\\r\\n\\r\\n'",
    "field line, 'HTTP/1.1 200 OK\\r\\nA : b\\r\\n\\r\\n'",
    "field line, 'HTTP/1.1 200 OK\\r\\nA: b\\r\\n c\\r\\n\\r\\n'",
    "field line, 'HTTP/1.1 200 OK\\r\\nA: b\\0c\\r\\n\\r\\n'",
    "field line, 'HTTP/1.1 200 OK\\r\\nno colon\\r\\n\\r\\n'",
    "framed twice, 'HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\na'",
    "framed twice, 'HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n'",
    "Content-Length, 'HTTP/1.1 200 OK\\r\\nContent-Length: +1\\r\\n\\r\\na'",
    "Transfer-Encoding, 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n'",
    "Transfer-Encoding, 'HTTP/1.0 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n'",
    "framing fields, 'HTTP/1.1 204 No Content\\r\\nContent-Length: 0\\r\\n\\r\\n'",
    "framing fields, 'HTTP/1.1 100 Continue\\r\\nContent-Length: 0\\r\\n\\r\\n'",
    "chunk size, 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0x1\\r\\na\\r\\n0\\r\\n\\r\\n'",
    "chunk of 1 bytes, 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\nab\\r\\n'"
  })
  void malformedResponse_fails(String problem, String escaped) {
    String wire = EscapedBytes.latin1(EscapedBytes.decode(escaped));
    assertThatThrownBy(() -> read(wire, "GET"))
        .isInstanceOf(MalformedMessageError.class)
        .hasMessageStartingWith(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "closed before a response, ''",
    "closed inside the line, 'HTTP/1.1 20'",
    "closed after 2 of 5 bytes, 'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nab'",
    "closed inside the line, 'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\na\\r\\n'"
  })
  void responseEndsEarly_failsAndTellsWhatCame(String problem, String escaped) {
    String wire = EscapedBytes.latin1(EscapedBytes.decode(escaped));
    assertThatThrownBy(() -> read(wire, "GET"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(problem)
        .hasMessageContaining(" after \"" + escaped);
  }

  @Test
  void bytesAfterBody_breakTheNextRead() {
    try (var origin = ScriptedOrigin.start(OriginScript.extraBytesAfterBody("junk\r\n"));
        var client = RawClient.connect(origin.port())) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");
      assertThat(client.closedByPeer(SOON)).isFalse();
      assertThatThrownBy(client::readResponse)
          .isInstanceOf(MalformedMessageError.class)
          .hasMessageContaining("junk");
    }
  }

  @Test
  void noAnswer_failsAfterReadTimeout() {
    try (var origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        var client = RawClient.connect(origin.port()).readTimeout(BRIEFLY)) {
      assertThatThrownBy(client.send(GET)::readResponse)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("timed out");
    }
  }

  @Test
  void closedByPeer_seesFin() {
    try (var origin = ScriptedOrigin.start(OriginConnection::close);
        var client = RawClient.connect(origin.port())) {
      assertThat(client.closedByPeer(SOON)).isTrue();
    }
  }

  @Test
  void closedByPeer_seesReset() {
    try (var origin = ScriptedOrigin.start(OriginScript.resetOnAccept());
        var client = RawClient.connect(origin.port())) {
      assertThat(client.closedByPeer(SOON)).isTrue();
    }
  }

  @Test
  void closedByPeer_openAndIdle_isFalse() {
    try (var origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        var client = RawClient.connect(origin.port())) {
      assertThat(client.closedByPeer(BRIEFLY)).isFalse();
    }
  }

  @Test
  void closedByPeer_withResponseUnread_isFalseAndKeepsIt() {
    try (var origin = ScriptedOrigin.start(OriginScript.respond(OK));
        var client = RawClient.connect(origin.port())) {
      client.send(GET);
      assertThat(client.closedByPeer(SOON)).isFalse();
      assertThat(client.silentFor(SOON)).isFalse();
      assertThat(client.readResponse().bodyText()).isEqualTo("ok");
    }
  }

  @Test
  void readHead_leavesTheRest() {
    try (var origin = ScriptedOrigin.start(OriginScript.truncatedBody());
        var client = RawClient.connect(origin.port())) {
      assertThat(client.send(GET).readHead()).endsWith("Content-Length: 100\r\n\r\n");
      assertThat(client.readAll()).isEqualTo("only nine");
    }
  }

  @Test
  void readAll_resetInsteadOfEnd_fails() {
    try (var origin = ScriptedOrigin.start(OriginScript.resetOnAccept())) {
      assertThatThrownBy(() -> readAll(origin.port())).hasCauseInstanceOf(SocketException.class);
    }
  }

  /** The reset may be there before the client has set the options of its socket. */
  private static void readAll(int port) {
    try (var client = RawClient.connect(port)) {
      client.readAll();
    }
  }

  @Test
  void smallReceiveBuffer_stallsTheSender() {
    var body = "x".repeat(8 << 20);
    try (var origin = ScriptedOrigin.start(OriginScript.untilClose(body));
        var client = RawClient.connect(origin.address(), 4096)) {
      client.send(GET);
      assertThat(client.silentFor(SOON)).isFalse();
      assertThat(origin.openConnections()).isEqualTo(1);
      assertThat(client.readResponse().body()).hasSize(8 << 20);
    }
  }
}
