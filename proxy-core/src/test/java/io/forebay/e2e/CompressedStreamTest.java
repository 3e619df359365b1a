package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.compress.Expanding;
import io.forebay.config.CompressionAlgorithm;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.Counts;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ascii;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that come bit by bit reach their client while more is awaited. */
@ExtendWith(LeakExtension.class)
class CompressedStreamTest {

  private static final int LINES = 5;

  /** The server sends its next line only once the client has read the one before. */
  private static void requireThatLinesPass(
      Pair pair, String type, String compression, CompressionAlgorithm algorithm) {
    Semaphore read = new Semaphore(1);
    PartsOrigin.Script script =
        (path, out) -> {
          for (int i = 0; i < LINES; i++) {
            acquire(read);
            out.accept(line(i));
          }
        };
    try (PartsOrigin origin = PartsOrigin.start(pair, type, script);
        TestProxy proxy = TestProxy.start(pair.config(compression, "", origin.port()))) {
      if (pair.name().startsWith("HTTP_2")) {
        readHttp2(proxy, algorithm, read);
      } else {
        readHttp1(proxy, algorithm, read);
      }
      awaitIdle(proxy);
    }
  }

  private static String line(int number) {
    return "{\"line\": " + number + "}\n";
  }

  private static void acquire(Semaphore read) {
    try {
      assertThat(read.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void readHttp2(TestProxy proxy, CompressionAlgorithm algorithm, Semaphore read) {
    try (Http2Client client = Http2Client.connect(proxy.port())) {
      Http2Fields request = Http2Fields.request("GET", "/").with("accept-encoding", "" + algorithm);
      Http2TestStream stream = client.open(request, true);
      assertThat(stream.awaitHead().get("content-encoding")).isEqualTo("" + algorithm);
      read(algorithm, stream::read, read);
    }
  }

  private static void readHttp1(TestProxy proxy, CompressionAlgorithm algorithm, Semaphore read) {
    try (RawClient client = RawClient.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + algorithm + "\r\n\r\n");
      assertThat(client.readHead()).contains("Content-Encoding: " + algorithm);
      read(algorithm, () -> chunk(client), read);
    }
  }

  private static byte[] chunk(RawClient client) {
    StringBuilder size = new StringBuilder();
    while (size.indexOf("\r\n") < 0) {
      size.append((char) client.readExactly(1)[0]);
    }
    int length = Integer.parseInt(size.toString().strip(), 16);
    byte[] data = client.readExactly(length + 2);
    return Arrays.copyOf(data, length);
  }

  private static void read(
      CompressionAlgorithm algorithm, Supplier<byte[]> next, Semaphore allowed) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      expected.append(line(i));
      String body = "";
      while (!body.contentEquals(expected)) {
        compressed.writeBytes(next.get());
        body = Setup.text(Expanding.begun(algorithm, compressed.toByteArray()));
        assertThat(expected).startsWith(body);
      }
      allowed.release();
    }
    for (byte[] end = next.get(); end.length > 0; end = next.get()) {
      compressed.writeBytes(end);
    }
    assertThat(Expanding.whole(algorithm, compressed.toByteArray()))
        .isEqualTo(Ascii.bytes(expected + ""));
  }

  @ParameterizedTest
  @EnumSource
  void lines_passAMomentLater(Pair pair) {
    for (CompressionAlgorithm algorithm : CompressionAlgorithm.values()) {
      requireThatLinesPass(
          pair, "application/x-ndjson", ", compression: {algorithms: [gzip, br, zstd]}", algorithm);
    }
  }

  @ParameterizedTest
  @EnumSource
  void events_passAtOnce_whereTheyAreCompressed(Pair pair) {
    for (CompressionAlgorithm algorithm : CompressionAlgorithm.values()) {
      requireThatLinesPass(
          pair,
          "text/event-stream",
          ", compression: {algorithms: [gzip, br, zstd], flush: true}",
          algorithm);
    }
  }

