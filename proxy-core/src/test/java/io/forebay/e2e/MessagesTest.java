package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.SHORT;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.hash;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.text;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message is when it comes out on the other side. */
@ExtendWith(LeakExtension.class)
class MessagesTest {

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final List<Integer> SIZES =
      List.of(0, 1, 2047, 2048, 2049, 4096, 4097, 64 * 1024, 1 << 20);

  @ParameterizedTest
  @EnumSource(Transport.class)
  void keepAlive_hundredRequestsOnOneConnectionEachSide(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 100; i++) {
        RawResponse response = client.send(GET).readResponse();
        assertThat(response.bodyText()).isEqualTo("one");
        assertThat(response.headers().contains("connection")).isFalse();
      }
      assertThat(origin.connections()).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void bodiesOfManySizes_arriveWholeBothWays(Transport transport) {
    for (boolean chunkedRequest : new boolean[] {false, true}) {
      for (boolean chunkedAnswer : new boolean[] {false, true}) {
        bodies(transport, chunkedRequest, chunkedAnswer);
      }
    }
  }

  private static void bodies(Transport transport, boolean chunkedRequest, boolean chunkedAnswer) {
    OriginScript script =
        OriginScript.respondWith(
            request ->
                chunkedAnswer ? CHUNKED + chunks(request.bodyText()) : ok(request.bodyText()));
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      for (int size : SIZES) {
        byte[] body = Setup.bytes(size);
        String request =
            chunkedRequest
                ? "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunks(text(body))
                : Setup.post("/", "", text(body));
        RawResponse response = client.send(request).readResponse();
        assertThat(hash(response.body())).as("%d bytes", size).isEqualTo(hash(body));
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  private static String chunks(String body) {
    StringBuilder out = new StringBuilder();
    int size = 1;
    for (int at = 0; at < body.length(); size = size * 7 % 70_001) {
      int end = Math.min(body.length(), at + size);
      out.append(Integer.toHexString(end - at)).append(";ext=1\r\n");
      out.append(body, at, end).append("\r\n");
      at = end;
    }
    return out.append("0\r\n\r\n").toString();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void largeUploadsBehindEachOther_bodiesDoNotMix(Transport transport) {
    OriginScript script =
        c -> {
          for (RawRequest request = c.readRequest(); request != null; request = c.readRequest()) {
            String body = request.bodyText();
            c.send(ok(body.chars().distinct().count() + " " + body.charAt(0) + body.length()));
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      StringBuilder requests = new StringBuilder();
      for (char letter = 'a'; letter <= 'z'; letter++) {
        requests.append("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300001\r\n\r\n");
        requests.append(String.valueOf(letter).repeat(300_001));
      }
      Thread sender = new Thread(() -> client.send(requests.toString()));
      sender.start();
      for (char letter = 'a'; letter <= 'z'; letter++) {
        assertThat(client.readResponse().bodyText()).isEqualTo("1 " + letter + "300001");
      }
      awaitIdle(proxy);
    }
  }

  @Test
  void pipelinedBehindSlowAnswer_orderKeptAndNextNotStarted() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    OriginScript script =
        c -> {
          for (RawRequest request = c.readRequest(); request != null; request = c.readRequest()) {
            if (request.target().equals("/0")) {
              answer.await();
            }
            c.send(ok(request.target()));
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      StringBuilder requests = new StringBuilder();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        requests.append("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
        expected.add("/" + i);
      }
      Thread sender = new Thread(() -> client.send(requests.toString()));
      sender.start();
      assertThat(client.silentFor(SHORT)).isTrue();
      assertThat(origin.heads()).hasSize(1);
      answer.countDown();
      assertThat(client.readResponses(2000)).extracting(RawResponse::bodyText).isEqualTo(expected);
      sender.join(10_000);
    }
  }

  // ---- HTTP/1.0 ----

  @Test
  void http10_closesUnlessAskedNotTo() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient kept = proxy.client();
        RawClient closed = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(kept.readResponse().headers().first("connection")).isEqualTo("keep-alive");
      }
      closed.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(closed.readResponse().headers().first("connection")).isEqualTo("close");
      assertThat(closed.closedByPeer(LONG)).isTrue();
      assertThat(origin.heads())
          .allMatch(it -> it.startsWith("GET / HTTP/1.1\r\n"))
          .allMatch(it -> it.contains("\r\nHost: 127.0.0.1:" + proxy.port() + "\r\n"));
    }
  }

  @Test
  void http10_chunkedAnswerEndsWithConnection() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(OriginScript.respond(CHUNKED + "5\r\nhello\r\n0\r\n\r\n"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
      RawResponse response = client.readResponse();
      assertThat(response.bodyText()).isEqualTo("hello");
      assertThat(response.headers().contains("transfer-encoding")).isFalse();
      assertThat(response.headers().first("connection")).isEqualTo("close");
    }
  }

  // ---- answers without a body, or without a length ----

  @Test
  void head_204_304_leaveConnectionUsable() {
    OriginScript script =
        OriginScript.respondWith(
            request ->
                switch (request.target()) {
                  case "/head" -> "HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n";
                  case "/head-chunked" -> CHUNKED;
                  case "/204" -> "HTTP/1.1 204 No Content\r\n\r\n";
                  case "/304" -> "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n";
                  default -> ok("body");
                });
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("HEAD /head HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse("HEAD").headers().first("content-length")).isEqualTo("12345");
      client.send("HEAD /head-chunked HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse("HEAD").status()).isEqualTo(200);
      assertThat(client.send(GET.replace("/ ", "/204 ")).readResponse().status()).isEqualTo(204);
      RawResponse unmodified = client.send(GET.replace("/ ", "/304 ")).readResponse();
      assertThat(unmodified.status()).isEqualTo(304);
      assertThat(unmodified.headers().first("content-length")).isEqualTo("99");
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("body");
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void answerUntilClose_isChunkedForHttp11AndClosesForHttp10(Transport transport) {
    String body = text(Setup.bytes(300_000));
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.untilClose(body));
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client();
        RawClient old = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send(GET).readResponse();
        assertThat(response.headers().first("transfer-encoding")).isEqualTo("chunked");
        assertThat(hash(response.body())).isEqualTo(hash(Setup.bytes(300_000)));
      }
      RawResponse response = old.send("GET / HTTP/1.0\r\n\r\n").readResponse();
      assertThat(response.headers().contains("transfer-encoding")).isFalse();
      assertThat(response.bodyText().equals(body)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void trailers_passBothWays(boolean freshConnection) {
    OriginScript script =
        c -> {
          for (RawRequest request = c.readRequest(); request != null; request = c.readRequest()) {
            c.send(
                CHUNKED
                    + "2\r\nok\r\n0\r\nX-Seen: "
                    + request.trailers().first("x-sum")
                    + "\r\n\r\n");
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      if (!freshConnection) {
        client.send(GET).readResponse();
      }
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
              + "3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n");
      RawResponse response = client.readResponse();
      assertThat(response.bodyText()).isEqualTo("ok");
      assertThat(response.trailers().first("x-seen")).isEqualTo("42");
    }
  }

  // ---- interim answers ----

  @ParameterizedTest
  @EnumSource(Transport.class)
  void continueAndEarlyHints_reachHttp11(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(MessagesTest::interim);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 100 Continue\r\n");
      RawResponse response = client.send("hello").readResponse();
      assertThat(response.interim()).extracting(RawResponse::status).containsExactly(103);
      assertThat(response.interim().get(0).headers().first("link")).isEqualTo("</a.css>");
      assertThat(response.bodyText()).isEqualTo("hello");
    }
  }

  @Test
  void interimAnswers_notSentToHttp10() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(MessagesTest::interim);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
      RawResponse response = client.readResponse();
      assertThat(response.interim()).isEmpty();
      assertThat(response.bodyText()).isEqualTo("hello");
    }
  }

  private static void interim(io.forebay.testkit.OriginConnection c) {
    while (c.readHead() != null) {
      c.send("HTTP/1.1 100 Continue\r\n\r\n");
      String body = c.readRequest().bodyText();
      c.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
      c.send(ok(body));
    }
  }

  // ---- fields ----

  @Test
  void hopByHopFields_stayOnTheirSide() {
    String hops =
        "Connection: X-Mine, close-not\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\n"
            + "Proxy-Connection: keep-alive\r\nTE: trailers\r\nX-End: 2\r\n";
    OriginScript script =
        OriginScript.respond("HTTP/1.1 200 OK\r\n" + hops + "Content-Length: 2\r\n\r\nok");
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      RawResponse response =
          client.send("GET / HTTP/1.1\r\nHost: a\r\n" + hops + "\r\n").readResponse();
      String[] names = {"connection", "x-mine", "keep-alive", "proxy-connection", "te"};
      for (String name : names) {
        assertThat(origin.requests().get(0).headers().contains(name)).as(name).isFalse();
        assertThat(response.headers().contains(name)).as(name).isFalse();
      }
      assertThat(origin.requests().get(0).headers().first("x-end")).isEqualTo("2");
      assertThat(response.headers().first("x-end")).isEqualTo("2");
    }
  }

