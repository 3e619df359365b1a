package io.forebay.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.http.ProxyError;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.netty.handler.codec.http2.Http2Settings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of HTTP/2 clients, answered by servers of HTTP/1.1. */
@ExtendWith(LeakExtension.class)
class Http2ClientsTest {

  private static final int NO_ERROR = 0;
  private static final int PROTOCOL_ERROR = 1;
  private static final int INTERNAL_ERROR = 2;
  private static final int CANCEL = 8;

  private ScriptedOrigin origin;
  private TestProxy proxy;
  private Http2Client client;

  private void start(OriginScript script) {
    start("{}", "", script);
  }

  private void start(String timeouts, String listener, OriginScript script) {
    origin = ScriptedOrigin.start(script);
    proxy = TestProxy.start(Http2Setup.yaml(timeouts, listener, origin.port()));
    client = Http2Client.connect(proxy.port());
  }

  @AfterEach
  void stop() {
    client.close();
    proxy.close();
    origin.close();
  }

  private Http2TestStream post(Http2Fields more) {
    Http2Fields head = Http2Fields.request("POST", "/");
    for (var line : more.lines()) {
      head = head.with(line.getKey(), line.getValue());
    }
    return client.open(head, false);
  }

  // ---- messages ----

  @Test
  void get_answered() {
    start(OriginScript.respond(Setup.ok("hello")));
    Http2TestStream stream = client.get("/a?b=c");
    assertThat(stream.awaitHead().status()).isEqualTo(200);
    assertThat(stream.awaitHead().get("content-length")).isEqualTo("5");
    assertThat(stream.awaitText()).isEqualTo("hello");
    assertThat(origin.heads().get(0)).startsWith("GET /a?b=c HTTP/1.1\r\nHost: localhost");
  }

