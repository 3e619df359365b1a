package io.forebay.tls.upstream;

import static io.forebay.tls.upstream.SecureOrigins.GET;
import static io.forebay.tls.upstream.SecureOrigins.events;
import static io.forebay.tls.upstream.SecureOrigins.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, answers and tunnels over TLS, and how connections end. */
@ExtendWith(LeakExtension.class)
class UpstreamTlsFlowTest {

  @TempDir private Path folder;
  private SecureOrigins origins;

  @BeforeEach
  void makeAuthority() {
    origins = new SecureOrigins(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void requestsThatMayNotBeRepeated_shareOneConnection(String version) {
    try (ScriptedOrigin origin =
            ScriptedOrigin.startTls(origins.valid().version(version), OriginScript.echo());
        TestProxy proxy = origins.proxy("", "", origin.port());
        RawClient client = proxy.client()) {
      for (int i = 0; i < 5; i++) {
        // For each the kernel is asked what has come meanwhile: messages of TLS do no harm.
        assertThat(client.send(post("n" + i)).readResponse().bodyText()).endsWith("n" + i);
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void bodies_passWhole() {
    byte[] random = new byte[1 << 20];
    new Random(7).nextBytes(random);
    String body = new String(random, StandardCharsets.ISO_8859_1);
    OriginScript echo =
        OriginScript.respondWith(
            request ->
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(body.length(), request.wireText().split("\r\n\r\n", 2)[1]));
    try (ScriptedOrigin origin = origins.origin(echo);
        TestProxy proxy = origins.proxy("", "", origin.port());
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(post(body)).readResponse().bodyText().equals(body)).isTrue();
      }
    }
  }

  @Test
  void chunkedAnswer_passes() {
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n";
    try (ScriptedOrigin origin = origins.origin(OriginScript.respond(answer));
        TestProxy proxy = origins.proxy("", "", origin.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("hello");
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("hello");
    }
  }

  @Test
  void tunnel_passesBothWays_andEndsWithTheServer() {
    OriginScript tunnel =
        c -> {
          c.readHead();
          c.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
          c.send(new String(c.readExactly(4), StandardCharsets.ISO_8859_1) + " pong");
        };
    try (ScriptedOrigin origin = origins.origin(tunnel);
        TestProxy proxy = origins.proxy("", "", origin.port());
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 101");
      client.send("ping");
      assertThat(client.readAll()).isEqualTo("ping pong");
    }
  }

  // ---- ends ----

  @Test
  void untilClose_withCloseNotify_isWhole() {
    try (ScriptedOrigin origin = origins.origin(OriginScript.untilClose("all"));
        TestProxy proxy = origins.proxy("", "", origin.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("all");
    }
  }

  @Test
  void untilClose_cutBelowTls_isTruncated() {
    OriginScript cut =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\n\r\nhalf");
          c.cut();
        };
    try (ScriptedOrigin origin = origins.origin(cut);
        TestProxy proxy = origins.proxy("", "", origin.port());
        RawClient client = proxy.client()) {
      client.send(GET);
      assertThatThrownBy(client::readResponse).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void closedWhileIdle_nextRequestGoesOverANewConnection() {
    OriginScript once =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        };
    try (ScriptedOrigin origin = origins.origin(once);
        TestProxy proxy = origins.proxy("", "retry: {attempts: 0}", origin.port());
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(post("hi")).readResponse().status()).isEqualTo(200);
        int before = i + 1;
        await().until(() -> origin.openConnections() == 0 && origin.connections() == before);
      }
    }
  }

  @Test
  void closedWithoutAnAnswer_isTriedOnAnotherServer() {
    try (ScriptedOrigin closing = origins.origin(OriginScript.closeAfterHead());
        ScriptedOrigin good = origins.origin(OriginScript.named("good"));
        TestProxy proxy = origins.proxy("", "balance: first", closing.port(), good.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
      assertThat(closing.heads()).hasSize(1);
    }
  }

  // ---- handshakes that do not end ----

  @Test
  void handshakeThatHangs_isAFailedConnect() {
    try (ScriptedOrigin silent = ScriptedOrigin.start(c -> c.awaitClose());
        ScriptedOrigin good = origins.origin(OriginScript.named("good"));
        TestProxy proxy =
            origins.proxy(
                "", "balance: first\ntimeouts: {connect: 300ms}", silent.port(), good.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(post("hi")).readResponse().bodyText()).isEqualTo("good");
    }
  }

  @Test
  void serverWithoutTls_isToldApart() {
    OriginScript any =
        c -> {
          c.readExactly(5);
          c.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(any);
        TestProxy proxy = origins.proxy("", "", origin.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
      await().untilAsserted(() -> assertThat(events(proxy)).contains("TLS: the answer is no TLS"));
    }
  }

  @Test
  void handshakeCutAnywhere_requestIsAnsweredByTheOtherServer() {
    Random random = new Random(11);
    try (ScriptedOrigin behind = origins.origin(OriginScript.named("cut"));
        CuttingRelay relay = CuttingRelay.inFrontOf(behind.port());
        ScriptedOrigin good = origins.origin(OriginScript.named("good"));
        TestProxy proxy =
            origins.proxy(
                "",
                "balance: first\npassive_check: none\nkeep_alive: {server: false}",
                relay.port(),
                good.port());
        RawClient client = proxy.client().readTimeout(Duration.ofSeconds(30))) {
      for (int i = 0; i < 40; i++) {
        // A flight of the server has some 800 bytes; behind it the answer may be cut.
        relay.cutAfter(random.nextInt(700));
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
      }
      assertThat(events(proxy)).contains("TLS: connection closed in the TLS handshake");
      relay.cutAfter(Integer.MAX_VALUE);
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("cut");
    }
  }

  // ---- HTTP/2 ----

  @Test
  void h2_isAgreedOnByAlpn() {
    var context =
        origins.authority().serverContext(origins.authority().leaf("127.0.0.1"), "h2", "http/1.1");
    try (Http2Origin origin = Http2Origin.startTls(context, Http2Script.respond("two"));
        TestProxy proxy = origins.proxy("", "protocol: h2", origin.port());
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("two");
      }
      assertThat(origin.connections()).isBetween(1, 2);
      assertThat(origin.heads().get(0).get(":scheme")).isEqualTo("https");
    }
  }

  @Test
  void h2_notChosen_isAFailedConnect() {
    try (ScriptedOrigin origin = origins.origin(OriginScript.named("one"));
        TestProxy proxy = origins.proxy("", "protocol: h2", origin.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
      await()
          .untilAsserted(
              () ->
                  assertThat(events(proxy))
                      .contains("TLS: speaks no h2 over TLS, by ALPN nothing"));
    }
  }
}
