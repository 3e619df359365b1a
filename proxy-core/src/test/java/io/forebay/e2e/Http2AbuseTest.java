package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.RawHttp2Frame;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that have the proxy work for nothing are cut off, and nobody else feels them. */
@ExtendWith(LeakExtension.class)
class Http2AbuseTest {

  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int CANCEL = 8;
  private static final int INITIAL_WINDOW_SIZE = 4;

  /** More than the budget of a connection allows of anything. */
  private static final int MANY = 3_000;

  /** More requests than a client may have begun and given up before it is cut off. */
  private static final int MOST_REQUESTS = 400;

  private static final byte[] NOTHING = {};

  /** One of many acts; {@code stream} is a new one each time. */
  private interface Act {
    void append(Frames frames, int stream);
  }

  /** Frames in one run of bytes, so that they arrive as fast as can be. */
  private static final class Frames {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Frames add(int type, int flags, int stream, byte[] payload) {
      bytes.writeBytes(new RawHttp2Frame(type, flags, stream, payload).bytes());
      return this;
    }

    Frames request(int stream, boolean end, String... more) {
      String[] all = RawHttp2Client.request(end ? "GET" : "POST", "/");
      String[] fields = Arrays.copyOf(all, all.length + more.length);
      System.arraycopy(more, 0, fields, all.length, more.length);
      int flags = RawHttp2Frame.END_HEADERS | (end ? RawHttp2Frame.END_STREAM : 0);
      return add(RawHttp2Frame.HEADERS, flags, stream, RawHttp2Client.block(fields));
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    Frames number(int type, int stream, int value) {
      return add(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
    }

    Frames data(int flags, int stream, int length) {
      return add(RawHttp2Frame.DATA, flags, stream, new byte[length]);
    }
  }

  private static Named<Act> act(String name, Act act) {
    return Named.of(name, act);
  }

  static List<Named<Act>> streamsForNothing() {
    return List.of(
        act(
            "rapid reset",
            (to, stream) ->
                to.request(stream, true).number(RawHttp2Frame.RST_STREAM, stream, CANCEL)),
        act(
            "window opened by nothing",
            (to, stream) ->
                to.request(stream, true).number(RawHttp2Frame.WINDOW_UPDATE, stream, 0)),
        act(
            "window opened too far",
            (to, stream) ->
                to.request(stream, true)
                    .number(RawHttp2Frame.WINDOW_UPDATE, stream, Integer.MAX_VALUE)),
        act("data behind the end", (to, stream) -> to.request(stream, true).data(0, stream, 1)),
        act("head behind the end", (to, stream) -> to.request(stream, true).request(stream, true)),
        act(
            "more data than announced",
            (to, stream) -> to.request(stream, false, "content-length", "1").data(0, stream, 2)),
        act(
            "less data than announced",
            (to, stream) ->
                to.request(stream, false, "content-length", "2")
                    .data(RawHttp2Frame.END_STREAM, stream, 1)),
        act(
            "trailers that do not end",
            (to, stream) ->
                to.request(stream, false)
                    .add(
                        RawHttp2Frame.HEADERS,
                        RawHttp2Frame.END_HEADERS,
                        stream,
                        RawHttp2Client.block("a", "b"))),
        act("malformed heads", (to, stream) -> to.request(stream, true, "Upper", "case")),
        act("too many fields", (to, stream) -> to.request(stream, true, fields(150))),
        act("too many streams", (to, stream) -> to.request(stream, false)));
  }

  private static String[] fields(int count) {
    String[] fields = new String[2 * count];
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = "x-" + i;
      fields[i + 1] = "";
    }
    return fields;
  }

