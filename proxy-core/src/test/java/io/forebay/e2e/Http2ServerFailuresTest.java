package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.yaml;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.http.ProxyError;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.Http2TestConnection;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHttp2Frame;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests when HTTP/2 servers refuse, reset, leave or hang. */
@ExtendWith(LeakExtension.class)
class Http2ServerFailuresTest {

  private static final long INTERNAL_ERROR = 2;
  private static final long REFUSED_STREAM = 7;
  private static final long CANCEL = 8;
  private static final long HTTP_1_1_REQUIRED = 13;

  private static String config(int... ports) {
    return yaml("{}", "protocol: h2c", ports);
  }

  private static String oneLoop(String config) {
    return config.replace("worker_threads: 2", "worker_threads: 1");
  }

  private static RawResponse ask(TestProxy proxy, String request) {
    try (RawClient client = proxy.client()) {
      return client.send(request).readResponse();
    }
  }

  // ---- streams that are reset ----

  @Test
  void refusedRequest_goesToAnotherServer_whateverItsMethod() {
    try (Http2Origin refuses = Http2Origin.start(Http2Script.reset(REFUSED_STREAM));
        Http2Origin takes = Http2Origin.start(Http2Script.echo());
        TestProxy proxy = TestProxy.start(config(refuses.port(), takes.port()))) {
      for (int i = 0; i < 10; i++) {
        RawResponse response = ask(proxy, post("/", "", "body " + i));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.bodyText()).isEqualTo("body " + i);
      }
      assertThat(refuses.streams()).isNotEmpty();
      assertThat(takes.streams()).hasSize(10);
      awaitIdle(proxy);
    }
  }

  @Test
  void refusedByTheOnlyServer_isAskedAgainAndThenUnavailable() {
    try (Http2Origin refuses = Http2Origin.start(Http2Script.reset(REFUSED_STREAM));
        TestProxy proxy = TestProxy.start(config(refuses.port()))) {
      assertThat(ask(proxy, post("/", "", "body")).status()).isEqualTo(503);
      assertThat(refuses.streams()).hasSize(3);
      assertThat(errors(proxy.proxy(), ProxyError.STREAM_REFUSED)).isEqualTo(1);
    }
  }

  @Test
  void refusedOnce_isTakenByTheSameServer() {
    AtomicInteger count = new AtomicInteger();
    Http2Script script =
        stream -> {
          if (count.getAndIncrement() == 0) {
            stream.reset(REFUSED_STREAM);
          } else {
            stream.respond(Http2Fields.ok(), stream.awaitText());
          }
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = TestProxy.start(config(origin.port()))) {
      assertThat(ask(proxy, post("/", "", "body")).bodyText()).isEqualTo("body");
    }
  }

  @Test
  void refusedWithoutRefusedStreamAmongTheConditions_fails() {
    String more = "protocol: h2c\nretry: { when: [connect_failure] }";
    try (Http2Origin refuses = Http2Origin.start(Http2Script.reset(REFUSED_STREAM));
        TestProxy proxy = TestProxy.start(yaml("{}", more, refuses.port()))) {
      assertThat(ask(proxy, GET).status()).isEqualTo(503);
      assertThat(refuses.streams()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {INTERNAL_ERROR, HTTP_1_1_REQUIRED})
  void resetBeforeTheAnswer_isRepeatedForIdempotentMethodsOnly(long code) {
    try (Http2Origin resets = Http2Origin.start(Http2Script.reset(code));
        Http2Origin takes = Http2Origin.start(Http2Script.echo());
        TestProxy proxy = TestProxy.start(config(resets.port(), takes.port()))) {
      int failed = 0;
      for (int i = 0; i < 4; i++) {
        assertThat(ask(proxy, GET).status()).isEqualTo(200);
        failed += ask(proxy, post("/", "", "x")).status() == 502 ? 1 : 0;
      }
      assertThat(failed).isPositive();
      assertThat(errors(proxy.proxy(), ProxyError.STREAM_RESET)).isEqualTo(failed);
      assertThat(resets.connections()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void resetInsideTheAnswer_cutsIt() {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok().with("content-length", "100"), false);
          stream.data("part", false);
          stream.reset(INTERNAL_ERROR);
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = TestProxy.start(config(origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readAll()).doesNotContain("part".repeat(2));
      awaitIdle(proxy);
      assertThat(errors(proxy.proxy(), ProxyError.RESPONSE_TRUNCATED)).isEqualTo(1);
    }
  }

  @Test
  void resetWithoutErrorBehindTheWholeAnswer_leavesItWhole() {
    String body = "x".repeat(100_000);
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok(), false);
          stream.data(body.getBytes(ISO_8859_1), true).get();
          stream.reset(0);
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = TestProxy.start(config(origin.port()))) {
      for (int i = 0; i < 10; i++) {
        try (RawClient client = proxy.client()) {
          client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nfirst");
          assertThat(client.readResponse().bodyText()).isEqualTo(body);
        }
      }
    }
  }

  // ---- connections that end ----

  @Test
  void connectionLost_repeatsWhatMayBeRepeated() {
    AtomicInteger count = new AtomicInteger();
    Http2Script script =
        stream -> {
          if (count.getAndIncrement() == 0) {
            stream.connection().close();
          } else {
            stream.respond(Http2Fields.ok(), "fine");
          }
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = TestProxy.start(config(origin.port()))) {
      assertThat(ask(proxy, GET).bodyText()).isEqualTo("fine");
      count.set(0);
      assertThat(ask(proxy, post("/", "", "x")).status()).isEqualTo(502);
      awaitIdle(proxy);
    }
  }

  /** The last stream that the server looks at is the first one; the others go over another one. */
  @Test
  void goAway_leavesTheFirstToEndAndMovesTheRest() throws Exception {
    CountDownLatch three = new CountDownLatch(3);
    CountDownLatch go = new CountDownLatch(1);
    Http2Script first =
        stream -> {
          three.countDown();
          if (stream.id() == 1) {
            go.await();
            stream.respond(Http2Fields.ok(), "first");
          }
        };
    try (Http2Origin origin = Http2Origin.start(first);
        TestProxy proxy = TestProxy.start(oneLoop(config(origin.port())))) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(proxy.client().send(post("/", "", "body " + i)));
        int sent = i + 1;
        await().atMost(LONG).until(() -> origin.streams().size() == sent);
      }
      three.await();
      origin.script(Http2Script.echo());
      Http2TestConnection leaving = origin.openConnections().get(0);
      leaving.goAway(1, 0);
      assertThat(clients.get(1).readResponse().bodyText()).isEqualTo("body 1");
      assertThat(clients.get(2).readResponse().bodyText()).isEqualTo("body 2");
      go.countDown();
      assertThat(clients.get(0).readResponse().bodyText()).isEqualTo("first");
      leaving.awaitClose();
      assertThat(origin.connections()).isEqualTo(2);
      clients.forEach(RawClient::close);
      awaitIdle(proxy);
    }
  }

  @Test
  void serverThatSpeaksHttp1_isAConnectFailure() {
    OriginScript refuses =
        c -> {
          c.readExactly(24);
          c.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        };
    try (ScriptedOrigin http1 = ScriptedOrigin.start(refuses);
        Http2Origin http2 = Http2Origin.start(Http2Script.respond("fine"));
        TestProxy proxy = TestProxy.start(config(http1.port(), http2.port()))) {
      for (int i = 0; i < 4; i++) {
        RawResponse response = ask(proxy, post("/", "", "x"));
        assertThat(response.bodyText()).isEqualTo("fine");
      }
    }
  }

  @Test
  void serverThatNeverSpeaks_isAConnectTimeout() {
    try (ScriptedOrigin silent = ScriptedOrigin.start(c -> c.awaitClose());
        TestProxy proxy =
            TestProxy.start(yaml("{connect: 100ms}", "protocol: h2c", silent.port()))) {
      assertThat(ask(proxy, GET).status()).isEqualTo(503);
      assertThat(errors(proxy.proxy(), ProxyError.CONNECT_TIMEOUT)).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  // ---- limits ----

  @ParameterizedTest
  @CsvSource({"1, 100, 4", "100, 2, 2", "3, 2, 2"})
  void fullConnection_isNotTheLastOne(int serverAllows, int weAllow, int connections)
      throws Exception {
    CountDownLatch four = new CountDownLatch(4);
    Http2Script script =
        stream -> {
          four.countDown();
          four.await();
          stream.respond(Http2Fields.ok(), "fine");
        };
    String more = "protocol: h2c\nhttp2: { max_streams: " + weAllow + " }";
    Http2Settings settings = new Http2Settings().maxConcurrentStreams(serverAllows);
    try (Http2Origin origin = Http2Origin.start(settings, script);
        TestProxy proxy = TestProxy.start(oneLoop(yaml("{}", more, origin.port())))) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(proxy.client().send(GET));
      }
      for (RawClient client : clients) {
        assertThat(client.readResponse().bodyText()).isEqualTo("fine");
        client.close();
      }
      assertThat(origin.connections()).isEqualTo(connections);
      awaitIdle(proxy);
    }
  }

  @Test
  void withoutKeepAlive_eachRequestHasAConnection() {
    String more = "protocol: h2c\nkeep_alive: { server: false }";
    try (Http2Origin origin = Http2Origin.start(Http2Script.respond("fine"));
        TestProxy proxy = TestProxy.start(yaml("{}", more, origin.port()))) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(proxy, GET).bodyText()).isEqualTo("fine");
      }
      assertThat(origin.connections()).isEqualTo(3);
      await().atMost(LONG).until(() -> origin.openConnections().isEmpty());
    }
  }

  // ---- time ----

  @Test
  void idleConnection_saysGoodbyeAndCloses() {
    ManualTicker ticker = new ManualTicker();
    String more = "protocol: h2c\nkeep_alive: { idle_timeout: 5s }";
    try (Http2Origin origin = Http2Origin.start(Http2Script.respond("fine"));
        TestProxy proxy = TestProxy.start(ticker, yaml("{}", more, origin.port()))) {
      assertThat(ask(proxy, GET).bodyText()).isEqualTo("fine");
      Http2TestConnection connection = origin.openConnections().get(0);
      ticker.advance(Duration.ofSeconds(6));
      assertThat(connection.awaitGoAway()).isEqualTo(0);
      connection.awaitClose();
      await().atMost(LONG).until(() -> Setup.server(proxy, 0).connections() == 0);
      assertThat(ask(proxy, GET).bodyText()).isEqualTo("fine");
    }
  }

  @Test
  void answerThatDoesNotCome_isATimeoutOfItsStreamAlone() {
    Http2Script script =
        stream -> {
          if (stream.awaitHead().get(":path").equals("/")) {
            stream.respond(Http2Fields.ok(), "fine");
          }
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy =
            TestProxy.start(oneLoop(yaml("{server: 150ms}", "protocol: h2c", origin.port())))) {
      RawResponse response = ask(proxy, GET.replace("GET /", "GET /never"));
      assertThat(response.status()).isEqualTo(504);
      assertThat(origin.streams().get(0).awaitReset()).isEqualTo(CANCEL);
      await().atMost(LONG).until(() -> ask(proxy, GET).status() == 200);
    }
  }

  /** Real time would make it wait for seconds, so the proxy's passes by hand. */
  @Test
  void connectionThatHangs_isFoundByPing() throws Exception {
    ManualTicker ticker = new ManualTicker();
    CountDownLatch asked = new CountDownLatch(1);
    OriginScript hangs =
        c -> {
          c.readExactly(24);
          c.send(new RawHttp2Frame(RawHttp2Frame.SETTINGS, 0, 0, new byte[0]).bytes());
          asked.countDown();
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(hangs);
        TestProxy proxy =
            TestProxy.start(
                ticker, yaml("{server: 10m, client: 10m}", "protocol: h2c", origin.port()));
        RawClient client = proxy.client()) {
      client.send(post("/", "", "x"));
      asked.await();
      await().atMost(LONG).until(() -> Setup.server(proxy, 0).connections() == 1);
      await()
          .atMost(LONG)
          .until(
              () -> {
                ticker.advance(Duration.ofSeconds(1));
                return !client.silentFor(Duration.ofMillis(5));
              });
      assertThat(client.readResponse().status()).isEqualTo(502);
      assertThat(errors(proxy.proxy(), ProxyError.UPSTREAM_CLOSED)).isEqualTo(1);
      assertThat(ticker.nanos()).isLessThan(Duration.ofMinutes(9).toNanos());
    }
  }

  @Test
  void quietButLiveConnection_isKept() throws Exception {
    ManualTicker ticker = new ManualTicker();
    CountDownLatch go = new CountDownLatch(1);
    Http2Script script =
        stream -> {
          go.await();
          stream.respond(Http2Fields.ok(), "late");
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy =
            TestProxy.start(
                ticker, yaml("{server: 10m, client: 10m}", "protocol: h2c", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET);
      await().atMost(LONG).until(() -> !origin.streams().isEmpty());
      for (int i = 0; i < 5; i++) {
        ticker.advance(Duration.ofSeconds(11));
        assertThat(client.silentFor(Duration.ofMillis(100))).isTrue();
      }
      go.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("late");
    }
  }

  // ---- servers that go down ----

  @Test
  void serverGoesDown_whatWaitsMoves() {
    try (Http2Origin hangs = Http2Origin.start(Http2Script.neverAnswer());
        Http2Origin takes = Http2Origin.start(Http2Script.respond("moved"));
        TestProxy proxy = TestProxy.start(config(hangs.port(), takes.port()))) {
      List<RawClient> clients = new ArrayList<>();
      while (hangs.streams().size() < 3) {
        clients.add(proxy.client().send(GET));
        int sent = clients.size();
        await().atMost(LONG).until(() -> hangs.streams().size() + takes.streams().size() == sent);
      }
      Setup.takeDown(proxy, 0);
      for (RawClient client : clients) {
        assertThat(client.readResponse().bodyText()).isEqualTo("moved");
        client.close();
      }
      hangs.streams().forEach(it -> assertThat(it.awaitReset()).isEqualTo(CANCEL));
      await().atMost(LONG).until(() -> hangs.openConnections().isEmpty());
      awaitIdle(proxy);
    }
  }
}
