package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.TestProxy;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** WebSockets of HTTP/1.1 clients to HTTP/2 servers, by extended CONNECT (RFC 8441). */
@ExtendWith(LeakExtension.class)
class Http2ServerUpgradeTest {

  private static final char ENABLE_CONNECT_PROTOCOL = 8;
  private static final long CANCEL = 8;

  /** The key and what accepts it are those of RFC 6455 section 1.3. */
  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Protocol: chat\r\n\r\n";

  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private static Http2Origin origin(Http2Script script) {
    Http2Settings settings = new Http2Settings();
    settings.put(ENABLE_CONNECT_PROTOCOL, Long.valueOf(1));
    return Http2Origin.start(settings, script);
  }

  private static TestProxy proxy(Http2Origin origin) {
    return TestProxy.start(yaml("{}", "protocol: h2c", origin.port()));
  }

  private static String exchange(RawClient client, String message) {
    byte[] answer = client.send(message).readExactly(message.length());
    return new String(answer, StandardCharsets.ISO_8859_1);
  }

  @Test
  void serverThatTakesIt_bytesPassBothWays() {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok().with("sec-websocket-protocol", "chat"), false);
          for (byte[] part = stream.read(); part.length > 0; part = stream.read()) {
            stream.data(part, false);
          }
          stream.data("", true);
        };
    try (Http2Origin origin = origin(script);
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      RawResponse response = client.send(UPGRADE).readResponse();
      assertThat(response.status()).isEqualTo(101);
      assertThat(response.headers().first("upgrade")).isEqualTo("websocket");
      assertThat(response.headers().first("connection")).isEqualTo("Upgrade");
      assertThat(response.headers().first("sec-websocket-accept")).isEqualTo(ACCEPT);
      assertThat(response.headers().first("sec-websocket-protocol")).isEqualTo("chat");
      Http2Fields head = origin.heads().get(0);
      assertThat(head.get(":method")).isEqualTo("CONNECT");
      assertThat(head.get(":protocol")).isEqualTo("websocket");
      assertThat(head.get(":path")).isEqualTo("/chat");
      assertThat(head.get("sec-websocket-version")).isEqualTo("13");
      assertThat(head.names()).doesNotContain("sec-websocket-key", "upgrade");
      for (int i = 10; i < 60; i++) {
        assertThat(exchange(client, "msg" + i)).isEqualTo("msg" + i);
      }
      client.shutdownOutput();
      assertThat(client.readAll()).isEmpty();
      awaitIdle(proxy);
    }
  }

  @Test
  void serverEndsTheTunnel_clientIsToldAndMaySendOn() {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok(), false);
          stream.data("bye", true);
          stream.awaitBody();
        };
    try (Http2Origin origin = origin(script);
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
      assertThat(client.readAll()).isEqualTo("bye");
      client.send("more").shutdownOutput();
      assertThat(origin.streams().get(0).awaitText()).isEqualTo("more");
      awaitIdle(proxy);
    }
  }

  @Test
  void clientThatResets_cancelsTheStream() {
    try (Http2Origin origin = origin(stream -> stream.head(Http2Fields.ok(), false));
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
      client.reset();
      assertThat(origin.streams().get(0).awaitReset()).isEqualTo(CANCEL);
      awaitIdle(proxy);
    }
  }

  @Test
  void serverThatDeclines_itsAnswerPassesAndTheStreamEnds() {
    try (Http2Origin origin = origin(stream -> stream.respond(Http2Fields.answer(403), "no"));
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      RawResponse response = client.send(UPGRADE).readResponse();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.bodyText()).isEqualTo("no");
      assertThat(origin.streams().get(0).awaitReset()).isEqualTo(CANCEL);
      awaitIdle(proxy);
    }
  }

  /** RFC 9110 section 7.8: a wish to upgrade may be ignored. */
  @Test
  void serverThatDoesNotKnowIt_getsAnOrdinaryRequest() {
    try (Http2Origin origin = Http2Origin.start(Http2Script.respond("plain"));
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      RawResponse response = client.send(UPGRADE).readResponse();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.bodyText()).isEqualTo("plain");
      assertThat(origin.heads().get(0).get(":method")).isEqualTo("GET");
      awaitIdle(proxy);
    }
  }

  private static final Http2Fields CONNECT =
      Http2Fields.of(
          ":method", "CONNECT",
          ":protocol", "websocket",
          ":scheme", "http",
          ":authority", "localhost",
          ":path", "/chat",
          "sec-websocket-version", "13");

  @Test
  void extendedConnectOfAClient_passesAsSuch() {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok().with("x-server", "s"), false);
          stream.awaitBytes(4);
          stream.data("pong", false);
          stream.awaitBody();
          stream.data("", true);
        };
    try (Http2Origin origin = origin(script);
        TestProxy proxy = proxy(origin);
        Http2Client client = Http2Client.connect(proxy.port())) {
      client.connection().awaitSettings();
      Http2TestStream stream = client.open(CONNECT, false).data("ping", false);
      assertThat(stream.awaitHead().status()).isEqualTo(200);
      assertThat(stream.awaitHead().get("x-server")).isEqualTo("s");
      assertThat(stream.awaitHead().names()).doesNotContain("sec-websocket-accept", "upgrade");
      assertThat(stream.awaitBytes(4)).asString().isEqualTo("pong");
      stream.data("", true);
      assertThat(stream.awaitText()).isEqualTo("pong");
      assertThat(origin.heads().get(0).get(":protocol")).isEqualTo("websocket");
      awaitIdle(proxy);
    }
  }

  @Test
  void extendedConnectThatTheServerDoesNotKnow_isNotImplemented() {
    try (Http2Origin origin = Http2Origin.start(Http2Script.respond("plain"));
        TestProxy proxy = proxy(origin);
        Http2Client client = Http2Client.connect(proxy.port())) {
      client.connection().awaitSettings();
      Http2TestStream stream = client.open(CONNECT, false);
      assertThat(stream.awaitHead().status()).isEqualTo(501);
      assertThat(origin.streams()).isEmpty();
      assertThat(client.get("/").awaitText()).isEqualTo("plain");
      awaitIdle(proxy);
    }
  }

  @Test
  void serverIsTakenOut_tunnelIsClosedInItsOwnWay() {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok(), false);
          stream.awaitBody();
        };
    String more = "protocol: h2c\nwhen_marked_down: close_connections";
    try (Http2Origin origin = origin(script);
        TestProxy proxy = TestProxy.start(yaml("{}", more, origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
      Setup.takeDown(proxy, 0);
      // A frame that says 1001, going away.
      assertThat(client.readExactly(4)).asHexString().isEqualTo("880203E9");
      await().atMost(LONG).until(() -> origin.openConnections().isEmpty());
      awaitIdle(proxy);
    }
  }
}
