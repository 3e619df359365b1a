package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.hash;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.text;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.http.ProxyError;
import io.forebay.net.Transport;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.TestProxy;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages are when they come from HTTP/2 servers, and go to them. */
@ExtendWith(LeakExtension.class)
class Http2ServersTest {

  private static final long CANCEL = 8;
  private static final List<Integer> SIZES =
      List.of(0, 1, 4096, 4097, 16 * 1024, 65_535, 65_536, 1 << 20);

  private static TestProxy proxy(Http2Origin origin) {
    return TestProxy.start(yaml("{}", "protocol: h2c", origin.port()));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void requestsOfOneLoop_shareAConnection(Transport transport) {
    CountDownLatch all = new CountDownLatch(20);
    Http2Script script =
        stream -> {
          all.countDown();
          all.await();
          stream.respond(Http2Fields.ok(), "fine");
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = TestProxy.start(transport, oneWorker(origin))) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(proxy.client().send(GET));
      }
      for (RawClient client : clients) {
        RawResponse response = client.readResponse();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.bodyText()).isEqualTo("fine");
        client.close();
      }
      assertThat(origin.connections()).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @Test
  void trailersBehindContentThatWaitsForItsWindow_arrive() {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok(), false);
          stream.data("x".repeat(10_000), false);
          stream.trailers(Http2Fields.of("x-last", "1"));
        };
    Http2Settings small = new Http2Settings().initialWindowSize(100);
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = proxy(origin);
        Http2Client client = Http2Client.connect(proxy.port(), small)) {
      Http2TestStream stream = client.open(Http2Fields.request("POST", "/"), false);
      stream.holdCredit();
      stream.data("", true);
      stream.awaitBytes(100);
      await("all to have come").until(() -> Setup.server(proxy, 0).inFlight() == 0);
      stream.returnCredit();
      assertThat(stream.awaitText()).hasSize(10_000);
      assertThat(stream.awaitTrailers()).isEqualTo(Http2Fields.of("x-last", "1"));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void bodiesOfManySizes_arriveWholeBothWays(Transport transport) {
    try (Http2Origin origin = Http2Origin.start(Http2Script.echo());
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "protocol: h2c", origin.port()));
        RawClient client = proxy.client()) {
      for (int size : SIZES) {
        byte[] body = Setup.bytes(size);
        RawResponse response = client.send(post("/", "", text(body))).readResponse();
        assertThat(hash(response.body())).as("%d bytes", size).isEqualTo(hash(body));
      }
      assertThat(origin.connections()).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @Test
  void chunkedRequest_andItsTrailers_arrive() {
    try (Http2Origin origin = Http2Origin.start(Http2Script.echo());
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      RawResponse response =
          client
              .send(
                  "POST / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + "5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n")
              .readResponse();
      assertThat(response.bodyText()).isEqualTo("hello");
      assertThat(response.wireText()).contains("x-sum: 7");
      assertThat(origin.streams().get(0).awaitTrailers().get("x-sum")).isEqualTo("7");
    }
  }

  @Test
  void head_isThatOfHttp2() {
    try (Http2Origin origin = Http2Origin.start(Http2Script.respond("x"));
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      client
          .send(
              "GET /a?b=c HTTP/1.1\r\nHost: App.example.com\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
                  + "Accept: */*\r\nCookie: a=b\r\n\r\n")
          .readResponse();
      Http2Fields head = origin.heads().get(0);
      assertThat(head.get(":method")).isEqualTo("GET");
      assertThat(head.get(":scheme")).isEqualTo("http");
      assertThat(head.get(":authority")).isEqualTo("App.example.com");
      assertThat(head.get(":path")).isEqualTo("/a?b=c");
      assertThat(head.get("accept")).isEqualTo("*/*");
      assertThat(head.get("cookie")).isEqualTo("a=b");
      assertThat(head.names()).doesNotContain("host", "connection", "x-hop");
    }
  }

  @Test
  void interimHeadAndTrailers_passToTheClient() {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.answer(103).with("link", "</a>"), false);
          stream.head(Http2Fields.ok(), false).data("body", false);
          stream.trailers(Http2Fields.of("x-sum", "9"));
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      client.send(GET);
      assertThat(client.readHead()).startsWith("HTTP/1.1 103 ").contains("link: </a>");
      RawResponse response = client.readResponse();
      assertThat(response.bodyText()).isEqualTo("body");
      assertThat(response.wireText()).contains("x-sum: 9");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void answerWithoutBody_whoseEndComesLater_isWhole(int status) {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.answer(status), false);
          stream.data("", true);
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).readResponse().status()).isEqualTo(status);
      }
      assertThat(origin.connections()).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  /** HTTP/1.1 would go on to the end of the connection. */
  @Test
  void answerThatEndsWithItsHead_getsALength() {
    try (Http2Origin origin = Http2Origin.start(stream -> stream.head(Http2Fields.ok(), true));
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send(GET).readResponse();
        assertThat(response.headers().first("content-length")).isEqualTo("0");
        assertThat(response.bodyText()).isEmpty();
      }
    }
  }

  @Test
  void answerToHead_keepsItsLength() {
    Http2Fields answer = Http2Fields.ok().with("content-length", "5");
    try (Http2Origin origin = Http2Origin.start(stream -> stream.head(answer, true));
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse("HEAD").headers().first("content-length")).isEqualTo("5");
    }
  }

  @Test
  void answerBeforeTheWholeRequest_reachesTheClientAndEndsTheStream() {
    Http2Script script = stream -> stream.respond(Http2Fields.answer(413), "big");
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = proxy(origin)) {
      for (int i = 0; i < 5; i++) {
        try (RawClient client = proxy.client()) {
          client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nfirst");
          RawResponse response = client.readResponse();
          assertThat(response.status()).isEqualTo(413);
          assertThat(response.bodyText()).isEqualTo("big");
        }
      }
      origin.streams().forEach(it -> assertThat(it.awaitReset()).isEqualTo(CANCEL));
      assertThat(origin.connections()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void lengthThatIsNotThatOfTheBody_cutsTheAnswer() {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok().with("content-length", "10"), false);
          stream.data("short", true);
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      client.send(GET);
      assertThat(client.closedByPeer(LONG)).isTrue();
      awaitIdle(proxy);
      assertThat(Setup.errors(proxy.proxy(), ProxyError.RESPONSE_TRUNCATED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Upper: a", "connection: close", "transfer-encoding: chunked", ":path: /"})
  void malformedHead_isABadGatewayAndEndsTheStreamAlone(String field) {
    int colon = field.indexOf(": ");
    Http2Fields answer =
        Http2Fields.ok().with(field.substring(0, colon), field.substring(colon + 2));
    try (Http2Origin origin = Http2Origin.start(stream -> stream.respond(answer, "x"));
        TestProxy proxy = proxy(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void clientThatGoesAway_cancelsItsStreamOnly() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Http2Script script =
        stream -> {
          go.await();
          stream.respond(Http2Fields.ok(), "late");
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = proxy(origin);
        RawClient stays = proxy.client()) {
      stays.send(GET);
      await().atMost(LONG).until(() -> origin.streams().size() == 1);
      RawClient goes = proxy.client();
      goes.send(GET);
      await().atMost(LONG).until(() -> origin.streams().size() == 2);
      goes.reset();
      assertThat(origin.streams().get(1).awaitReset()).isEqualTo(CANCEL);
      go.countDown();
      assertThat(stays.readResponse().bodyText()).isEqualTo("late");
      awaitIdle(proxy);
    }
  }

  @Test
  void clientThatDoesNotRead_stopsItsStreamAndNoOther() {
    byte[] body = Setup.bytes(8 << 20);
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok(), false);
          stream.data(body, true);
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = TestProxy.start(oneWorker(origin));
        RawClient slow = proxy.client();
        RawClient quick = proxy.client()) {
      slow.send(GET);
      await().atMost(LONG).until(() -> !origin.streams().isEmpty());
      assertThat(hash(quick.send(GET).readResponse().body())).isEqualTo(hash(body));
      assertThat(hash(slow.readResponse().body())).isEqualTo(hash(body));
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  private static String oneWorker(Http2Origin origin) {
    return yaml("{}", "protocol: h2c", origin.port())
        .replace("worker_threads: 2", "worker_threads: 1");
  }

  @Test
  void serverThatDoesNotRead_stopsTheClientAndNoOther() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    Http2Script script =
        stream -> {
          if (stream.awaitHead().get(":path").equals("/slow")) {
            stream.holdCredit();
            held.await();
            stream.returnCredit();
          }
          stream.respond(Http2Fields.ok(), stream.awaitBody().length + " bytes");
        };
    try (Http2Origin origin = Http2Origin.start(script);
        TestProxy proxy = TestProxy.start(oneWorker(origin));
        RawClient slow = proxy.client();
        RawClient quick = proxy.client()) {
      byte[] body = Setup.bytes(8 << 20);
      Thread sender = new Thread(() -> slow.send(post("/slow", "", text(body))));
      sender.start();
      await().atMost(LONG).until(() -> !origin.streams().isEmpty());
      assertThat(quick.send(GET).readResponse().bodyText()).isEqualTo("0 bytes");
      held.countDown();
      assertThat(slow.readResponse().bodyText()).isEqualTo(body.length + " bytes");
      sender.join();
      Http2TestStream first = origin.streams().get(0);
      assertThat(hash(first.awaitBody())).isEqualTo(hash(body));
    }
  }
}
