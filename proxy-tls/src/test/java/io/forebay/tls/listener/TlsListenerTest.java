package io.forebay.tls.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginConnection;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over TLS. */
class TlsListenerTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";

  @TempDir static Path folder;
  private static ScriptedOrigin origin;
  private static SecureProxy proxy;

  @BeforeAll
  static void start() {
    origin = ScriptedOrigin.start(OriginScript.echo());
    proxy = SecureProxy.start(folder, "", origin);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    origin.close();
  }

  @Test
  void requests_followEachOtherOnOneConnection() throws Exception {
    try (RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        RawResponse response = client.send(GET).readResponse();

        assertThat(response.status()).isEqualTo(200);
      }
    }
  }

  @Test
  void servers_areToldOfHttps() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send("GET /scheme HTTP/1.1\r\nHost: app.test\r\n\r\n").readResponse();
    }

    assertThat(origin.heads())
        .filteredOn(it -> it.contains("/scheme"))
        .singleElement()
        .asString()
        .contains("X-Forwarded-Proto: https");
  }

  @Test
  void requestsInOneRecord_areAnsweredInOrder() throws Exception {
    try (RawClient client = proxy.client()) {
      String first = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none";
      String second = "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo";
      List<RawResponse> responses = client.send(first + second + GET).readResponses(3);

      assertThat(responses.get(0).bodyText()).endsWith("one");
      assertThat(responses.get(1).bodyText()).endsWith("two");
      assertThat(responses.get(2).bodyText()).startsWith("GET / ");
    }
  }

  @Test
  void largeBodies_passBothWays() throws Exception {
    byte[] body = new byte[8 << 20];
    new Random(1).nextBytes(body);
    try (RawClient client = proxy.client()) {
      Thread sender =
          new Thread(
              () ->
                  client
                      .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length)
                      .send("\r\n\r\n")
                      .send(body));
      sender.start();
      RawResponse response = client.readResponse();
      sender.join();

      byte[] echo = response.body();
      byte[] its = Arrays.copyOfRange(echo, echo.length - body.length, echo.length);
      assertThat(Arrays.equals(its, body)).isTrue();
    }
  }

  @Test
  void requestByteByByte_isAnswered() throws Exception {
    try (RawClient client = proxy.client()) {
      for (char c : GET.toCharArray()) {
        client.send(String.valueOf(c));
      }

      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void lastAnswer_endsWithTheEndOfTls() throws Exception {
    try (RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").readResponse();

      // A JDK client that sees FIN without close_notify fails here.
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void refusedRequest_isAnsweredAndEndsWithTheEndOfTls() throws Exception {
    try (RawClient client = proxy.client()) {
      RawResponse response =
          client.send("GET / HTTP/1.1\r\nHost : a\r\n\r\n" + "x".repeat(5000)).readResponse();

      assertThat(response.status()).isEqualTo(400);
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void endOfTls_endsTheConnection() throws Exception {
    SSLSocket socket = proxy.socket();
    try (RawClient client = RawClient.over(socket)) {
      client.send(GET).readResponse();
      socket.shutdownOutput();

      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void accessLog_tellsOfTls() throws Exception {
    Path log = folder.resolve("access.log");
    String format = "${tls_version} ${tls_cipher} ${tls_server_name}";
    String yaml =
        SecureProxy.yaml(folder, "", origin)
            + "defaults: {access_log: {path: \"%s\", format: \"%s\", flush: 10ms}}\n"
                .formatted(log, format);
    try (TestProxy logging = TestProxy.start(new NettyTls(), yaml);
        Http2Client client =
            Http2Client.connectTls(logging.port(), SecureProxy.CERTIFICATES.clientContext("h2"))) {
      client.get("/").awaitText();

      await().until(() -> Files.exists(log) && Files.size(log) > 0);
      assertThat(Files.readString(log)).matches("TLSv1.3 TLS_AES_\\w+ localhost\n");
    }
  }

  @Test
  void http2_byAlpn() throws Exception {
    var context = SecureProxy.CERTIFICATES.clientContext("h2", "http/1.1");
    try (Http2Client client = Http2Client.connectTls(proxy.port(), context)) {
      Http2TestStream stream = client.post("/over-h2", "body");

      assertThat(stream.awaitHead().status()).isEqualTo(200);
      assertThat(stream.awaitText()).contains("X-Forwarded-Proto: https", "body");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'[h2, http/1.1]', h2, h2",
    "'[http/1.1, h2]', h2, h2",
    "'[http/1.1]', h2, ''",
    "'[http/1.1]', http/1.1, http/1.1",
    "'[h2]', h2, h2"
  })
  void protocol_isOneOfTheListener(String protocols, String offered, String agreed)
      throws Exception {
    try (SecureProxy other = SecureProxy.start(folder, ", alpn: " + protocols, origin);
        SSLSocket socket = other.socket(offered)) {
      socket.startHandshake();

      assertThat(socket.getApplicationProtocol()).isEqualTo(agreed);
    }
  }

  @Test
  void nothingAgreedOn_isServedAsHttp1OnlyWhereThatIsSpoken() throws Exception {
    try (SecureProxy other = SecureProxy.start(folder, ", alpn: h2", origin);
        RawClient client = RawClient.over(other.socket())) {
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void plainHttp_isToldSo() {
    try (RawClient client = RawClient.connect(proxy.port())) {
      RawResponse response = client.send(GET).readResponse();

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.bodyText()).contains("https://");
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void longPlainHttp_isToldSo() {
    try (RawClient client = RawClient.connect(proxy.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n");
      client.send(new byte[50_000]);

      assertThat(client.readResponse().status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\u0080.\u0001", "SSH-2.0", "\u0016\u0003\u0001\0\u0005hello"})
  void garbage_isNotServed(String bytes) {
    try (RawClient client = RawClient.connect(proxy.port())) {
      client.send(bytes);

      assertThat(client.readAll()).doesNotContain(" 200 ");
    }
  }

  @Test
  void clientThatVanishesInTheHandshake_isForgotten() throws Exception {
    int before = proxy.proxy().proxy().openConnections();
    try (RawClient client = RawClient.connect(proxy.port())) {
      client.send("\u0016\u0003\u0001\u0002\0\u0001");
      await().until(() -> proxy.proxy().proxy().openConnections() > before);
      client.reset();
    }

    await().until(() -> proxy.proxy().proxy().openConnections() <= before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016\u0003\u0001\u0002\0\u0001"})
  void handshakeThatIsNotFinishedInTime_isCut(String begun) {
    ManualTicker ticker = new ManualTicker();
    try (SecureProxy slow =
            SecureProxy.start(ticker, folder, ", handshake_timeout: 500ms", origin);
        RawClient client = RawClient.connect(slow.port())) {
      client.send(begun);
      await().until(() -> slow.proxy().proxy().openConnections() == 1);
      ticker.advance(Duration.ofSeconds(1));

      assertThat(client.closedByPeer(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void webSocket_passesBothWays() throws Exception {
    try (ScriptedOrigin server = ScriptedOrigin.start(TlsListenerTest::upgrade);
        SecureProxy before = SecureProxy.start(folder, "", server);
        RawClient client = before.client()) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.send("ping").readExactly(4)).asString().isEqualTo("ping");
      assertThat(client.readAll()).isEmpty();
    }
  }

  /** Sends four bytes back and closes. */
  private static void upgrade(OriginConnection c) {
    c.readHead();
    c.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    c.send(c.readExactly(4));
  }
}
