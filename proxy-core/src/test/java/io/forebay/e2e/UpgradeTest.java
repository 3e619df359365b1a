package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that change to another protocol, as WebSocket does. */
@ExtendWith(LeakExtension.class)
class UpgradeTest {

  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  /** Switches, sends {@code first} in the same write, then sends back five bytes at a time. */
  private static OriginScript echo(String first) {
    return c -> {
      c.readHead();
      c.send(SWITCHING + first);
      while (true) {
        c.send(c.readExactly(5));
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void upgradeGranted_bytesPassBothWays(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(echo(""));
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      RawResponse response = client.send(UPGRADE).readResponse();
      assertThat(response.status()).isEqualTo(101);
      assertThat(response.headers().first("upgrade")).isEqualTo("websocket");
      assertThat(response.headers().first("connection")).isEqualTo("Upgrade");
      assertThat(response.headers().contains("date")).isFalse();
      assertThat(origin.heads().get(0))
          .contains("\r\nUpgrade: websocket\r\n")
          .contains("\r\nConnection: Upgrade\r\n");
      for (int i = 0; i < 100; i++) {
        assertThat(exchange(client, "msg" + (i / 10) + (i % 10)))
            .isEqualTo("msg" + i / 10 + i % 10);
      }
      client.reset();
      await("the server to be told").atMost(LONG).until(() -> origin.openConnections() == 0);
      awaitIdle(proxy);
    }
  }

  private static String exchange(RawClient client, String text) {
    return read(client.send(text), text.length());
  }

  private static String read(RawClient client, int length) {
    return Setup.text(client.readExactly(length));
  }

  @Test
  void dataBehind101_reachesClient() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(echo("hello"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
      assertThat(read(client, 5)).isEqualTo("hello");
    }
  }

  @Test
  void dataBehindRequest_reachesServerOnceSwitched() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(echo(""));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE + "early").readResponse().status()).isEqualTo(101);
      assertThat(read(client, 5)).isEqualTo("early");
    }
  }

  @Test
  void upgradeRefused_dataBehindRequestIsNextRequest() {
    OriginScript script =
        OriginScript.respondWith(
            request ->
                request.headers().contains("upgrade")
                    ? "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno"
                    : ok("yes"));
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        client.send(UPGRADE + GET);
        assertThat(client.readResponse().status()).isEqualTo(400);
        assertThat(client.readResponse().bodyText()).isEqualTo("yes");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void upgradeRefusedWithoutServerKeepAlive_connectionIsNotUsedAgain() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("no")));
        TestProxy proxy =
            TestProxy.start(yaml("{}", "keep_alive: {server: false}", origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().bodyText()).isEqualTo("no");
      assertThat(client.send(UPGRADE).readResponse().bodyText()).isEqualTo("no");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientEndsItsHalf_serverStillSpeaks(Transport transport) {
    OriginScript script =
        c -> {
          c.readHead();
          c.send(SWITCHING);
          c.awaitClose();
          c.send("last words");
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(UPGRADE).readResponse();
      client.send("something");
      client.shutdownOutput();
      assertThat(client.readAll()).isEqualTo("last words");
      awaitGone(proxy, origin);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientEndsItsHalfBeforeTheSwitch_serverIsToldBehindTheEarlyBytes(Transport transport) {
    for (String early : List.of("", "early")) {
      CountDownLatch ended = new CountDownLatch(1);
      OriginScript script =
          c -> {
            c.readHead();
            ended.await();
            c.send(SWITCHING);
            c.send("behind the end: " + c.awaitClose());
          };
      try (ScriptedOrigin origin = ScriptedOrigin.start(script);
          TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
          RawClient client = proxy.client()) {
        client.send(UPGRADE + early).shutdownOutput();
        ended.countDown();
        assertThat(client.readResponse().status()).isEqualTo(101);
        assertThat(client.readAll()).isEqualTo("behind the end: " + early.length());
        awaitGone(proxy, origin);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void serverEndsItsHalf_clientStillSpeaks(Transport transport) {
    StringBuilder heard = new StringBuilder();
    OriginScript script =
        c -> {
          c.readHead();
          c.send(SWITCHING + "bye");
          c.halfClose();
          heard.append(Setup.text(c.readExactly(6)));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(UPGRADE).readResponse();
      assertThat(client.readAll()).isEqualTo("bye");
      client.send("answer");
      client.shutdownOutput();
      awaitGone(proxy, origin);
      assertThat(heard).hasToString("answer");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void serverResets_clientIsCut(Transport transport) {
    OriginScript script =
        c -> {
          c.readHead();
          c.send(SWITCHING);
          c.readExactly(1);
          c.reset();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(UPGRADE).readResponse();
      client.send("x");
      assertThat(client.closedByPeer(LONG)).isTrue();
      awaitGone(proxy, origin);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientResets_serverIsCut(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(echo("hello"));
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(UPGRADE).readResponse();
      client.reset();
      awaitGone(proxy, origin);
    }
  }

  @Test
  void silentTunnel_endsAfterTimeout() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(echo(""));
        TestProxy proxy = TestProxy.start(yaml("{tunnel: 150ms}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(UPGRADE).readResponse();
      assertThat(exchange(client, "hello")).isEqualTo("hello");
      assertThat(client.closedByPeer(LONG)).isTrue();
      awaitGone(proxy, origin);
    }
  }

  @Test
  void silentTunnelOfBackendWithTimeout_endsAfterIt() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(echo(""));
        TestProxy proxy = TestProxy.start(yaml("{}", "timeouts: {tunnel: 150ms}", origin.port()));
        RawClient client = proxy.client()) {
      client.send(UPGRADE).readResponse();
      assertThat(exchange(client, "hello")).isEqualTo("hello");
      assertThat(client.closedByPeer(LONG)).isTrue();
      awaitGone(proxy, origin);
    }
  }

  @Test
  void largeDataThroughTunnel_arrivesWhole() {
    byte[] sent = Setup.bytes(8 << 20);
    OriginScript script =
        c -> {
          c.readHead();
          c.send(SWITCHING);
          c.send(c.readExactly(sent.length));
          c.halfClose();
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send(UPGRADE).readResponse();
      client.send(sent);
      client.shutdownOutput();
      assertThat(
              Setup.hash(client.readAll().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
          .isEqualTo(Setup.hash(sent));
    }
  }

  @Test
  void upgradeToHttp2_notForwarded() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      String seen =
          client
              .send(
                  "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                      + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")
              .readResponse()
              .bodyText()
              .toLowerCase(java.util.Locale.ROOT);
      assertThat(seen).doesNotContain("upgrade", "h2c", "http2-settings");
    }
  }

  private static void awaitGone(TestProxy proxy, ScriptedOrigin origin) {
    await("both connections to end")
        .atMost(LONG)
        .until(() -> origin.openConnections() == 0 && proxy.proxy().openConnections() == 0);
    awaitIdle(proxy);
  }
}
