package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.observe.Event;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 to servers, agreed on by ALPN. */
@ExtendWith(LeakExtension.class)
class Http2ServersOverTlsTest {

  private static final String GET = "GET /a HTTP/1.1\r\nHost: app\r\n\r\n";

  @TempDir private Path folder;
  private final TestCertificates authority = TestCertificates.create();
  private String ca;

  @BeforeEach
  void writeAuthority() {
    ca = authority.writeRoot(folder).toString();
  }

  private SslContext serving(String... protocols) {
    return authority.serverContext(authority.leaf("app.test", "127.0.0.1"), protocols);
  }

  private TestProxy proxy(int... ports) {
    StringBuilder servers = new StringBuilder();
    for (int port : ports) {
      servers.append("\"127.0.0.1:" + port + "\", ");
    }
    return TestProxy.start(
        new NettyTls(),
        """
        global: {worker_threads: 1}
        listeners: { web: { bind: "127.0.0.1:0", backend: app } }
        backends:
          app:
            balance: first
            protocol: h2
            tls: { ca: "%s" }
            servers: [%s]
        """
            .formatted(ca, servers));
  }

  @Test
  void requests_shareOneConnection() {
    try (Http2Origin origin = Http2Origin.startTls(serving("h2"), Http2Script.echo());
        TestProxy proxy = proxy(origin.port());
        RawClient client = proxy.client()) {
      for (int i = 0; i < 10; i++) {
        String body = "x".repeat(i * 20_000);
        String post = "POST /a HTTP/1.1\r\nHost: app\r\nContent-Length: " + body.length();
        RawResponse response = client.send(post + "\r\n\r\n" + body).readResponse();
        assertThat(response.bodyText()).isEqualTo(body);
      }
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(origin.heads()).extracting(it -> it.get(":scheme")).containsOnly("https");
    }
  }

  @Test
  void serverThatClosesAnIdleConnection_isConnectedAnew() {
    try (Http2Origin origin = Http2Origin.startTls(serving("h2"), Http2Script.respond("fine"));
        TestProxy proxy = proxy(origin.port());
        RawClient client = proxy.client()) {
      for (int i = 0; i < 5; i++) {
        RawResponse response =
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx").readResponse();
        assertThat(response.status()).isEqualTo(200);
        origin.openConnections().forEach(it -> it.goAway(Integer.MAX_VALUE, 0));
        await().until(() -> origin.openConnections().isEmpty());
      }
    }
  }

  @Test
  void serverThatDoesNotChooseHttp2_isAConnectFailure() {
    try (ScriptedOrigin http1 =
            ScriptedOrigin.startTls(
                authority.originTls(authority.leaf("app.test", "127.0.0.1")),
                OriginScript.named("http1"));
        Http2Origin http2 =
            Http2Origin.startTls(
                serving("h2"), stream -> stream.respond(Http2Fields.ok(), "http2"));
        TestProxy proxy = proxy(http1.port(), http2.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("http2");
      assertThat(http1.heads()).isEmpty();
      await().untilAsserted(() -> assertThat(texts(proxy)).anyMatch(it -> it.startsWith("TLS: ")));
    }
  }

  private static List<String> texts(TestProxy proxy) {
    return proxy.proxy().events().since(0).stream().map(Event::text).toList();
  }
}