  @ParameterizedTest
  @MethodSource("streamsForNothing")
  void streamsForNothing_endTheConnection(Act act) {
    OriginScript slow = OriginScript.neverAnswer();
    try (ScriptedOrigin origin = ScriptedOrigin.start(slow);
        TestProxy proxy = inFrontOf(origin);
        Http2Client other = Http2Client.connect(proxy.port());
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      assertCalmed(client, act);
      assertThat(origin.heads().size()).isLessThanOrEqualTo(MOST_REQUESTS);
      origin.script(OriginScript.named("fine"));
      assertThat(other.get("/").awaitText()).isEqualTo("fine");
    }
  }

  static List<Named<Act>> floods() {
    return List.of(
        act("SETTINGS", (to, stream) -> to.add(RawHttp2Frame.SETTINGS, 0, 0, NOTHING)),
        act(
            "SETTINGS that change the table",
            (to, stream) ->
                to.add(RawHttp2Frame.SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 0, (byte) stream})),
        act(
            "acknowledgements",
            (to, stream) -> to.add(RawHttp2Frame.SETTINGS, RawHttp2Frame.ACK, 0, NOTHING)),
        act("PING", (to, stream) -> to.add(RawHttp2Frame.PING, 0, 0, new byte[8])),
        act(
            "answers to PING",
            (to, stream) -> to.add(RawHttp2Frame.PING, RawHttp2Frame.ACK, 0, new byte[8])),
        act(
            "PRIORITY",
            (to, stream) ->
                to.add(RawHttp2Frame.PRIORITY, 0, stream + 2, new byte[] {0, 0, 0, 0, 1})),
        act("empty DATA", (to, stream) -> to.data(0, 1, 0)),
        act(
            "DATA of padding",
            (to, stream) -> to.add(RawHttp2Frame.DATA, RawHttp2Frame.PADDED, 1, new byte[] {1, 0})),
        act("unknown frames", (to, stream) -> to.add(0x7f, 0, 0, new byte[3])),
        act("small windows", (to, stream) -> to.number(RawHttp2Frame.WINDOW_UPDATE, 0, 1)),
        act(
            "small windows of a stream",
            (to, stream) -> to.number(RawHttp2Frame.WINDOW_UPDATE, 1, 1)));
  }