  /** With a clock that stands still, what passes does so without a timer. */
  @Test
  void flush_waitsForNoTimer_andOthersDo() {
    Semaphore allowed = new Semaphore(0);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                          + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                  acquire(allowed);
                  connection.send("0\r\n\r\n");
                });
        TestProxy atOnce = start(origin, "flush: true");
        TestProxy later = start(origin, "flush: false")) {
      try (RawClient client = RawClient.connect(atOnce.port())) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
        client.readHead();
        byte[] first = chunk(client);
        assertThat(Expanding.begun(CompressionAlgorithm.GZIP, first)).asString().isEqualTo("hello");
      }
      try (RawClient client = RawClient.connect(later.port())) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
        client.readHead();
        assertThat(client.silentFor(Duration.ofMillis(100))).isTrue();
        allowed.release(2);
        byte[] whole = chunk(client);
        assertThat(Expanding.whole(CompressionAlgorithm.GZIP, whole)).asString().isEqualTo("hello");
      }
      await().atMost(LONG).until(() -> Setup.inFlight(atOnce.proxy()) == 0);
    }
  }

  private static TestProxy start(ScriptedOrigin origin, String how) {
    return TestProxy.start(
        new ManualTicker(),
        Setup.yaml("{}", "", origin.port())
            .replace("backend: app}", "backend: app, compression: {" + how + "}}"));
  }

  /** Of this level one takes more than half of what a loop has for all. */
  @Test
  void withoutMemory_answersStayAsTheyAre() {
    Semaphore allowed = new Semaphore(0);
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                connection -> {
                  connection.readRequest();
                  connection.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                          + "Content-Length: 10\r\nConnection: close\r\n\r\nhello");
                  acquire(allowed);
                  connection.send("world");
                });
        TestProxy proxy =
            TestProxy.start(
                Setup.yaml("{}", "", origin.port())
                    .replace("worker_threads: 2", "worker_threads: 1")
                    .replace(
                        "backend: app}",
                        "backend: app, compression: {algorithms: br, level: 9, min_size: 1B}}"));
        RawClient first = RawClient.connect(proxy.port());
        RawClient second = RawClient.connect(proxy.port())) {
      String request = "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\n\r\n";
      assertThat(first.send(request).readHead()).contains("Content-Encoding: br");
      assertThat(second.send(request).readHead())
          .contains("Vary: Accept-Encoding", "Content-Length: 10")
          .doesNotContain("Content-Encoding");
      allowed.release(2);
      assertThat(second.readExactly(10)).asString().isEqualTo("helloworld");
      chunk(first);
      awaitIdle(proxy);
      allowed.release();
      assertThat(second.send(request).readHead()).contains("Content-Encoding: br");
    }
  }

  @Test
  void log_countsWhatTheClientWasSent(@TempDir Path folder) {
    Path file = folder.resolve("access.log");
    String body = "hello ".repeat(1000);
    String log = "{path: %s, format: '${body_bytes_out}', flush: 10ms}".formatted(file);
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6000\r\n\r\n" + body;
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                connection -> {
                  while (connection.readRequest() != null) {
                    connection.send(answer);
                  }
                });
        TestProxy proxy =
            TestProxy.start(AccessLogFile.config(log, "{}", "compression: {}\n", origin.port()));
        RawClient client = RawClient.connect(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
      int length = client.readResponse().body().length;
      assertThat(length).isLessThan(200);
      assertThat(AccessLogFile.awaitLines(file, 1)).containsExactly("" + length);
    }
  }

  /**
   * What does not compress is as much for a client that does not read as it was from the server.
   */
  @ParameterizedTest
  @EnumSource(Pair.class)
  void clientThatDoesNotRead_stopsTheServer(Pair pair) {
    String part = Setup.text(Setup.bytes(64 << 10));
    int parts = 256;
    PartsOrigin.Script script =
        (path, out) -> {
          for (int i = 0; i < parts; i++) {
            out.accept(part);
          }
        };
    try (PartsOrigin origin = PartsOrigin.start(pair, "text/plain", script);
        TestProxy proxy =
            TestProxy.start(pair.config(", compression: {level: 1}", "", origin.port()))) {
      byte[] body = pair.name().startsWith("HTTP_2") ? slowlyByHttp2(proxy) : slowlyByHttp1(proxy);
      byte[] whole = Expanding.whole(CompressionAlgorithm.GZIP, body);
      assertThat(Setup.hash(whole)).isEqualTo(Setup.hash(Ascii.bytes(part.repeat(parts))));
      awaitIdle(proxy);
    }
  }

  private static byte[] slowlyByHttp1(TestProxy proxy) {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", proxy.port());
    try (RawClient client = RawClient.connect(address, 64 << 10)) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
      requireStandstill(proxy);
      return client.readResponse().body();
    }
  }

  private static byte[] slowlyByHttp2(TestProxy proxy) {
    try (Http2Client client = Http2Client.connect(proxy.port())) {
      Http2Fields request = Http2Fields.request("GET", "/").with("accept-encoding", "gzip");
      Http2TestStream stream = client.open(request, true);
      stream.holdCredit();
      requireStandstill(proxy);
      stream.returnCredit();
      return stream.awaitBody();
    }
  }

  private static void requireStandstill(TestProxy proxy) {
    BackPressureTest.awaitStandstill(proxy, Counts::serverIn);
    long taken = Counts.serverIn(proxy.proxy());
    assertThat(taken).isLessThan(12 << 20);
  }
}
