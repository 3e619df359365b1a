package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of gRPC from a client to servers that both speak HTTP/2. */
@ExtendWith(LeakExtension.class)
class GrpcCallsTest {
  private static final Http2Fields CALL = Http2Fields.grpc("/shop.v1.Orders/Get");
  private static final Http2Fields HEAD =
      Http2Fields.ok().with("content-type", "application/grpc+proto");
  private static final Http2Fields DONE = Http2Fields.of("grpc-status", "0");
  private static final long INTERNAL_ERROR = 2;
  private static final long CANCEL = 8;

  private static TestProxy proxy(String more, int... ports) {
    return proxy(Ticker.system(), more, ports);
  }

  private static TestProxy proxy(Ticker ticker, String more, int... ports) {
    List<String> servers = new ArrayList<>();
    for (int port : ports) {
      servers.add("\"127.0.0.1:" + port + '"');
    }
    return TestProxy.start(
        ticker,
        """
        global: { worker_threads: 2 }
        listeners:
          web: { bind: "127.0.0.1:0", backend: calls%s }
        backends:
          calls: { protocol: h2c, servers: %s }
        """
            .formatted(more, servers));
  }

  private static TestProxy proxy(Http2Origin origin) {
    return proxy("", origin.port());
  }

  // ---- streams ----

