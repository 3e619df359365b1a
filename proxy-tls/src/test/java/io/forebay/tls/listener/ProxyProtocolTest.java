package io.forebay.tls.listener;

import static io.forebay.testkit.ProxyHeaders.v1;
import static io.forebay.testkit.ProxyHeaders.v2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.stats.LoopStats;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHeaders;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.tls.NettyTls;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A header of the PROXY protocol in front of TLS. */
@ExtendWith(LeakExtension.class)
class ProxyProtocolTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final Duration LONG = Duration.ofSeconds(10);

  @TempDir Path dir;

  private TestProxy proxy(ScriptedOrigin origin) {
    String yaml = SecureProxy.yaml(dir, "", origin);
    String from = "proxy_protocol: {from: 127.0.0.1}\n    backend: app";
    return TestProxy.start(new NettyTls(), yaml.replace("backend: app", from));
  }

  private static long sum(TestProxy proxy, ToLongFunction<LoopStats> counter) {
    return proxy.proxy().loopStats().stream().mapToLong(counter).sum();
  }

  static List<String> headers() {
    return List.of(v1("198.51.100.7"), v2("198.51.100.7"));
  }

  private static Socket connected(TestProxy proxy, String header) throws Exception {
    Socket socket = new Socket("127.0.0.1", proxy.port());
    socket.setTcpNoDelay(true);
    for (char c : header.toCharArray()) {
      socket.getOutputStream().write(c);
    }
    return socket;
  }

  @ParameterizedTest
  @MethodSource("headers")
  void handshakeBehindAHeader_clientIsTheOneInIt(String header) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin)) {
      SSLSocket socket = SecureProxy.over(connected(proxy, header), "http/1.1");
      socket.startHandshake();
      try (RawClient client = RawClient.over(socket)) {
        for (int i = 0; i < 2; i++) {
          assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
        }
      }
      RawHeaders told = origin.requests().get(1).headers();
      assertThat(told.all("x-real-ip")).containsExactly("198.51.100.7");
      assertThat(told.all("x-forwarded-proto")).containsExactly("https");
      assertThat(told.all("x-forwarded-port")).containsExactly("443");
      await("the end")
          .atMost(LONG)
          .until(
              () ->
                  sum(proxy, it -> it.connectionsOpened.get(0)) == 1
                      && sum(proxy, it -> it.connectionsClosed.get(0)) == 1);
    }
  }

  @Test
  void http2BehindAHeader_isServed() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin)) {
      SSLSocket socket = SecureProxy.over(connected(proxy, v2("198.51.100.7")), "h2");
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
      try (RawClient client = RawClient.over(socket)) {
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
        assertThat(client.readExactly(9)[3]).as("SETTINGS").isEqualTo((byte) 4);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void anotherProxy_sendsTheHeaderInFrontOfItsHandshake(String version) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin);
        TestProxy sending = sending(version, proxy.port());
        RawClient client = sending.client()) {
      client.send(v1("198.51.100.7"));
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      }
      RawHeaders told = origin.requests().get(1).headers();
      assertThat(told.all("x-real-ip")).containsExactly("198.51.100.7");
      assertThat(told.all("x-forwarded-proto")).containsExactly("https");
    }
  }

  private TestProxy sending(String version, int port) {
    return TestProxy.start(
        new NettyTls(),
        """
        listeners:
          web: {bind: "127.0.0.1:0", backend: app, proxy_protocol: {from: 127.0.0.1}}
        backends:
          app: {send_proxy: %s, tls: {ca: "%s"}, servers: ["127.0.0.1:%d"]}
        """
            .formatted(version, SecureProxy.CERTIFICATES.writeRoot(dir), port));
  }

  @Test
  void handshakeWithoutAHeader_closed() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin);
        RawClient client = RawClient.over(connected(proxy, "\u0016"))) {
      assertThat(client.closedByPeer(LONG)).isTrue();
      assertThat(sum(proxy, it -> it.badProxyHeaders.get(0))).isEqualTo(1);
      assertThat(sum(proxy, it -> it.tlsFailures.get(0))).isZero();
    }
  }
}
