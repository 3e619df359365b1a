package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What frames of clients lead to, RFC 9113 in hand. */
@ExtendWith(LeakExtension.class)
class Http2RulesTest {

  private static final int NO_ERROR = 0;
  private static final int PROTOCOL_ERROR = 1;
  private static final int FLOW_CONTROL_ERROR = 3;
  private static final int SETTINGS_TIMEOUT = 4;
  private static final int STREAM_CLOSED = 5;
  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;
  private static final int COMPRESSION_ERROR = 9;
  private static final int ENHANCE_YOUR_CALM = 11;

  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int PRIORITY = 2;
  private static final int PUSH_PROMISE = 5;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;

  private ScriptedOrigin origin;
  private TestProxy proxy;
  private RawHttp2Client client;

  private void start(OriginScript script) {
    start("{}", "", script);
  }

  private void start(String timeouts, String listener, OriginScript script) {
    origin = ScriptedOrigin.start(script);
    proxy = TestProxy.start(Http2Setup.yaml(timeouts, listener, origin.port()));
    client = RawHttp2Client.greeted(proxy.port());
  }

  @AfterEach
  void stop() {
    client.close();
    proxy.close();
    origin.close();
  }

  private void reconnect() {
    client.close();
    client = RawHttp2Client.connect(proxy.port());
  }

  private void expectGoAway(int code) {
    assertThat(client.await(RawHttp2Frame.GOAWAY).errorCode()).isEqualTo(code);
    assertThat(client.closedByPeer(Setup.LONG)).isTrue();
  }

  private void expectReset(int stream, int code) {
    assertThat(client.await(RawHttp2Frame.RST_STREAM, stream).errorCode()).isEqualTo(code);
  }

  private void expectAnswer(int stream) {
    client.get(stream, "/");
    assertThat(text(client.await(RawHttp2Frame.DATA, stream))).isEqualTo("hello");
  }

  private static String text(RawHttp2Frame frame) {
    return Setup.text(frame.payload());
  }

  private static OriginScript hello() {
    return OriginScript.respond(Setup.ok("hello"));
  }

  // ---- the connection ----

  @Test
  void settings_saySoMuch() {
    start("{}", "http2: {max_streams: 7, stream_window: 32KiB}", hello());
    reconnect();
    client.send(RawHttp2Client.PREFACE).settings();
    ByteBuffer settings = ByteBuffer.wrap(client.await(RawHttp2Frame.SETTINGS).payload());
    List<String> told = new ArrayList<>();
    while (settings.hasRemaining()) {
      told.add(settings.getShort() + "=" + settings.getInt());
    }
    assertThat(told).containsExactly("3=7", "4=32768", "6=65536", "8=1", "9=1");
  }

  @Test
  void firstFrameOtherThanSettings_endsConnection() {
    start(hello());
    reconnect();
    client.send(RawHttp2Client.PREFACE).ping(1);
    expectGoAway(PROTOCOL_ERROR);
  }

