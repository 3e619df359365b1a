package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.hash;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.text;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.net.Transport;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Corners of HTTP/1.1 on the client's side. */
@ExtendWith(LeakExtension.class)
class ClientEdgeTest {

  private static final String EXPECTING_POST =
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";

  // ---- the client ends its half ----

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientEndsItsHalf_answersToAllItSentStillCome(Transport transport) {
    OriginScript script =
        OriginScript.respondWith(request -> ok(request.target() + request.bodyText()));
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET.replace("/ ", "/a ") + post("/b", "", "hello") + GET.replace("/ ", "/c "));
      client.shutdownOutput();
      assertThat(client.readResponses(3))
          .extracting(RawResponse::bodyText)
          .containsExactly("/a", "/bhello", "/c");
      assertThat(client.readAll()).isEmpty();
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientEndsItsHalf_slowServersLargeAnswerComesWhole(Transport transport)
      throws InterruptedException {
    byte[] body = Setup.bytes(8 << 20);
    CountDownLatch ended = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readRequest();
          ended.await();
          c.pause(Duration.ofMillis(100));
          c.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
          c.send(body);
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET);
      client.shutdownOutput();
      ended.countDown();
      assertThat(hash(client.readResponse().body())).isEqualTo(hash(body));
      assertThat(client.closedByPeer(LONG)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientEndsItsHalfBehindLargeBody_serverGetsAllAndAnswerComes(Transport transport) {
    byte[] body = Setup.bytes(4 << 20);
    OriginScript script =
        c -> {
          c.readHead();
          c.pause(Duration.ofMillis(100));
          c.send(ok(hash(c.readRequest().body())));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(post("/", "", text(body)));
      client.shutdownOutput();
      assertThat(client.readResponse().bodyText()).isEqualTo(hash(body));
      assertThat(client.closedByPeer(LONG)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET / HT",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT"
      })
  void clientEndsItsHalfInsideRequest_connectionEnds(String sent) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send(sent);
      client.shutdownOutput();
      assertThat(client.readAll()).doesNotContain(" 408 ");
      await("the connection to end").atMost(LONG).until(() -> proxy.proxy().openConnections() == 0);
    }
  }

  // ---- empty lines ----

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", ""})
  void emptyLineBehindRequest_connectionIsIdle(String behind) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(yaml("{request_headers: 400ms, keep_alive: 3s}", "", origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(post("/", "", "hello") + behind).readResponse().status())
          .isEqualTo(200);
      // Longer than a head may take, and in two parts.
      assertThat(client.silentFor(Duration.ofMillis(800))).isTrue();
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      client.send(behind);
      assertThat(client.readAll()).as("closed silently").isEmpty();
    }
  }

  // ---- expectations ----

  @ParameterizedTest
  @ValueSource(strings = {"200-ok", "100-continue, other", "100-continued"})
  void unknownExpectation_417(String expectation) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nExpect: " + expectation + "\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(417);
      assertThat(origin.heads()).isEmpty();
    }
  }

  @Test
  void expectation_isForwardedAndContinueNeverInvented() {
    CountDownLatch answer = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readHead();
          answer.await();
          c.send(ok("no need"));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send(EXPECTING_POST);
      await("the head").atMost(LONG).until(() -> origin.heads().size() == 1);
      assertThat(origin.heads().get(0)).contains("\r\nExpect: 100-continue\r\n");
      assertThat(client.silentFor(Setup.SHORT)).isTrue();
      answer.countDown();
      RawResponse response = client.readResponse();
      assertThat(response.interim()).isEmpty();
      assertThat(response.bodyText()).isEqualTo("no need");
      // Whether the body still comes is the client's choice, so nothing can follow.
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(client.closedByPeer(LONG)).isTrue();
    }
  }

  @Test
  void expectationOfHttp10_isNotForwarded() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send(EXPECTING_POST.replace("HTTP/1.1", "HTTP/1.0") + "hello");
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(origin.requests().get(0).headers().contains("expect")).isFalse();
    }
  }

  // ---- early answers ----

  @Test
  void earlyAnswerToShortBody_connectionIsUsedAgain() {
    OriginScript script =
        c -> {
          while (c.readHead() != null) {
            c.send(ok("early"));
            c.readRequest();
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
      RawResponse response = client.readResponse();
      assertThat(response.bodyText()).isEqualTo("early");
      assertThat(response.headers().contains("connection")).isFalse();
      assertThat(client.send("hello" + GET).readResponse().bodyText()).isEqualTo("early");
    }
  }

  @Test
  void earlyAnswerAndRestOfBodyNeverComes_connectionCloses() {
    OriginScript script =
        c -> {
          c.readHead();
          c.send(ok("early"));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.readResponse().bodyText()).isEqualTo("early");
      assertThat(client.closedByPeer(LONG)).isTrue();
    }
  }

  // ---- faults in the first read ----

  @Test
  void faultyChunkBesideHeadOfRequest_neverReachesTheServer() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
      assertThat(client.readResponse().status()).isEqualTo(400);
      assertThat(origin.heads()).isEmpty();
    }
  }

  @Test
  void faultyChunkBesideHeadOfAnswer_502() {
    OriginScript script =
        OriginScript.respond("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
    }
  }

  // ---- targets and fields ----

  @Test
  void asteriskForm_reachesTheServer() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      client.send("OPTIONS http://b.example HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      assertThat(origin.requests()).extracting(RawRequest::target).containsExactly("*", "*");
      assertThat(origin.requests().get(1).headers().first("host")).isEqualTo("b.example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT a:443", "TRACE /"})
  void connectAndTrace_405(String start) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send(start + " HTTP/1.1\r\nHost: a\r\n\r\n");
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.headers().contains("allow")).isTrue();
      assertThat(origin.heads()).isEmpty();
    }
  }

  @Test
  void oddPathsAndUnderscores_areForwardedByteForByte() {
    String target = "/a/../b//c/%2e%2E/%2Fd/.;x?y=/../";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nX_Under: 1\r\n\r\n").readResponse();
      assertThat(origin.requests().get(0).target()).isEqualTo(target);
      assertThat(origin.requests().get(0).headers().first("x_under")).isEqualTo("1");
    }
  }
}