  @Test
  void stream_bothWays_passesEachPieceAsItComes() {
    Http2Script script =
        stream -> {
          stream.head(HEAD, false);
          for (byte[] piece = stream.read(); piece.length > 0; piece = stream.read()) {
            stream.data(piece, false);
          }
          stream.trailers(DONE);
        };
    try (var origin = Http2Origin.start(script);
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, false);
      assertThat(call.awaitHead().get("content-type")).isEqualTo("application/grpc+proto");
      for (int round = 1; round <= 20; round++) {
        call.data("abc", false);
        call.awaitBytes(3 * round);
      }
      call.data("", true);

      assertThat(call.awaitTrailers()).isEqualTo(DONE);
      assertThat(call.awaitText()).isEqualTo("abc".repeat(20));
    }
  }

  @Test
  void stream_ofTheServerAlone_passesEachPieceAsItComes() {
    var stream = new AtomicReference<Http2TestStream>();
    try (var origin = Http2Origin.start(stream::set);
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, false).data("ask", true);
      await().until(() -> stream.get() != null);
      stream.get().head(HEAD, false);
      for (int round = 1; round <= 5; round++) {
        stream.get().data("xy", false);
        call.awaitBytes(2 * round);
      }
      stream.get().trailers(DONE.with("x-more", "1"));
      assertThat(call.awaitTrailers()).isEqualTo(DONE.with("x-more", "1"));
    }
  }

  @Test
  void trailersOnly_passesAsOneHead() {
    Http2Fields answer = HEAD.with("grpc-status", "5").with("grpc-message", "no%20such");
    try (var origin = Http2Origin.start(Http2Script.respond(answer, ""));
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, false).data("ask", true);

      assertThat(call.awaitHead().get("grpc-status")).isEqualTo("5");
      assertThat(call.awaitHead().get("grpc-message")).isEqualTo("no%20such");
      assertThat(call.awaitBody()).isEmpty();
      assertThat(call.awaitTrailers()).isNull();
    }
  }

  @Test
  void fields_ofTheCall_reachTheServer() {
    try (var origin = Http2Origin.start(Http2Script.respond(HEAD, "x"));
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      client.open(CALL.with("grpc-timeout", "5S").with("x-bin", "AAEC"), true).awaitBody();

      Http2Fields received = origin.heads().get(0);
      assertThat(received.get("grpc-timeout")).isEqualTo("5S");
      assertThat(received.get("te")).isEqualTo("trailers");
      assertThat(received.get("x-bin")).isEqualTo("AAEC");
      assertThat(received.get(":path")).isEqualTo("/shop.v1.Orders/Get");
    }
  }

  @Test
  void answerBeforeTheCallEnds_isWhole_andTheConnectionGoesOn() {
    Http2Script early = stream -> stream.head(HEAD.with("grpc-status", "3"), true);
    try (var origin = Http2Origin.start(early);
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, false).data("part", false);
      assertThat(call.awaitHead().get("grpc-status")).isEqualTo("3");
      assertThat(call.awaitBody()).isEmpty();

      assertThat(client.open(CALL, true).awaitHead().get("grpc-status")).isEqualTo("3");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void slowClient_stopsTheServer() {
    int bytes = 16 << 20;
    var written = new AtomicReference<Future<?>>();
    Http2Script script =
        stream -> {
          stream.head(HEAD, false);
          written.set(stream.data(new byte[bytes], true));
        };
    try (var origin = Http2Origin.start(script);
        var proxy = proxy(origin);
        var client =
            Http2Client.connect(proxy.port(), new Http2Settings().initialWindowSize(20_000))) {
      Http2TestStream call = client.open(CALL, false);
      call.holdCredit();
      call.data("ask", true);
      call.awaitBytes(20_000);
      await().until(() -> written.get() != null);
      client.connection().ping();
      await().until(() -> client.connection().answeredPings() == 1);
      assertThat(call.received()).isEqualTo(20_000);
      assertThat(written.get().isDone()).isFalse();

      call.returnCredit();
      assertThat(call.awaitBody()).hasSize(bytes);
    }
  }

  // ---- resets ----

  @Test
  void clientReset_cancelsTheServersStream() {
    Http2Script script = stream -> stream.head(HEAD, false);
    try (var origin = Http2Origin.start(script);
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL.with("grpc-timeout", "50m"), false);
      call.awaitHead();
      call.reset(CANCEL);

      assertThat(origin.streams().get(0).awaitReset()).isEqualTo(CANCEL);
      assertThat(client.connection().isOpen()).isTrue();
    }
  }

  @Test
  void clientReset_beforeTheAnswer_cancelsTheServersStream() {
    try (var origin = Http2Origin.start(Http2Script.neverAnswer());
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, true);
      await().until(() -> origin.streams().size() == 1);
      call.reset(CANCEL);

      assertThat(origin.streams().get(0).awaitReset()).isEqualTo(CANCEL);
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "2, 2", "11, 2"})
  void serverReset_withinTheAnswer_resetsTheClientsStream(long code, long seen) {
    Http2Script script =
        stream -> {
          stream.head(HEAD, false);
          stream.data("half", false);
          stream.awaitBody();
          stream.reset(code);
        };
    try (var origin = Http2Origin.start(script);
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, false);
      call.awaitBytes(4);
      call.data("", true);

      assertThat(call.awaitReset()).isEqualTo(seen);
      assertThat(client.connection().isOpen()).isTrue();
    }
  }

  @Test
  void serverGone_withinTheAnswer_resetsTheClientsStream() {
    Http2Script script =
        stream -> {
          stream.head(HEAD, false);
          stream.awaitBody();
          stream.connection().close();
        };
    try (var origin = Http2Origin.start(script);
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, false);
      call.awaitHead();
      call.data("", true);

      assertThat(call.awaitReset()).isEqualTo(INTERNAL_ERROR);
    }
  }

  @Test
  void silentServer_withinTheAnswer_isCutOnBothSides() {
    var ticker = new ManualTicker();
    try (var origin = Http2Origin.start(stream -> stream.head(HEAD, false));
        var proxy = proxy(ticker, ", timeouts: { server: 10s }", origin.port());
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, true);
      call.awaitHead();
      pass(ticker, () -> call.resetCode() != null);

      assertThat(call.awaitReset()).isEqualTo(INTERNAL_ERROR);
      assertThat(origin.streams().get(0).awaitReset()).isEqualTo(CANCEL);
    }
  }

  /** Lets time pass step by step, so that connections can show that they are alive. */
  private static void pass(ManualTicker ticker, BooleanSupplier until) {
    await()
        .until(
            () -> {
              ticker.advance(Duration.ofSeconds(1));
              return until.getAsBoolean();
            });
  }

  // ---- errors of the proxy's own ----

  private static void assertTrailersOnly(Http2TestStream call, String status) {
    Http2Fields head = call.awaitHead();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.get("content-type")).isEqualTo("application/grpc");
    assertThat(head.get("grpc-status")).isEqualTo(status);
    assertThat(head.get("grpc-message")).isNotEmpty();
    assertThat(call.awaitBody()).isEmpty();
    assertThat(call.awaitTrailers()).isNull();
  }

  @Test
  void noServer_isUnavailable_andLoggedAs503(@TempDir Path folder) {
    Path log = folder.resolve("access.log");
    String more =
        ", access_log: { path: \"%s\", format: \"${status} ${protocol}\", flush: 20ms }"
            .formatted(log);
    try (var refusing = RefusingPort.open();
        var proxy = proxy(more, refusing.port());
        var client = Http2Client.connect(proxy.port())) {
      assertTrailersOnly(client.open(CALL, true), "14");
      assertThat(AccessLogFile.awaitLines(log, 1)).containsExactly("503 HTTP/2.0");
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 1", "2, 14"})
  void serverReset_beforeTheAnswer_isToldByStatus(long code, String status) {
    try (var origin = Http2Origin.start(Http2Script.reset(code));
        var proxy = proxy(origin);
        var client = Http2Client.connect(proxy.port())) {
      assertTrailersOnly(client.open(CALL, true), status);
    }
  }

  @Test
  void silentServer_isUnavailable_andToldToStop() {
    var ticker = new ManualTicker();
    try (var origin = Http2Origin.start(Http2Script.neverAnswer());
        var proxy = proxy(ticker, ", timeouts: { server: 10s }", origin.port());
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, true);
      await().until(() -> origin.streams().size() == 1);
      pass(ticker, call::isEnded);

      assertTrailersOnly(call, "14");
      assertThat(origin.streams().get(0).awaitReset()).isEqualTo(CANCEL);
    }
  }

  @Test
  void noRoute_isUnimplemented() {
    try (var proxy =
            TestProxy.start(
                """
                listeners:
                  web:
                    bind: "127.0.0.1:0"
                    routes: [{ match: { grpc_service: a.B }, respond: { body: hello } }]
                """);
        var client = Http2Client.connect(proxy.port())) {
      assertTrailersOnly(client.open(CALL, true), "12");
      assertThat(client.open(Http2Fields.grpc("/a.B/C"), true).awaitText()).isEqualTo("hello");
      assertThat(client.get("/a.B/C").awaitHead().status()).isEqualTo(404);
    }
  }

  @Test
  void bodyTooLarge_isResourceExhausted() {
    try (var origin = Http2Origin.start(Http2Script.neverAnswer());
        var proxy = proxy(", max_request_body: 1KiB", origin.port());
        var client = Http2Client.connect(proxy.port())) {
      Http2TestStream call = client.open(CALL, false);
      call.data(new byte[2000], false);

      assertTrailersOnly(call, "8");
      await()
          .until(() -> origin.streams().isEmpty() || origin.streams().get(0).resetCode() != null);
    }
  }

  // ---- balancing ----

  @Test
  void callsOfOneConnection_areSpreadEvenly() {
    Http2Script answer = stream -> stream.respond(HEAD.with("grpc-status", "0"), "");
    try (var one = Http2Origin.start(answer);
        var two = Http2Origin.start(answer);
        var three = Http2Origin.start(answer);
        var proxy = proxy("", one.port(), two.port(), three.port());
        var client = Http2Client.connect(proxy.port())) {
      List<Http2TestStream> calls = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        calls.add(client.open(CALL, true));
      }
      calls.forEach(Http2TestStream::awaitBody);

      for (Http2Origin origin : List.of(one, two, three)) {
        assertThat(origin.streams()).hasSize(30);
        assertThat(origin.connections()).isEqualTo(1);
      }
    }
  }
}