  @Test
  void hostAndTarget_unchangedAndAbsoluteFormReduced() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("GET /a%20b?x=1&y HTTP/1.1\r\nHost: App.Example.COM:8080\r\n\r\n").readResponse();
      client.send("GET http://b.example/p?q HTTP/1.1\r\nHost: other\r\n\r\n").readResponse();
      assertThat(origin.requests().get(0).target()).isEqualTo("/a%20b?x=1&y");
      assertThat(origin.requests().get(0).headers().first("host"))
          .isEqualTo("App.Example.COM:8080");
      assertThat(origin.requests().get(1).target()).isEqualTo("/p?q");
      assertThat(origin.requests().get(1).headers().all("host")).containsExactly("b.example");
    }
  }

  @Test
  void largeHeaderSections_passBothWays() {
    String large = "x".repeat(50_000);
    OriginScript script =
        OriginScript.respondWith(
            request ->
                "HTTP/1.1 200 OK\r\nX-Large: "
                    + request.headers().first("x-large")
                    + "\r\nContent-Length: 0\r\n\r\n");
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        RawResponse response =
            client
                .send("GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + large + "\r\n\r\n")
                .readResponse();
        assertThat(response.headers().first("x-large")).isEqualTo(large);
      }
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + large + large + "\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(431);
    }
  }

  // ---- closing ----

  @Test
  void closeFromClient_onlyClientsConnectionEnds() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(yaml("{}", "", origin.port()).replace("threads: 2", "threads: 1"))) {
      for (int i = 0; i < 3; i++) {
        try (RawClient client = proxy.client()) {
          client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
          assertThat(client.readResponse().headers().first("connection")).isEqualTo("close");
          assertThat(client.closedByPeer(LONG)).isTrue();
        }
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void closeFromServer_onlyServersConnectionEnds() {
    OriginScript script =
        OriginScript.respond("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).readResponse().headers().contains("connection")).isFalse();
      }
      assertThat(origin.connections()).isEqualTo(3);
    }
  }

  @Test
  void serverKeepAliveOff_oneConnectionPerRequestAndSaysSo() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(yaml("{}", "keep_alive: {server: false}", origin.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
      assertThat(origin.connections()).isEqualTo(3);
      assertThat(origin.requests()).allMatch(RawRequest::isLast);
    }
  }
}
