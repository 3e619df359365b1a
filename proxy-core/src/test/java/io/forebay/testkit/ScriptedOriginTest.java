package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScriptedOriginTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void respond_keepsTheConnection() {
    try (var origin = ScriptedOrigin.start(OriginScript.respond(OK));
        var client = RawClient.connect(origin.port())) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");

      assertThat(origin.connections()).isEqualTo(1);
      assertThat(origin.openConnections()).isEqualTo(1);
      assertThat(origin.requests()).hasSize(2);
    }
  }

  @Test
  void respond_requestSaysClose_closes() {
    try (var origin = ScriptedOrigin.start(OriginScript.respond(OK));
        var client = RawClient.connect(origin.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: x, Close\r\n\r\n").readResponse();
      assertThat(client.closedByPeer(SOON)).isTrue();
    }
  }

  @Test
  void respond_responseSaysClose_closes() {
    String last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    try (var origin = ScriptedOrigin.start(OriginScript.respond(last));
        var client = RawClient.connect(origin.port())) {
      client.send(GET).readResponse();
      assertThat(client.closedByPeer(SOON)).isTrue();
    }
  }

  @Test
  void echo_showsTheChunksThatCrossed() {
    String request =
        "POST /a HTTP/1.1\r\nhost: A.test\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n";
    try (var origin = ScriptedOrigin.start(OriginScript.echo());
        var client = RawClient.connect(origin.port())) {
      assertThat(client.send(request).readResponse().bodyText()).isEqualTo(request);

      RawRequest received = origin.requests().get(0);
      assertThat(received.method()).isEqualTo("POST");
      assertThat(received.target()).isEqualTo("/a");
      assertThat(received.bodyText()).isEqualTo("abc");
      assertThat(received.trailers().first("x-t")).isEqualTo("1");
    }
  }

  @Test
  void named_answersItsName_andNoBodyToHead() {
    try (var origin = ScriptedOrigin.start(OriginScript.named("blue"));
        var client = RawClient.connect(origin.port())) {
      client.send(GET.replace("GET", "HEAD"));
      assertThat(client.readResponse("HEAD").headers().first("content-length")).isEqualTo("4");
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("blue");
    }
  }

  @Test
  void script_canBeReplacedForNewConnections() {
    try (var origin = ScriptedOrigin.start(OriginScript.named("a"));
        var first = RawClient.connect(origin.port())) {
      assertThat(first.send(GET).readResponse().bodyText()).isEqualTo("a");
      origin.script(OriginScript.named("b"));
      try (var second = RawClient.connect(origin.port())) {
        assertThat(second.send(GET).readResponse().bodyText()).isEqualTo("b");
      }
      assertThat(first.send(GET).readResponse().bodyText()).isEqualTo("a");
    }
  }

  @Test
  void closeAfterHead_answersNothing() {
    try (var origin = ScriptedOrigin.start(OriginScript.closeAfterHead());
        var client = RawClient.connect(origin.port())) {
      assertThat(client.send(GET).closedByPeer(SOON)).isTrue();
      assertThat(origin.heads()).hasSize(1);
      assertThat(origin.requests()).isEmpty();
    }
  }

  @Test
  void resetMidBody_isSeenAsReset() {
    var headRead = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
          headRead.await();
          c.reset();
        };
    try (var origin = ScriptedOrigin.start(script);
        var client = RawClient.connect(origin.port())) {
      client.send(GET).readHead();
      headRead.countDown();
      assertThatThrownBy(client::readAll).hasMessageContaining("reset");
    }
  }

  @Test
  void halfClose_byClient_endsTheRequestsAndStillAnswers() {
    var last = new AtomicLong(-1);
    OriginScript script =
        c -> {
          c.readRequest();
          last.set(c.awaitClose());
          c.send(OK);
        };
    try (var origin = ScriptedOrigin.start(script);
        var client = RawClient.connect(origin.port())) {
      client.send(GET + "12345").shutdownOutput();
      assertThat(client.readResponse().bodyText()).isEqualTo("ok");
      assertThat(last).hasValue(5);
    }
  }

  @Test
  void halfClose_byOrigin_stillReads() {
    OriginScript script =
        c -> {
          c.halfClose();
          c.readRequest();
        };
    try (var origin = ScriptedOrigin.start(script);
        var client = RawClient.connect(origin.port())) {
      assertThat(client.closedByPeer(SOON)).isTrue();
      client.send(GET);
      await("request after FIN").untilAsserted(() -> assertThat(origin.requests()).hasSize(1));
    }
  }

  @Test
  void readHead_thenReadRequest_isOneRequest() {
    OriginScript script =
        c -> {
          assertThat(c.readHead()).contains("Expect: 100-continue\r\n");
          c.send("HTTP/1.1 100 Continue\r\n\r\n");
          assertThat(c.readRequest().bodyText()).isEqualTo("body");
          c.send(OK);
        };
    try (var origin = ScriptedOrigin.start(script);
        var client = RawClient.connect(origin.port())) {
      client.send(
          "PUT / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 100");
      assertThat(client.send("body").readResponse().status()).isEqualTo(200);
      assertThat(origin.requests()).hasSize(1);
      assertThat(origin.heads()).hasSize(1);
    }
  }

  @Test
  void readHead_thenReadExactly_isATunnel() {
    OriginScript script =
        c -> {
          c.readHead();
          c.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
          c.send(c.readExactly(4));
          assertThat(c.readRequest()).isNull();
        };
    try (var origin = ScriptedOrigin.start(script);
        var client = RawClient.connect(origin.port())) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(101);
      client.send("ping").shutdownOutput();
      assertThat(client.readAll()).isEqualTo("ping");
    }
  }

  @Test
  void sendSlowly_arrivesWhole() {
    OriginScript script = c -> c.sendSlowly(OK, Duration.ofMillis(1));
    try (var origin = ScriptedOrigin.start(script);
        var client = RawClient.connect(origin.port())) {
      assertThat(client.readResponse().bodyText()).isEqualTo("ok");
    }
  }

  @Test
  void clientResetsMidRequest_leavesAHeadAndNoRequest() {
    try (var origin = ScriptedOrigin.start(OriginScript.respond(OK));
        var client = RawClient.connect(origin.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\nab");
      await("head").until(() -> origin.heads().size() == 1);
      client.reset();
      await("end of script").until(() -> origin.openConnections() == 0);
      assertThat(origin.requests()).isEmpty();
    }
  }

  @Test
  void close_afterMalformedRequest_fails() {
    var origin = ScriptedOrigin.start(OriginScript.respond(OK));
    try (var client = RawClient.connect(origin.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n");
      assertThat(client.closedByPeer(SOON)).isTrue();
    }
    assertThatThrownBy(origin::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not one Host");
    assertThatCode(origin::close).doesNotThrowAnyException();
  }

  @Test
  void close_afterFailedScript_fails() {
    OriginScript script =
        c -> {
          throw new IllegalStateException("wrong turn");
        };
    var origin = ScriptedOrigin.start(script);
    try (var client = RawClient.connect(origin.port())) {
      assertThat(client.closedByPeer(SOON)).isTrue();
    }
    assertThatThrownBy(origin::close).hasMessageContaining("wrong turn");
  }

  @Test
  void close_interruptsScriptsQuietly() {
    var paused = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    var origin =
        ScriptedOrigin.start(
            c -> {
              paused.countDown();
              c.pause(Duration.ofHours(1));
            });
    try (var client = RawClient.connect(origin.port())) {
      await("script running").until(() -> paused.getCount() == 0);
      origin.script(c -> never.await());
      try (var second = RawClient.connect(origin.port())) {
        await("both running").until(() -> origin.openConnections() == 2);
        assertThatCode(origin::close).doesNotThrowAnyException();
        assertThat(second.closedByPeer(SOON)).isTrue();
      }
      assertThat(client.closedByPeer(SOON)).isTrue();
      assertThat(origin.openConnections()).isZero();
    }
  }
}
