package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which host servers are told. */
@ExtendWith(LeakExtension.class)
class ToldHostTest {

  private static final String REQUEST =
      "GET /a HTTP/1.1\r\nX-First: 1\r\nHost: client.test\r\nX-Last: 2\r\n\r\n";
  private static final String LISTENER =
      "web: {bind: \"127.0.0.1:0\", backend: app,"
          + " headers: {request: {set: {X-Was: \"${host}\"}}}}";

  private static String config(String backend, String... servers) {
    return """
    global: {worker_threads: 1}
    listeners:
      %s
    backends:
      app: {%s servers: [%s]}
    """
        .formatted(LISTENER, backend, String.join(", ", servers));
  }

  private static String server(int port, String more) {
    return "{address: \"localhost:" + port + "\"" + more + "}";
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', client.test",
    "'host: preserve,', '', client.test",
    "'host: upstream,', '', localhost:PORT",
    "'host: own.test,', '', own.test",
    "'host: \"own.test:81\",', '', own.test:81",
    "'host: own.test,', ', host: upstream', localhost:PORT",
    "'host: own.test,', ', host: preserve', client.test",
  })
  void http1_isToldIt_onceAndFirst(String ofBackend, String ofServer, String expected) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(config(ofBackend, server(origin.port(), ofServer)));
        RawClient client = proxy.client();
        Http2Client second = Http2Client.connect(proxy.port())) {
      client.send(REQUEST).readResponse();
      second
          .open(Http2Fields.request("GET", "/b").replace(":authority", "client.test"), true)
          .awaitText();

      String host = expected.replace("PORT", "" + origin.port());
      for (var request : origin.requests()) {
        assertThat(request.headers().all("host")).containsExactly(host);
        assertThat(request.headers().all("x-was")).containsExactly("client.test");
        assertThat(request.headers().all("x-forwarded-host")).containsExactly("client.test");
      }
      assertThat(origin.requests()).hasSize(2);
      if (!host.equals("client.test")) {
        assertThat(origin.heads().get(0)).startsWith("GET /a HTTP/1.1\r\nHost: " + host + "\r\n");
        assertThat(origin.heads().get(1)).startsWith("GET /b HTTP/1.1\r\nHost: " + host + "\r\n");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', client.test",
    "'host: upstream,', localhost:PORT",
    "'host: own.test,', own.test",
  })
  void http2_isToldIt(String host, String expected) {
    List<Http2Fields> heads = new CopyOnWriteArrayList<>();
    try (Http2Origin origin =
            Http2Origin.start(
                stream -> {
                  heads.add(stream.awaitHead());
                  stream.head(Http2Fields.ok(), true);
                });
        TestProxy proxy =
            TestProxy.start(config("protocol: h2c, " + host, server(origin.port(), "")));
        RawClient client = proxy.client();
        Http2Client second = Http2Client.connect(proxy.port())) {
      client.send(REQUEST).readResponse();
      second
          .open(Http2Fields.request("GET", "/b").replace(":authority", "client.test"), true)
          .awaitText();

      assertThat(heads).hasSize(2);
      for (Http2Fields head : heads) {
        assertThat(head.all(":authority"))
            .containsExactly(expected.replace("PORT", "" + origin.port()));
        assertThat(head.all("host")).isEmpty();
      }
    }
  }

  @Test
  void http10WithoutHost_isToldOne() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(config("host: own.test,", server(origin.port(), "")));
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.0\r\n\r\n").readResponse();

      assertThat(origin.heads().get(0)).startsWith("GET / HTTP/1.1\r\nHost: own.test\r\n");
      assertThat(origin.requests().get(0).headers().all("host")).containsExactly("own.test");
    }
  }

  /** Of three servers each one but the last drops the connection. */
  @Test
  void everyTry_hasTheHostOfItsServer() {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.closeAfterHead());
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.closeAfterHead());
        ScriptedOrigin three = ScriptedOrigin.start(OriginScript.named("three"));
        TestProxy proxy =
            TestProxy.start(
                config(
                    "balance: first, retry: {attempts: 3, budget: 100%},",
                    server(one.port(), ", host: one.test"),
                    server(two.port(), ""),
                    server(three.port(), ", host: three.test")));
        RawClient client = proxy.client()) {
      assertThat(client.send(REQUEST).readResponse().bodyText()).isEqualTo("three");

      assertThat(one.heads().get(0).toLowerCase()).containsOnlyOnce("host: one.test");
      assertThat(two.heads().get(0))
          .containsOnlyOnce("\r\nHost: client.test")
          .doesNotContain("one");
      assertThat(three.heads().get(0))
          .containsOnlyOnce("\r\nHost: ")
          .contains("\r\nHost: three.test\r\n")
          .contains("X-First: 1\r\n", "X-Last: 2\r\n");
    }
  }

  @Test
  void webSocket_isToldIt() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                OriginScript.respond(
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                        + "Upgrade: websocket\r\n\r\n"));
        TestProxy proxy = TestProxy.start(config("host: own.test,", server(origin.port(), "")));
        RawClient client = proxy.client()) {
      client.send(
          "GET /ws HTTP/1.1\r\nHost: client.test\r\nConnection: upgrade\r\n"
              + "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + "Sec-WebSocket-Version: 13\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 101");
      assertThat(origin.heads().get(0)).startsWith("GET /ws HTTP/1.1\r\nHost: own.test\r\n");
    }
  }

  @Test
  void reload_withAnotherHost_isHeldToIt() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(config("", server(origin.port(), "")));
        RawClient client = proxy.client()) {
      client.send(REQUEST).readResponse();
      proxy.proxy().apply(TestProxy.parse(config("host: own.test,", server(origin.port(), ""))));
      client.send(REQUEST).readResponse();

      assertThat(origin.requests().get(0).headers().first("host")).isEqualTo("client.test");
      assertThat(origin.requests().get(1).headers().first("host")).isEqualTo("own.test");
    }
  }
}
