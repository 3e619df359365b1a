package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.hash;
import static io.forebay.e2e.Setup.server;
import static io.forebay.e2e.Setup.text;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.ServerState;
import io.forebay.e2e.PairClient.PairAnswer;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.Counts;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slow clients, and bodies that wait for them in the proxy. */
@ExtendWith(LeakExtension.class)
class BufferingTest {

  /** More than the sockets hold. */
  private static final int LARGE = 7 << 20;

  private static final String BUFFERED = "{request: true, response: true, response_memory: 64MiB}";

  private static TestProxy proxy(Pair pair, String buffering, String backend, PairOrigin... to) {
    String protocol = pair.name().endsWith("HTTP_2") ? "protocol: h2c\n" : "";
    int[] ports = new int[to.length];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = to[i].port();
    }
    return TestProxy.start(configuration(buffering, protocol + backend, ports));
  }

  private static String configuration(String buffering, String backend, int... ports) {
    return yaml("{}, buffering: " + buffering, backend, ports);
  }

  private static Function<PairMessage, Reply> echo() {
    return it -> new Reply(Act.ANSWER, PairMessage.of("200", it.body()));
  }

  private static void awaitNothingHeld(TestProxy proxy) {
    awaitIdle(proxy);
    await("memory").atMost(LONG).until(() -> proxy.proxy().replayBufferBytes() == 0);
  }

  // ---- requests ----

  /** The server has one slot, which a request with half a body would hold. */
  @ParameterizedTest
  @EnumSource
  void slowUpload_holdsNoServerUntilItIsWhole(Pair pair) {
    try (PairOrigin origin = pair.origin(echo());
        TestProxy proxy = proxy(pair, BUFFERED, "max_connections: 1", origin);
        PairClient slow = pair.client(proxy);
        PairClient other = pair.client(proxy)) {
      PairAnswer answer = slow.sendPart("POST /slow", 10, "01234");
      await("half a body").atMost(LONG).until(() -> proxy.proxy().replayBufferBytes() == 5);
      assertThat(other.send(PairMessage.of("POST /other", "x")).whole().body()).isEqualTo("x");
      assertThat(origin.requests()).extracting(PairMessage::start).containsExactly("POST /other");
      answer.sendRest("56789");
      assertThat(answer.whole().body()).isEqualTo("0123456789");
      awaitNothingHeld(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestsOfManySizes_arriveWhole_withTheirTrailers(Pair pair) {
    try (PairOrigin origin = pair.origin(echo());
        TestProxy proxy = proxy(pair, "{request: true, request_memory: 100KiB}", "", origin);
        PairClient client = pair.client(proxy)) {
      for (int size : new int[] {0, 1, 70_000, 102_400, 102_401, 1 << 20}) {
        String body = text(Setup.bytes(size));
        PairMessage request = PairMessage.of("POST /" + size, body);
        assertThat(client.send(request).whole().body().equals(body)).as("%d bytes", size).isTrue();
        PairMessage trailing = request.withTrailer("x-sum", "7");
        assertThat(client.send(trailing).whole().body().equals(body)).as("%d bytes", size).isTrue();
        PairMessage last = origin.requests().get(origin.requests().size() - 1);
        assertThat(last.trailer("x-sum")).isEqualTo("7");
      }
      awaitNothingHeld(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodyThatIsAnnouncedToBeLonger_isPassedOnAsItComes(Pair pair) {
    Reply early = new Reply(Act.ANSWER_EARLY, PairMessage.of("200", "early"));
    try (PairOrigin origin = pair.origin(it -> early);
        TestProxy proxy = proxy(pair, "{request: true, request_memory: 1KiB}", "", origin);
        PairClient client = pair.client(proxy)) {
      PairAnswer answer = client.sendPart("POST /", 1025, "01234");
      assertThat(answer.whole().body()).isEqualTo("early");
    }
  }

  @ParameterizedTest
  @EnumSource
  void putThatALostConnectionCarried_isSentAgainThoughItIsLong(Pair pair) {
    AtomicInteger tries = new AtomicInteger();
    Function<PairMessage, Reply> dropping =
        it -> new Reply(tries.getAndIncrement() == 0 ? Act.DROP : Act.ANSWER, answer(it));
    String body = text(Setup.bytes(300_000));
    try (PairOrigin one = pair.origin(dropping);
        PairOrigin two = pair.origin(dropping);
        TestProxy proxy = proxy(pair, "{request: true}", "", one, two);
        PairClient client = pair.client(proxy)) {
      assertThat(client.send(PairMessage.of("PUT /", body)).whole().body().equals(body)).isTrue();
      assertThat(one.requests().size() + two.requests().size()).isEqualTo(2);
      tries.set(0);
      assertThat(client.send(PairMessage.of("POST /", body)).whole().status()).isEqualTo(502);
      assertThat(one.requests().size() + two.requests().size()).isEqualTo(3);
      awaitNothingHeld(proxy);
    }
  }

  @Test
  void chunks_becomeALengthOnceItIsKnown_butNotBeforeTrailers() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(configuration("{request: true}", "", origin.port()));
        RawClient client = proxy.client()) {
      String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      client.send(head + "5\r\nhello\r\n0\r\n\r\n").readResponse();
      client.send(head + "5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n").readResponse();
      client.send(head + "0\r\n\r\n").readResponse();
      RawRequest known = origin.requests().get(0);
      assertThat(known.headers().all("content-length")).containsExactly("5");
      assertThat(known.headers().contains("transfer-encoding")).isFalse();
      assertThat(known.bodyText()).isEqualTo("hello");
      RawRequest trailing = origin.requests().get(1);
      assertThat(trailing.headers().contains("content-length")).isFalse();
      assertThat(trailing.trailers().first("x-sum")).isEqualTo("7");
      assertThat(origin.requests().get(2).headers().all("content-length")).containsExactly("0");
    }
  }

  @Test
  void clientThatAwaits100_isToldToGoOn_andTheServerIsNotAsked() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(configuration("{request: true}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
      assertThat(client.send("hello").readResponse().bodyText()).isEqualTo("a");
      assertThat(origin.requests().get(0).headers().contains("expect")).isFalse();
      assertThat(client.send(Setup.GET).readResponse().bodyText()).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatGoesBeforeItsBodyIsWhole_leavesNothing(Pair pair) {
    try (PairOrigin origin = pair.origin(echo());
        TestProxy proxy = proxy(pair, BUFFERED, "", origin)) {
      try (PairClient client = pair.client(proxy)) {
        client.sendPart("POST /", 10, "01234");
        await("half a body").atMost(LONG).until(() -> proxy.proxy().replayBufferBytes() == 5);
      }
      awaitNothingHeld(proxy);
      assertThat(origin.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void noServerForAWholeRequest_theConnectionStays(Pair pair) {
    try (PairOrigin origin = pair.origin(echo());
        TestProxy proxy = proxy(pair, BUFFERED, "", origin);
        PairClient client = pair.client(proxy)) {
      Setup.takeDown(proxy, 0);
      assertThat(client.send(PairMessage.of("POST /", "body")).whole().status()).isEqualTo(503);
      Setup.change(proxy, 0, it -> it.state(ServerState.UP));
      assertThat(client.send(PairMessage.of("POST /", "body")).whole().body()).isEqualTo("body");
      awaitNothingHeld(proxy);
    }
  }

  // ---- answers ----

  /** An answer of which a client reads nothing yet. */
  private interface Unread extends AutoCloseable {
    PairMessage whole();

    @Override
    void close();
  }

  private static Unread get(Pair pair, TestProxy proxy) {
    if (pair.name().startsWith("HTTP_2")) {
      Http2Client client = Http2Client.connect(proxy.port());
      Http2TestStream stream = client.get("/");
      stream.holdCredit();
      return new Unread() {
        @Override
        public PairMessage whole() {
          stream.returnCredit();
          return new PairClient.TwoAnswer(stream).whole();
        }

        @Override
        public void close() {
          client.close();
        }
      };
    }
    RawClient client =
        RawClient.connect(new InetSocketAddress("127.0.0.1", proxy.port()), 64 * 1024);
    client.send(Setup.GET);
    return new Unread() {
      @Override
      public PairMessage whole() {
        return new PairClient.OneAnswer(client, "GET").whole();
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  private static PairMessage answer(PairMessage request) {
    return PairMessage.of("200", request.body());
  }

  private static Function<PairMessage, Reply> large() {
    String body = text(Setup.bytes(LARGE));
    return it -> new Reply(Act.ANSWER, PairMessage.of("200", body).withTrailer("x-sum", "7"));
  }

  private static String hashOf(PairMessage answer) {
    return hash(answer.body().getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @EnumSource
  void slowReader_holdsNoServerOnceTheAnswerIsHere(Pair pair) {
    try (PairOrigin origin = pair.origin(large());
        TestProxy proxy = proxy(pair, BUFFERED, "max_connections: 1", origin);
        Unread first = get(pair, proxy);
        Unread second = get(pair, proxy)) {
      await("both answers").atMost(LONG).until(() -> Counts.serverIn(proxy.proxy()) > 2L * LARGE);
      await("the slot").atMost(LONG).until(() -> server(proxy, 0).inFlight() == 0);
      assertThat(Setup.inFlight(proxy.proxy())).isEqualTo(2);
      assertThat(proxy.proxy().replayBufferBytes()).isPositive();
      for (Unread answer : new Unread[] {first, second}) {
        PairMessage whole = answer.whole();
        assertThat(hashOf(whole)).isEqualTo(hash(Setup.bytes(LARGE)));
        assertThat(whole.trailer("x-sum")).isEqualTo("7");
      }
      awaitNothingHeld(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerLongerThanTheMemory_waitsAtTheServer_andArrivesWhole(Pair pair) {
    try (PairOrigin origin = pair.origin(large());
        TestProxy proxy = proxy(pair, "{response: true, response_memory: 64KiB}", "", origin);
        Unread answer = get(pair, proxy)) {
      await("memory").atMost(LONG).until(() -> proxy.proxy().replayBufferBytes() >= 64 << 10);
      // One read, or what the window lets through, comes on top.
      assertThat(proxy.proxy().replayBufferBytes()).isLessThan(2 << 20);
      assertThat(hashOf(answer.whole())).isEqualTo(hash(Setup.bytes(LARGE)));
      awaitNothingHeld(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatGoesBeforeItHasRead_leavesNothing(Pair pair) {
    try (PairOrigin origin = pair.origin(large());
        TestProxy proxy = proxy(pair, BUFFERED, "", origin)) {
      Unread answer = get(pair, proxy);
      await("memory").atMost(LONG).until(() -> proxy.proxy().replayBufferBytes() > 0);
      answer.close();
      awaitNothingHeld(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerThatIsCompressedAndWaits_isTheSame(Pair pair) {
    PairMessage body =
        PairMessage.of("200", text(Setup.bytes(4 << 20))).with("content-type", "text/plain");
    try (PairOrigin origin = pair.origin(it -> new Reply(Act.ANSWER, body));
        TestProxy proxy = proxy(pair, BUFFERED + ", compression: {level: 1}", "", origin);
        PairClient client = pair.client(proxy)) {
      PairMessage request = PairMessage.of("GET /", "").with("accept-encoding", "gzip");
      PairMessage answer = client.send(request).whole();
      assertThat(answer.field("content-encoding")).isEqualTo("gzip");
      assertThat(gunzip(answer.body()).equals(body.body())).isTrue();
      awaitNothingHeld(proxy);
    }
  }

  private static String gunzip(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return text(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
