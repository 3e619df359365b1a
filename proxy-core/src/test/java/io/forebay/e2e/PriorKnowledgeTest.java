package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which protocol a client of a listener without TLS speaks is known by its first bytes. */
@ExtendWith(LeakExtension.class)
class PriorKnowledgeTest {

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static ScriptedOrigin origin;
  private static TestProxy proxy;

  @BeforeAll
  static void start() {
    origin = ScriptedOrigin.start(OriginScript.named("one"));
    proxy = TestProxy.inFrontOf(origin);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    origin.close();
  }

  private static TestProxy speaking(String protocols) {
    String yaml = TestProxy.yaml("", origin);
    return TestProxy.start(
        yaml.replace("backend: app }", "backend: app, protocols: " + protocols + " }"));
  }

  private static String text(Http2TestStream stream) {
    assertThat(stream.awaitHead().status()).isEqualTo(200);
    return stream.awaitText();
  }

  @Test
  void bothProtocols_onOneAddress() {
    try (Http2Client client = Http2Client.connect(proxy.port());
        RawClient old = proxy.client()) {
      assertThat(text(client.get("/"))).isEqualTo("one");
      assertThat(old.send(GET).readResponse().bodyText()).isEqualTo("one");
      assertThat(text(client.get("/"))).isEqualTo("one");
    }

    await().until(() -> proxy.proxy().openConnections() == 0);
  }

  @Test
  void preface_byteByByte() {
    try (RawClient raw = proxy.client()) {
      for (char c : PREFACE.toCharArray()) {
        raw.send(String.valueOf(c));
      }
      // An empty SETTINGS frame, which is answered by one.
      raw.send("\0\0\0\u0004\0\0\0\0\0");

      byte[] head = raw.readExactly(9);
      assertThat(head[3]).isEqualTo((byte) 4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", "PRI"})
  void whatOnlyBeginsLikeIt_isHttp1(String begun) {
    try (RawClient client = proxy.client()) {
      for (char c : begun.toCharArray()) {
        client.send(String.valueOf(c));
      }
      if (begun.equals("PRI")) {
        client.send("CE / HTTP/1.1\r\nHost: a\r\n\r\n");
      }

      assertThat(client.readResponse().bodyText()).isEqualTo("one");
    }
  }

  @Test
  void clientThatEndsInThePreface_isForgotten() {
    try (RawClient client = proxy.client()) {
      client.send(PREFACE.substring(0, 10));
      client.shutdownOutput();

      assertThat(client.readAll()).isEmpty();
    }

    await().until(() -> proxy.proxy().openConnections() == 0);
  }

  @Test
  void http2Alone_refusesAnythingElse() {
    try (TestProxy only = speaking("h2c");
        Http2Client client = Http2Client.connect(only.port());
        RawClient old = only.client()) {
      assertThat(text(client.get("/"))).isEqualTo("one");
      assertThat(old.send(GET).readAll()).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void http1Alone_refusesThePreface() {
    try (TestProxy only = speaking("http/1.1");
        RawClient client = only.client()) {
      assertThat(client.send(PREFACE).readResponse().status()).isIn(400, 505);
    }
  }

  @Test
  void upgradeToH2c_isIgnored() {
    try (RawClient client = proxy.client()) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
              + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");

      assertThat(client.readResponse().bodyText()).isEqualTo("one");
    }
  }

  @Test
  void largeBody_passes() {
    byte[] body = "x".repeat(1 << 20).getBytes(StandardCharsets.ISO_8859_1);
    try (Http2Client client = Http2Client.connect(proxy.port())) {
      assertThat(text(client.post("/", new String(body, StandardCharsets.ISO_8859_1))))
          .isEqualTo("one");
    }
  }

  @Test
  void prefaceAndRequestAtOnce_areServed() {
    try (RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.get(1, "/");

      assertThat(client.await(1, 1)).isNotNull();
    }
  }
}
