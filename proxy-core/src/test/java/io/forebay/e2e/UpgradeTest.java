package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.net.Transport;
import io.forebay.runtime.ServerChange;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginConnection;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  // ---- a server that is taken out of service ----

  private static void drain(TestProxy proxy) throws Exception {
    Server server = proxy.proxy().backend("app").servers().get(0).server();
    proxy
        .proxy()
        .change(server, new ServerChange(AdminState.DRAIN, null), "a test")
        .get(10, TimeUnit.SECONDS);
  }

  /** Takes frames one after the other until a Close frame, and tells them without their masks. */
  private static List<String> framesUntilClose(OriginConnection connection) {
    List<String> frames = new ArrayList<>();
    while (true) {
      byte[] head = connection.readExactly(2);
      int length = head[1] & 0x7f;
      byte[] mask = connection.readExactly(4);
      byte[] payload = connection.readExactly(length);
      for (int i = 0; i < length; i++) {
        payload[i] = (byte) (payload[i] ^ mask[i % 4]);
      }
      frames.add(HexFormat.of().formatHex(head) + " " + HexFormat.of().formatHex(payload));
      if ((head[0] & 0xf) == 8) {
        return frames;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void drainTimeoutOver_webSocketIsClosedWith1001BothWays(Transport transport) throws Exception {
    CompletableFuture<List<String>> atServer = new CompletableFuture<>();
    OriginScript script =
        c -> {
          c.readHead();
          c.send(SWITCHING);
          c.send(HexFormat.of().parseHex("8103616263"));
          atServer.complete(framesUntilClose(c));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy =
            TestProxy.start(transport, yaml("{}", "drain_timeout: 200ms", origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
      assertThat(read(client, 5)).isEqualTo("\u0081\u0003abc");
      client.send(HexFormat.of().parseHex("8182010203046063"));
      drain(proxy);
      assertThat(client.readExactly(4)).asHexString().isEqualTo("880203E9");
      assertThat(client.closedByPeer(LONG)).isTrue();
      assertThat(atServer.get(10, TimeUnit.SECONDS)).containsExactly("8182 6161", "8882 03e9");
      client.shutdownOutput();
      awaitIdle(proxy);
      await("the server to be told").atMost(LONG).until(() -> origin.openConnections() == 0);
    }
  }

  @Test
  void drainTimeoutOver_frameUnderWayIsCompletedFirst() throws Exception {
    OriginScript script =
        c -> {
          c.readHead();
          c.send(SWITCHING);
          c.send(HexFormat.of().parseHex("81056162"));
          // The Close frame for the server: what follows comes after the timeout.
          c.readExactly(8);
          // The rest of the frame, and one that is not wanted any more.
          c.send(HexFormat.of().parseHex("6364658103787878"));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{}", "drain_timeout: 100ms", origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
      assertThat(read(client, 4)).isEqualTo("\u0081\u0005ab");
      drain(proxy);
      assertThat(client.readAll()).isEqualTo("cde\u0088\u0002\u0003\u00e9");
      client.shutdownOutput();
      awaitIdle(proxy);
    }
  }

  @Test
  void drainTimeoutOver_webSocketThatNobodyEnds_isCut() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readHead();
          c.send(SWITCHING);
          over.await();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{}", "drain_timeout: 100ms", origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
      drain(proxy);
      // Neither end closes its half: the proxy waits a second for them.
      assertThat(client.readExactly(4)).asHexString().isEqualTo("880203E9");
      awaitIdle(proxy);
      over.countDown();
    }
  }

  @Test
  void drainTimeoutOver_otherProtocolIsJustClosed() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                c -> {
                  c.readHead();
                  c.send(SWITCHING.replace("websocket", "chat"));
                  c.awaitClose();
                });
        TestProxy proxy = TestProxy.start(yaml("{}", "drain_timeout: 100ms", origin.port()));
        RawClient client = proxy.client()) {
      client.send(UPGRADE.replace("websocket", "chat"));
      assertThat(client.readResponse().status()).isEqualTo(101);
      drain(proxy);
      assertThat(client.readAll()).isEmpty();
      awaitIdle(proxy);
    }
  }

  // ---- a proxy that stops ----

  @ParameterizedTest
  @EnumSource(Transport.class)
  void proxyStops_webSocketsAreClosedWith1001BothWays(Transport transport) throws Exception {
    CompletableFuture<List<String>> atServer = new CompletableFuture<>();
    OriginScript script =
        c -> {
          c.readHead();
          c.send(SWITCHING);
          c.send(HexFormat.of().parseHex("8103616263"));
          atServer.complete(framesUntilClose(c));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
      assertThat(read(client, 5)).isEqualTo("\u0081\u0003abc");
      assertThat(proxy.proxy().drain(Duration.ZERO, Duration.ofMillis(50))).isEqualTo(1);
      proxy.proxy().close();
      assertThat(client.readExactly(4)).asHexString().isEqualTo("880203E9");
      assertThat(client.closedByPeer(LONG)).isTrue();
      assertThat(atServer.get(10, TimeUnit.SECONDS)).containsExactly("8882 03e9");
      await("the server to be told").atMost(LONG).until(() -> origin.openConnections() == 0);
    }
  }

  @Test
  void proxyStopsInTheMiddleOfAFrame_noWordIsPutIntoIt() throws Exception {
    OriginScript script =
        c -> {
          c.readHead();
          c.send(SWITCHING);
          c.send(HexFormat.of().parseHex("81056162"));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
      assertThat(read(client, 4)).isEqualTo("\u0081\u0005ab");
      proxy.proxy().close();
      assertThat(client.readAll()).isEmpty();
      await("the server to be told").atMost(LONG).until(() -> origin.openConnections() == 0);
    }
  }
}