  @Test
  void manyAtOnce_eachGetsItsAnswer() {
    start(OriginScript.respondWith(request -> Setup.ok(request.target())));
    List<Http2TestStream> streams = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      streams.add(client.get("/" + i));
    }
    for (int i = 0; i < streams.size(); i++) {
      assertThat(streams.get(i).awaitText()).isEqualTo("/" + i);
    }
  }

  @Test
  void largeBodies_bothWays() {
    start(OriginScript.echo());
    byte[] body = Setup.bytes(3 << 20);
    Http2TestStream stream = post(Http2Fields.of("content-length", "" + body.length));
    stream.data(body, true);
    byte[] answer = stream.awaitBody();
    byte[] echoed = Arrays.copyOfRange(answer, answer.length - body.length, answer.length);
    assertThat(Setup.hash(echoed)).isEqualTo(Setup.hash(body));
  }

  @Test
  void largeBodiesOfManyStreams_whole() {
    byte[] body = Setup.bytes(300_000);
    start(OriginScript.respond(Setup.ok(new String(body, ISO_8859_1))));
    List<Http2TestStream> streams = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      streams.add(client.get("/" + i));
    }
    String expected = Setup.hash(body);
    for (Http2TestStream stream : streams) {
      assertThat(Setup.hash(stream.awaitBody())).isEqualTo(expected);
    }
  }

  @Test
  void bodyWithoutLength_chunkedToServer() {
    start(OriginScript.echo());
    Http2TestStream stream = post(Http2Fields.of());
    stream.data("abc", false).data("de", true);
    assertThat(stream.awaitText()).endsWith("\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  }

  @Test
  void bodyWithoutLengthOfAnswer_endsWhereServerCloses() {
    start(OriginScript.untilClose("until close"));
    assertThat(client.get("/").awaitText()).isEqualTo("until close");
  }

  @Test
  void trailersOfRequestAndAnswer_pass() {
    start(
        OriginScript.respond(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 7\r\n\r\n"));
    Http2TestStream stream = post(Http2Fields.of());
    stream.data("abc", false).trailers(Http2Fields.of("x-check", "9"));
    assertThat(stream.awaitText()).isEqualTo("ok");
    assertThat(stream.awaitTrailers().get("x-sum")).isEqualTo("7");
    String request = origin.requests().get(0).wireText().toLowerCase(Locale.ROOT);
    assertThat(request).endsWith("0\r\nx-check: 9\r\n\r\n");
  }

  @Test
  void trailersBehindWindow_waitForTheBody() {
    String body = new String(Setup.bytes(200_000), ISO_8859_1);
    start(
        OriginScript.respond(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n"
                + body
                + "\r\n0\r\nx-sum: 7\r\n\r\n"));
    Http2TestStream stream = client.get("/");
    stream.holdCredit();
    stream.awaitBytes(65_535);
    assertThat(stream.isEnded()).isFalse();
    stream.returnCredit();
    assertThat(stream.awaitText()).isEqualTo(body);
    assertThat(stream.awaitTrailers().get("x-sum")).isEqualTo("7");
  }

  @Test
  void interimAnswers_pass() {
    start(OriginScript.respond("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Setup.ok("x")));
    Http2TestStream stream = client.get("/");
    assertThat(stream.awaitText()).isEqualTo("x");
    assertThat(stream.interim().get(0).status()).isEqualTo(103);
  }

  @Test
  void expectation_isTheServersToFulfil() {
    start(
        c -> {
          c.readHead();
          c.send("HTTP/1.1 100 Continue\r\n\r\n");
          c.readRequest();
          c.send(Setup.ok("done"));
        });
    Http2TestStream stream = post(Http2Fields.of("expect", "100-continue"));
    await().until(() -> !stream.interim().isEmpty());
    assertThat(stream.interim().get(0).status()).isEqualTo(100);
    stream.data("body", true);
    assertThat(stream.awaitText()).isEqualTo("done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "304 Not Modified"})
  void answerWithLengthAndNoBody_endsWithItsHead(String status) {
    start(OriginScript.respond("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\n"));
    Http2TestStream stream = client.open(Http2Fields.request("HEAD", "/"), true);
    assertThat(stream.awaitHead().get("content-length")).isEqualTo("5");
    assertThat(stream.awaitBody()).isEmpty();
  }

  @Test
  void ownAnswerToHead_hasNoBody() {
    start(
        "{}",
        "routes: [{match: {path: /x}, respond: {status: 200, body: text}}]",
        OriginScript.echo());
    Http2TestStream stream = client.open(Http2Fields.request("HEAD", "/x"), true);
    assertThat(stream.awaitHead().get("content-length")).isEqualTo("4");
    assertThat(stream.awaitBody()).isEmpty();
    Setup.awaitIdle(proxy);
  }

  // ---- ends that are not regular ----

  @Test
  void resetByClient_serverIsLeft() {
    start(OriginScript.neverAnswer());
    Http2TestStream stream = client.get("/");
    await().until(() -> origin.requests().size() == 1);
    stream.reset(CANCEL);
    Setup.awaitIdle(proxy);
    await().until(() -> origin.openConnections() == 0);
    assertThat(Setup.errors(proxy.proxy(), ProxyError.CLIENT_GONE)).isEqualTo(1);
  }

  @Test
  void clientGone_serversAreLeft() {
    start(OriginScript.neverAnswer());
    client.get("/a");
    client.get("/b");
    await().until(() -> origin.requests().size() == 2);
    client.connection().close();
    Setup.awaitIdle(proxy);
    await().until(() -> origin.openConnections() == 0);
  }

  @Test
  void earlyAnswer_restOfRequestRefusedWithoutError() {
    start(
        c -> {
          c.readHead();
          c.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
          c.awaitClose();
        });
    Http2TestStream stream = post(Http2Fields.of("content-length", "1000000"));
    assertThat(stream.awaitHead().status()).isEqualTo(403);
    assertThat(stream.awaitText()).isEqualTo("no");
    await().until(() -> stream.resetCode() != null);
    assertThat(stream.resetCode()).isEqualTo(NO_ERROR);
    assertThat(client.connection().isOpen()).isTrue();
  }

  @Test
  void answerCutByServer_isReset() {
    start(OriginScript.truncatedBody());
    Http2TestStream stream = client.get("/");
    assertThat(stream.awaitHead().status()).isEqualTo(200);
    assertThat(stream.awaitReset()).isEqualTo(INTERNAL_ERROR);
    assertThat(client.connection().isOpen()).isTrue();
  }

  @Test
  void serverThatDoesNotAnswer_isAnError() {
    start(OriginScript.closeAfterHead());
    Http2TestStream stream = client.get("/");
    assertThat(stream.awaitHead().status()).isEqualTo(502);
    assertThat(stream.awaitText()).startsWith("502 Bad Gateway");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "6"})
  void lengthThatDisagreesWithData_isReset(String length) {
    start(OriginScript.echo());
    Http2TestStream stream = post(Http2Fields.of("content-length", length));
    stream.data("12345", true);
    assertThat(stream.awaitReset()).isEqualTo(PROTOCOL_ERROR);
    assertThat(origin.requests()).isEmpty();
    Setup.awaitIdle(proxy);
  }

  @Test
  void malformedHead_isResetAndCounted() {
    start(OriginScript.echo());
    Http2TestStream stream =
        client.open(Http2Fields.request("GET", "/").with("connection", "close"), true);
    assertThat(stream.awaitReset()).isEqualTo(PROTOCOL_ERROR);
    assertThat(Setup.errors(proxy.proxy(), ProxyError.MALFORMED_REQUEST)).isEqualTo(1);
    assertThat(client.get("/").awaitHead().status()).isEqualTo(200);
  }

  @Test
  void headAboveItsLimit_refusedAndConnectionGoesOn() {
    start(OriginScript.echo());
    Http2TestStream large =
        client.open(Http2Fields.request("GET", "/").with("x", "y".repeat(70_000)), true);
    assertThat(large.awaitHead().status()).isEqualTo(431);
    Http2TestStream trace = client.open(Http2Fields.request("TRACE", "/"), true);
    assertThat(trace.awaitHead().status()).isEqualTo(405);
    Http2TestStream path = client.get("/" + "a".repeat(9_000));
    assertThat(path.awaitHead().status()).isEqualTo(414);
    assertThat(client.get("/").awaitHead().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bodyAboveItsLimit_413(boolean length) {
    start("{}", "max_request_body: 1KiB", OriginScript.echo());
    Http2TestStream stream =
        post(length ? Http2Fields.of("content-length", "2000") : Http2Fields.of());
    stream.data(Setup.bytes(2000), true);
    assertThat(stream.awaitHead().status()).isEqualTo(413);
    stream.awaitBody();
    assertThat(client.get("/").awaitHead().status()).isEqualTo(200);
  }

  // ---- flow ----

  @Test
  void streamWhoseClientDoesNotRead_holdsUpNoOther() {
    byte[] body = Setup.bytes(4 << 20);
    start(
        OriginScript.respondWith(
            request ->
                request.target().equals("/large")
                    ? Setup.ok(new String(body, ISO_8859_1))
                    : Setup.ok("small")));
    client.close();
    client = Http2Client.connect(proxy.port(), new Http2Settings().initialWindowSize(30_000));
    Http2TestStream large = client.get("/large");
    large.holdCredit();
    large.awaitBytes(30_000);
    for (int i = 0; i < 20; i++) {
      assertThat(client.get("/small").awaitText()).isEqualTo("small");
    }
    assertThat(large.received()).isEqualTo(30_000);
    large.returnCredit();
    assertThat(Setup.hash(large.awaitBody())).isEqualTo(Setup.hash(body));
  }

  @Test
  void streamWhoseServerDoesNotRead_holdsUpNoOther() throws Exception {
    var go = new CountDownLatch(1);
    start(
        c -> {
          String head = c.readHead();
          if (head != null && head.startsWith("POST")) {
            go.await();
          }
          c.readRequest();
          c.send(Setup.ok("done"));
        });
    byte[] body = Setup.bytes(20 << 20);
    Http2TestStream upload = post(Http2Fields.of("content-length", "" + body.length));
    var sent = upload.data(body, true);
    for (int i = 0; i < 20; i++) {
      assertThat(client.get("/").awaitText()).isEqualTo("done");
    }
    assertThat(sent.isDone()).isFalse();
    go.countDown();
    assertThat(upload.awaitText()).isEqualTo("done");
  }

  // ---- WebSockets ----

  private static final Http2Fields WEBSOCKET =
      Http2Fields.of(
          ":method",
          "CONNECT",
          ":protocol",
          "websocket",
          ":scheme",
          "http",
          ":authority",
          "a",
          ":path",
          "/chat",
          "sec-websocket-version",
          "13");

  /** A server that takes the handshake and sends back the bytes that come. */
  private static OriginScript webSocket(int bytes) {
    return c -> {
      String key = c.readHead().replaceAll("(?is).*sec-websocket-key: ([^\r]*).*", "$1");
      String accept = accept(key);
      c.send(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Accept: "
              + accept
              + "\r\nSec-WebSocket-Protocol: chat\r\n\r\n");
      c.send(c.readExactly(bytes));
      c.awaitClose();
    };
  }

  private static String accept(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
      return Base64.getEncoder().encodeToString(digest.digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void extendedConnect_becomesWebSocketOfHttp1() {
    // Two frames of a masked text with no mask to speak of.
    String frame = "\u0081\u0082\0\0\0\0hi";
    start(webSocket(16));
    Http2TestStream stream = client.open(WEBSOCKET, false);
    // On its way before the answer: held until there is a tunnel.
    stream.data(frame, false);
    assertThat(stream.awaitHead().status()).isEqualTo(200);
    assertThat(stream.awaitHead().get("sec-websocket-protocol")).isEqualTo("chat");
    assertThat(stream.awaitHead().get("sec-websocket-accept")).isNull();
    assertThat(stream.awaitHead().get("upgrade")).isNull();
    stream.data(frame, false);
    assertThat(new String(stream.awaitBytes(16), ISO_8859_1)).isEqualTo(frame + frame);
    assertThat(origin.heads().get(0))
        .startsWith("GET /chat HTTP/1.1\r\n")
        .containsIgnoringCase("\r\nupgrade: websocket\r\n")
        .containsIgnoringCase("\r\nsec-websocket-version: 13\r\n");
    stream.data("", true);
    assertThat(stream.awaitBody()).hasSize(16);
    Setup.awaitIdle(proxy);
    assertThat(client.connection().isOpen()).isTrue();
  }

  @Test
  void extendedConnectRefused_ordinaryAnswer() {
    start(OriginScript.respond("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
    Http2TestStream stream = client.open(WEBSOCKET, false);
    assertThat(stream.awaitHead().status()).isEqualTo(403);
    assertThat(stream.awaitText()).isEqualTo("no");
    assertThat(client.get("/").awaitHead().status()).isEqualTo(403);
  }

  @Test
  void extendedConnectWithWrongAccept_isReset() {
    start(
        OriginScript.respond(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
    Http2TestStream stream = client.open(WEBSOCKET, false);
    assertThat(stream.awaitReset()).isEqualTo(INTERNAL_ERROR);
    Setup.awaitIdle(proxy);
    await().until(() -> origin.openConnections() == 0);
  }

  @Test
  void webSocketClosedByReset_serverIsLeft() {
    start(webSocket(8));
    Http2TestStream stream = client.open(WEBSOCKET, false);
    stream.awaitHead();
    stream.reset(CANCEL);
    Setup.awaitIdle(proxy);
    await().until(() -> origin.openConnections() == 0);
  }

  // ---- leaving ----

  @Test
  void drain_clientIsToldAndRequestsUnderWayAreAnswered() throws Exception {
    var go = new CountDownLatch(1);
    start(
        c -> {
          c.readRequest();
          go.await();
          c.send(Setup.ok("late"));
        });
    Http2TestStream stream = client.get("/");
    await().until(() -> origin.requests().size() == 1);
    var left = new CompletableFuture<Integer>();
    Thread drain =
        new Thread(
            () -> {
              try {
                left.complete(proxy.proxy().drain(Duration.ZERO, Setup.LONG));
              } catch (InterruptedException e) {
                left.completeExceptionally(e);
              }
            });
    drain.start();
    assertThat(client.connection().awaitGoAway()).isEqualTo(NO_ERROR);
    go.countDown();
    assertThat(stream.awaitText()).isEqualTo("late");
    client.connection().awaitClose();
    assertThat(left.get()).isZero();
    drain.join();
  }
}
