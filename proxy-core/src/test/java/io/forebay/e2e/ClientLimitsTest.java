package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.SHORT;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener lets its clients ask for. */
@ExtendWith(LeakExtension.class)
class ClientLimitsTest {

  private static final String CHUNKED_POST =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static TestProxy proxy(ScriptedOrigin origin, String more) {
    return TestProxy.start(
        yaml("{}", "", origin.port())
            .replace("backend: app}", "backend: app, %s}".formatted(more)));
  }

  // ---- head ----

  @ParameterizedTest
  @CsvSource({
    "'request_line: 300B', 300, 0, 200",
    "'request_line: 300B', 301, 0, 414",
    "'head: 16KiB', 20, 15000, 200",
    "'head: 16KiB', 20, 17000, 431",
    "'fields: 2', 20, 1, 200",
    "'fields: 1', 20, 1, 431"
  })
  void head_isHeldToTheListenersLimits(String limit, int line, int field, int status) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin, "limits: {" + limit + "}");
        RawClient client = proxy.client()) {
      String target = "/" + "x".repeat(line - "GET / HTTP/1.1".length());
      String more = field == 0 ? "" : "X-A: " + "y".repeat(field) + "\r\n";
      client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n");
      assertThat(client.readResponse().status()).isEqualTo(status);
    }
  }

  @Test
  void limitsOfDefaults_holdUnlessTheListenerSaysOtherwise() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", "", origin.port())
                    .replace(
                        "defaults: {",
                        "defaults: {limits: {fields: 1, head: 1KiB, request_line: 300B}, ")
                    .replace("backend: app}", "backend: app, limits: {fields: 3}}"));
        RawClient many = proxy.client();
        RawClient large = proxy.client()) {
      many.send("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nB: c\r\n\r\n");
      assertThat(many.readResponse().status()).isEqualTo(200);
      large.send("GET / HTTP/1.1\r\nHost: a\r\nA: " + "x".repeat(1024) + "\r\n\r\n");
      assertThat(large.readResponse().status()).isEqualTo(431);
    }
  }

  // ---- timeouts of one listener ----

  @Test
  void requestHeadersOfListener_winsOverThatOfDefaults() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin, "timeouts: {request_headers: 500ms}");
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost:");
      assertThat(client.readResponse().status()).isEqualTo(408);
    }
  }

  @Test
  void clientTimeoutOfListener_winsOverThatOfDefaults() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = proxy(origin, "timeouts: {client: 150ms}");
        RawClient client = proxy.client()) {
      client.send(post("/", "", "hello").replace("hello", "hel"));
      assertThat(client.readResponse().status()).isEqualTo(408);
    }
  }

  @Test
  void keepAliveOfListener_winsOverThatOfDefaults() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin, "timeouts: {keep_alive: 150ms}");
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      assertThat(client.readAll()).isEmpty();
    }
  }

  // ---- keep-alive ----

  @Test
  void keepAliveRequests_lastAnswerSaysCloseAndCloses() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin, "limits: {keep_alive_requests: 3}");
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(GET).readResponse().headers().contains("connection")).isFalse();
      }
      // The fourth may be on its way already: it must not destroy the third's answer.
      RawResponse last = client.send(GET + GET).readResponse();
      assertThat(last.headers().first("connection")).isEqualTo("close");
      assertThat(client.readAll()).isEmpty();
      assertThat(origin.requests()).hasSize(3);
    }
  }

  @Test
  void keepAliveTime_closesIdleConnection() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin, "limits: {keep_alive_time: 300ms}");
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      assertThat(client.closedByPeer(LONG)).isTrue();
    }
  }

  @Test
  void keepAliveTime_passesDuringAnExchange_answerSaysCloseAndCloses() {
    OriginScript script =
        c -> {
          c.readRequest();
          c.pause(Duration.ofMillis(400));
          c.send(ok("late"));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = proxy(origin, "limits: {keep_alive_time: 200ms}");
        RawClient client = proxy.client()) {
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.bodyText()).isEqualTo("late");
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(client.closedByPeer(LONG)).isTrue();
    }
  }

  // ---- least rate of a body ----

  @Test
  void bodyThatTrickles_408() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = proxy(origin, "limits: {min_body_rate: 1KiB}");
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
      RawResponse[] response = new RawResponse[1];
      await("408 though bytes come all the time")
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                if (client.silentFor(Duration.ofMillis(200))) {
                  client.send("x");
                  return false;
                }
                response[0] = client.readResponse();
                return true;
              });
      assertThat(response[0].status()).isEqualTo(408);
      assertThat(client.closedByPeer(LONG)).isTrue();
      awaitIdle(proxy);
    }
  }

  @Test
  void serverThatDoesNotRead_isNoFaultOfTheClient() throws InterruptedException {
    CountDownLatch read = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readHead();
          read.await();
          c.send(ok("" + c.readRequest().body().length));
        };
    String body = "x".repeat(16 << 20);
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = proxy(origin, "limits: {min_body_rate: 64KiB}");
        RawClient client = proxy.client()) {
      Thread sender = new Thread(() -> client.send(post("/", "", body)));
      sender.start();
      assertThat(client.silentFor(Duration.ofSeconds(7))).as("longer than the grace").isTrue();
      read.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("" + body.length());
      sender.join(10_000);
    }
  }

  // ---- size of a body ----

  @Test
  void announcedBodyAboveLimit_413WithoutServer() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = proxy(origin, "max_request_body: 5B");
        RawClient client = proxy.client();
        RawClient large = proxy.client()) {
      assertThat(client.send(post("/", "", "hello")).readResponse().status()).isEqualTo(200);
      // All of it is sent before the answer is read: it must not be lost to a reset.
      RawResponse response = large.send(post("/", "", "x".repeat(1 << 20))).readResponse();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(large.closedByPeer(LONG)).isTrue();
      assertThat(origin.heads()).hasSize(1);
    }
  }

  @Test
  void announcedBodyAboveLimitWithExpectation_413WithoutContinue() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = proxy(origin, "max_request_body: 5B");
        RawClient client = proxy.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 413 ");
      assertThat(origin.heads()).isEmpty();
    }
  }

  @Test
  void chunkedBodyAboveLimit_413AndServerIsCut() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = proxy(origin, "max_request_body: 5B");
        RawClient client = proxy.client();
        RawClient large = proxy.client()) {
      client.send(CHUNKED_POST + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(200);
      large.send(CHUNKED_POST + "5\r\nhello\r\n");
      await("the head").atMost(LONG).until(() -> origin.heads().size() == 2);
      RawResponse response = large.send("1\r\nx\r\n0\r\n\r\n").readResponse();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(large.closedByPeer(LONG)).isTrue();
      awaitIdle(proxy);
      assertThat(origin.requests()).extracting(RawRequest::bodyText).containsExactly("abcde");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/small", "/large"})
  void routesLimit_winsOverListeners(String path) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy =
            proxy(
                origin,
                "max_request_body: 5B, routes: [{match: {path: /large}, backend: app,"
                    + " max_request_body: 1MiB}]");
        RawClient client = proxy.client()) {
      int status = path.equals("/large") ? 200 : 413;
      assertThat(client.send(post(path, "", "x".repeat(1000))).readResponse().status())
          .isEqualTo(status);
    }
  }

  @Test
  void chunkedBodyAboveLimitInsideAnswer_answerIsCut() {
    OriginScript script =
        c -> {
          c.readHead();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = proxy(origin, "max_request_body: 5B");
        RawClient client = proxy.client()) {
      client.send(CHUNKED_POST + "2\r\nab\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
      client.readExactly(4);
      client.send("9\r\nx");
      assertThat(client.closedByPeer(LONG)).isTrue();
      awaitIdle(proxy);
    }
  }

  @Test
  void silentClient_isNotMeasuredBetweenRequests() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = proxy(origin, "limits: {min_body_rate: 1MiB}");
        RawClient client = proxy.client()) {
      client.send(post("/", "", "hello")).readResponse();
      assertThat(client.silentFor(SHORT)).isTrue();
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
    }
  }
}