  @Test
  void ping_answered() {
    start(hello());
    client.ping(0x0102030405060708L);
    RawHttp2Frame answer = client.await(RawHttp2Frame.PING);
    assertThat(answer.flags()).isEqualTo(RawHttp2Frame.ACK);
    assertThat(answer.payload()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void framesThatMeanNothingToUs_ignored() {
    start(hello());
    client.frame(0xbe, 0xff, 1, new byte[] {1, 2, 3});
    client.frame(PRIORITY, 0, 5, new byte[] {0, 0, 0, 3, 15});
    expectAnswer(7);
  }

  @Test
  void pushPromise_endsConnection() {
    start(hello());
    client.frame(PUSH_PROMISE, END_HEADERS, 1, new byte[] {0, 0, 0, 2});
    expectGoAway(PROTOCOL_ERROR);
  }

  @Test
  void compressionError_endsConnection() {
    start(hello());
    client.frame(RawHttp2Frame.HEADERS, END_HEADERS, 1, new byte[] {(byte) 0xff, (byte) 0xff});
    expectGoAway(COMPRESSION_ERROR);
  }

  @Test
  void abuse_countedForItsListener() {
    start(hello());
    for (int i = 0; i < 90; i++) {
      client.settings();
    }
    client.ping(1).await(RawHttp2Frame.PING);
    assertThat(Setup.sum(proxy.proxy(), it -> it.http2Abuse.get(0))).isZero();
    for (int i = 0; i < 50; i++) {
      client.settings();
    }
    expectGoAway(ENHANCE_YOUR_CALM);
    assertThat(Setup.sum(proxy.proxy(), it -> it.http2Abuse.get(0))).isEqualTo(1);
  }

  // ---- streams ----

  @Test
  void headOverSeveralFrames_isOne() {
    start(hello());
    byte[] block = RawHttp2Client.block(RawHttp2Client.request("GET", "/"));
    client.frame(RawHttp2Frame.HEADERS, RawHttp2Frame.END_STREAM, 1, part(block, 0, 5));
    client.frame(CONTINUATION, 0, 1, part(block, 5, 6));
    client.frame(CONTINUATION, END_HEADERS, 1, part(block, 6, block.length));
    assertThat(text(client.await(RawHttp2Frame.DATA, 1))).isEqualTo("hello");
  }

  private static byte[] part(byte[] bytes, int from, int to) {
    return java.util.Arrays.copyOfRange(bytes, from, to);
  }

  @Test
  void padding_isNoContent() {
    start(OriginScript.echo());
    client.headers(1, false, RawHttp2Client.request("POST", "/"));
    client.frame(RawHttp2Frame.DATA, PADDED, 1, new byte[] {3, 'a', 'b', 0, 0, 0});
    client.frame(RawHttp2Frame.DATA, PADDED | RawHttp2Frame.END_STREAM, 1, new byte[] {0, 'c'});
    client.await(RawHttp2Frame.DATA, 1);
    assertThat(origin.requests().get(0).wireText()).contains("2\r\nab\r\n").contains("1\r\nc\r\n");
  }

  @Test
  void streamsAboveMaximum_refusedAndMayBeTriedAgain() {
    start("{}", "http2: {max_streams: 2}", OriginScript.neverAnswer());
    client.get(1, "/").get(3, "/").get(5, "/");
    expectReset(5, REFUSED_STREAM);
    await().until(() -> origin.requests().size() == 2);
    client.reset(1, CANCEL).get(7, "/");
    await().until(() -> origin.requests().size() == 3);
    client.get(9, "/");
    expectReset(9, REFUSED_STREAM);
  }

  @Test
  void streamNumbersThatDoNotGrow_endConnection() {
    start(hello());
    expectAnswer(5);
    client.get(3, "/");
    expectGoAway(PROTOCOL_ERROR);
  }

  @Test
  void streamOfServersNumber_endsConnection() {
    start(hello());
    client.get(2, "/");
    expectGoAway(PROTOCOL_ERROR);
  }

  @Test
  void headBehindEndOfStream_endsConnection() {
    start(hello());
    expectAnswer(1);
    client.get(1, "/");
    expectGoAway(STREAM_CLOSED);
  }

  @Test
  void dataBehindEndOfRequest_isReset() {
    start(OriginScript.neverAnswer());
    client.get(1, "/").data(1, false, "x");
    expectReset(1, STREAM_CLOSED);
  }

  @Test
  void dataOnIdleStream_endsConnection() {
    start(hello());
    client.data(1, true, "x");
    expectGoAway(PROTOCOL_ERROR);
  }

  @Test
  void framesBehindOurReset_areDropped() {
    start(OriginScript.neverAnswer());
    client.headers(1, false, RawHttp2Client.request("POST", "/"));
    client.windowUpdate(1, 0);
    expectReset(1, PROTOCOL_ERROR);
    client.data(1, false, "x").windowUpdate(1, 5).headers(1, true, "x", "y").reset(1, CANCEL);
    client.ping(1);
    assertThat(client.await(RawHttp2Frame.PING).flags()).isEqualTo(RawHttp2Frame.ACK);
    origin.script(hello());
    expectAnswer(3);
  }

  @Test
  void secondHeadThatDoesNotEndStream_isReset() {
    start(OriginScript.neverAnswer());
    client.headers(1, false, RawHttp2Client.request("POST", "/")).headers(1, false, "x", "y");
    expectReset(1, PROTOCOL_ERROR);
  }

  // ---- windows ----

  @Test
  void moreThanWindow_isReset() {
    origin = ScriptedOrigin.start(OriginScript.neverAnswer());
    proxy =
        TestProxy.start(
            Http2Setup.yaml("{}", "http2: {stream_window: 32KiB}", origin.port())
                .replace("\"}]", "\", max_connections: 1}]"));
    client = RawHttp2Client.greeted(proxy.port());
    client.get(1, "/");
    await().until(() -> origin.requests().size() == 1);
    // Waits for the first to end; what comes of its body is held.
    client.headers(3, false, RawHttp2Client.request("POST", "/"));
    String part = "x".repeat(16_384);
    client.data(3, false, part).data(3, false, part).ping(1);
    assertThat(client.await(RawHttp2Frame.PING).flags()).isEqualTo(RawHttp2Frame.ACK);
    client.data(3, false, "x");
    expectReset(3, FLOW_CONTROL_ERROR);
  }

  @Test
  void windowAboveMaximum_isAnError() {
    start(OriginScript.neverAnswer());
    client.headers(1, false, RawHttp2Client.request("POST", "/"));
    client.windowUpdate(1, Integer.MAX_VALUE);
    expectReset(1, FLOW_CONTROL_ERROR);
    client.windowUpdate(0, Integer.MAX_VALUE);
    expectGoAway(FLOW_CONTROL_ERROR);
  }

  @Test
  void windowThatDoesNotGrow_isAnError() {
    start(OriginScript.neverAnswer());
    client.windowUpdate(0, 0);
    expectGoAway(PROTOCOL_ERROR);
  }

  @Test
  void firstWindowChanged_appliesToOpenStreams() {
    start(hello());
    client.settings(INITIAL_WINDOW_SIZE, 2);
    client.get(1, "/");
    assertThat(text(client.await(RawHttp2Frame.DATA, 1))).isEqualTo("he");
    client.settings(INITIAL_WINDOW_SIZE, 1).windowUpdate(1, 1).ping(1);
    // The window is 2 - 2 - 1 + 1: nothing may come.
    RawHttp2Frame frame = client.read();
    while (frame.type() != RawHttp2Frame.PING) {
      assertThat(frame.type()).isNotEqualTo(RawHttp2Frame.DATA);
      frame = client.read();
    }
    client.settings(INITIAL_WINDOW_SIZE, 10);
    assertThat(text(client.await(RawHttp2Frame.DATA, 1))).isEqualTo("llo");
  }

  // ---- deadlines ----

  @Test
  void silentClient_closed() {
    start("{request_headers: 100ms}", "", hello());
    reconnect();
    assertThat(client.closedByPeer(Setup.LONG)).isTrue();
  }

  @Test
  void noSettings_endsConnection() {
    start("{request_headers: 300ms}", "", hello());
    reconnect();
    client.send(RawHttp2Client.PREFACE);
    expectGoAway(SETTINGS_TIMEOUT);
  }

  @Test
  void headThatIsNotCompleted_endsConnection() {
    start("{request_headers: 300ms}", "", hello());
    client.frame(RawHttp2Frame.HEADERS, 0, 1, new byte[0]);
    expectGoAway(ENHANCE_YOUR_CALM);
  }

  @Test
  void idleConnection_closedWithGoodbye() {
    start("{keep_alive: 300ms}", "", hello());
    expectAnswer(1);
    expectGoAway(NO_ERROR);
  }

  @Test
  void bodyThatStops_408AndConnectionGoesOn() {
    start("{client: 200ms}", "", hello());
    client.headers(1, false, RawHttp2Client.request("POST", "/")).data(1, false, "x");
    assertThat(client.await(RawHttp2Frame.HEADERS, 1).flags() & RawHttp2Frame.END_STREAM).isZero();
    assertThat(text(client.await(RawHttp2Frame.DATA, 1))).startsWith("408 ");
    expectReset(1, NO_ERROR);
    expectAnswer(3);
  }

  @Test
  void answerThatIsNotTaken_isReset() {
    start("{client: 200ms}", "", hello());
    client.settings(INITIAL_WINDOW_SIZE, 0).get(1, "/");
    expectReset(1, CANCEL);
    Setup.awaitIdle(proxy);
    client.settings(INITIAL_WINDOW_SIZE, 100);
    expectAnswer(3);
  }

  @Test
  void connectionThatIsNotRead_closed() {
    start("{client: 300ms}", "", OriginScript.respond(Setup.ok(Setup.text(new byte[16 << 20]))));
    client.windowUpdate(0, 1 << 30).settings(INITIAL_WINDOW_SIZE, 1 << 30).get(1, "/");
    Setup.awaitIdle(proxy);
    await().until(() -> Setup.sum(proxy.proxy(), it -> it.connectionsClosed.get(0)) == 1);
  }

  // ---- leaving ----

  @Test
  void lastOfItsRequests_clientIsToldAndServed() {
    start("{}", "limits: {keep_alive_requests: 2}", hello());
    expectAnswer(1);
    client.get(3, "/");
    RawHttp2Frame first = client.await(RawHttp2Frame.GOAWAY);
    assertThat(ByteBuffer.wrap(first.payload()).getInt()).isEqualTo(Integer.MAX_VALUE);
    // On its way before the client has seen that: still served.
    client.get(5, "/");
    long ping = ByteBuffer.wrap(client.await(RawHttp2Frame.PING).payload()).getLong();
    client.frame(RawHttp2Frame.PING, RawHttp2Frame.ACK, 0, bytes(ping));
    RawHttp2Frame second = null;
    List<Integer> answered = new ArrayList<>();
    while (second == null || answered.size() < 2) {
      RawHttp2Frame frame = client.read();
      if (frame.type() == RawHttp2Frame.GOAWAY) {
        second = frame;
      } else if (frame.type() == RawHttp2Frame.DATA) {
        answered.add(frame.stream());
      }
    }
    assertThat(answered).containsExactlyInAnyOrder(3, 5);
    assertThat(ByteBuffer.wrap(second.payload()).getInt()).isEqualTo(5);
    assertThat(second.errorCode()).isEqualTo(NO_ERROR);
    assertThat(client.closedByPeer(Setup.LONG)).isTrue();
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }
}