  @ParameterizedTest
  @MethodSource("floods")
  void flood_endsTheConnection(Act act) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));
        TestProxy proxy = inFrontOf(origin);
        Http2Client other = Http2Client.connect(proxy.port());
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.send(new Frames().request(1, false).bytes());
      assertCalmed(client, act);
      assertThat(other.get("/").awaitText()).isEqualTo("fine");
      assertThat(origin.requests()).hasSize(1);
    }
  }

  static List<Named<Act>> latecomers() {
    return List.of(
        act("DATA", (to, stream) -> to.data(0, 1, 1)),
        act("heads", (to, stream) -> to.request(1, true)));
  }

  @ParameterizedTest
  @MethodSource("latecomers")
  void framesBehindOurReset_endTheConnectionInTheEnd(Act act) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));
        TestProxy proxy = inFrontOf(origin);
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.send(new Frames().request(1, false).number(RawHttp2Frame.WINDOW_UPDATE, 1, 0).bytes());
      client.await(RawHttp2Frame.RST_STREAM);
      assertCalmed(client, act);
    }
  }

  /** As gRPC's libraries do to find out what window they need. */
  @Test
  void pingForEachFrameReceived_isNoAbuse() {
    int length = 8 << 20;
    OriginScript script = OriginScript.respond(Setup.ok("x".repeat(length)));
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = inFrontOf(origin);
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.settings(INITIAL_WINDOW_SIZE, 8 * 1024);
      client.windowUpdate(0, Integer.MAX_VALUE / 2);
      client.get(1, "/");
      for (int received = 0; received < length; ) {
        int got = client.await(RawHttp2Frame.DATA).payload().length;
        received += got;
        client.ping(received);
        client.windowUpdate(1, got);
      }
    }
  }

  @Test
  void continuations_withoutEnd_endTheConnection() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));
        TestProxy proxy = inFrontOf(origin);
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.frame(RawHttp2Frame.HEADERS, RawHttp2Frame.END_STREAM, 1, NOTHING);
      assertCalmed(client, (to, stream) -> to.add(RawHttp2Frame.CONTINUATION, 0, 1, NOTHING));
      assertThat(origin.connections()).isZero();
    }
  }

  @Test
  void continuations_aboveTheLimitOfABlock_endTheConnection() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));
        TestProxy proxy = inFrontOf(origin);
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.frame(RawHttp2Frame.HEADERS, RawHttp2Frame.END_STREAM, 1, NOTHING);
      for (int i = 0; i < 10; i++) {
        client.frame(RawHttp2Frame.CONTINUATION, 0, 1, new byte[16 * 1024]);
      }
      assertThat(client.await(RawHttp2Frame.GOAWAY).errorCode()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(origin.connections()).isZero();
    }
  }

  private static void assertCalmed(RawHttp2Client client, Act act) {
    var frames = new Frames();
    for (int i = 0; i < MANY; i++) {
      act.append(frames, 2 * i + 3);
    }
    var sender = new Thread(() -> sendAll(client, frames.bytes.toByteArray()));
    sender.start();
    assertThat(client.await(RawHttp2Frame.GOAWAY).errorCode()).isEqualTo(ENHANCE_YOUR_CALM);
    assertThat(client.closedByPeer(Duration.ofSeconds(10))).isTrue();
    client.close();
    join(sender);
  }

  /** The proxy may stop reading, and close, before it has taken all. */
  private static void sendAll(RawHttp2Client client, byte[] bytes) {
    try {
      client.send(bytes);
    } catch (UncheckedIOException e) {
      // What it had to say has been read.
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its time stands still, so that it forgives nothing. */
  private static TestProxy inFrontOf(ScriptedOrigin origin) {
    return TestProxy.start(new ManualTicker(), TestProxy.yaml("", origin));
  }

  // ---- header lists ----

  /** A field of 4 kB in the table, and a block that refers to it thousands of times. */
  @Test
  void bomb_ofReferences_isAnswered_andTheConnectionGoesOn() {
    byte[] value = new byte[4_000];
    Arrays.fill(value, (byte) 'x');
    var block = new ByteArrayOutputStream();
    block.writeBytes(RawHttp2Client.block(RawHttp2Client.request("GET", "/bomb")));
    block.writeBytes(new byte[] {0x40, 1, 'a', 0x7f, (byte) 0xa1, 0x1e});
    block.writeBytes(value);
    byte[] references = new byte[8_000];
    Arrays.fill(references, (byte) 0xbe);
    block.writeBytes(references);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));
        TestProxy proxy = inFrontOf(origin);
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      int flags = RawHttp2Frame.END_HEADERS | RawHttp2Frame.END_STREAM;
      client.frame(RawHttp2Frame.HEADERS, flags, 1, block.toByteArray());
      assertStatus(client.await(RawHttp2Frame.HEADERS, 1), "431");
      assertThat(origin.heads()).isEmpty();
      client.get(3, "/after");
      assertThat(text(client.await(RawHttp2Frame.DATA, 3))).isEqualTo("fine");
    }
  }

  /** Answers that are read one by one are no useful work either. */
  @Test
  void refusedHeads_whoseAnswersAreTaken_endTheConnection() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));
        TestProxy proxy = inFrontOf(origin);
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      String path = "/" + "p".repeat(9_000);
      RawHttp2Frame last = client.get(1, path).read();
      for (int stream = 3; stream < MANY && last.type() != RawHttp2Frame.GOAWAY; stream += 2) {
        boolean ended = (last.flags() & RawHttp2Frame.END_STREAM) != 0;
        last = (ended ? client.get(stream, path) : client).read();
      }
      assertThat(last.type()).isEqualTo(RawHttp2Frame.GOAWAY);
      assertThat(last.errorCode()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(origin.heads()).isEmpty();
    }
  }

  @Test
  void headerList_overTheLimit_isAnswered_andTheConnectionGoesOn() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));
        TestProxy proxy = inFrontOf(origin);
        Http2Client client = Http2Client.connect(proxy.port())) {
      RawHttp2Client raw = RawHttp2Client.greeted(proxy.port());
      raw.headers(1, true, join(RawHttp2Client.request("GET", "/"), fields(150)));
      assertStatus(raw.await(RawHttp2Frame.HEADERS, 1), "431");
      raw.get(3, "/" + "p".repeat(9_000));
      assertStatus(raw.await(RawHttp2Frame.HEADERS, 3), "414");
      raw.get(5, "/");
      assertThat(text(raw.await(RawHttp2Frame.DATA, 5))).isEqualTo("fine");
      raw.close();
      assertThat(client.get("/").awaitText()).isEqualTo("fine");
      assertThat(origin.heads()).hasSize(2);
    }
  }

  private static String[] join(String[] first, String[] second) {
    String[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** The status stands first in the block, as a literal with the name of index 8. */
  private static void assertStatus(RawHttp2Frame head, String status) {
    assertThat(new String(head.payload(), StandardCharsets.ISO_8859_1)).startsWith("\b\3" + status);
  }

  private static String text(RawHttp2Frame data) {
    return new String(data.payload(), StandardCharsets.ISO_8859_1);
  }

  // ---- windows ----

  /** Answers far above the windows of anybody, to clients that open none. */
  private static OriginScript endless(AtomicLong sent) {
    byte[] part = new byte[64 * 1024];
    return c -> {
      while (c.readRequest() != null) {
        c.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
        while (true) {
          c.send(part);
          sent.addAndGet(part.length);
        }
      }
    };
  }

  @Test
  void shutWindows_holdTheServersUp_andEndByTheClientsTimeout() {
    var sent = new AtomicLong();
    var time = new ManualTicker();
    try (ScriptedOrigin origin = ScriptedOrigin.start(endless(sent));
        TestProxy proxy =
            TestProxy.start(
                time, TestProxy.yaml("", origin) + "defaults: {timeouts: {client: 10s}}\n");
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.settings(INITIAL_WINDOW_SIZE, 0);
      client.await(RawHttp2Frame.SETTINGS);
      for (int stream = 1; stream < 20; stream += 2) {
        client.get(stream, "/");
      }
      MemoryTest.awaitStandstill(sent);
      assertThat(origin.openConnections()).isEqualTo(10);
      time.advance(Duration.ofSeconds(11));
      for (int stream = 1; stream < 20; stream += 2) {
        client.await(RawHttp2Frame.RST_STREAM);
      }
      Awaitility.await("servers to be left").until(() -> origin.openConnections() == 0);
      origin.script(OriginScript.named("fine"));
      client.settings(INITIAL_WINDOW_SIZE, 100);
      client.get(21, "/");
      assertThat(text(client.await(RawHttp2Frame.DATA, 21))).isEqualTo("fine");
    }
  }

  /** Each byte of window is answered by a frame with a byte: that is no progress. */
  @Test
  void window_openedByteByByte_endsTheConnection() {
    var sent = new AtomicLong();
    try (ScriptedOrigin origin = ScriptedOrigin.start(endless(sent));
        TestProxy proxy = inFrontOf(origin);
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      client.settings(INITIAL_WINDOW_SIZE, 1);
      client.get(1, "/");
      client.await(RawHttp2Frame.DATA, 1);
      RawHttp2Frame last = null;
      for (int i = 0; i < 2 * MANY && last == null; i++) {
        client.windowUpdate(1, 1);
        RawHttp2Frame frame = client.read();
        last = frame.type() == RawHttp2Frame.GOAWAY ? frame : null;
      }
      assertThat(last).as("GOAWAY").isNotNull();
      assertThat(last.errorCode()).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }
}
