package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.Http2Settings;
import io.netty.pkitesting.X509Bundle;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakExtension.class)
class Http2TestKitTest {
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final long REFUSED = 7;

  @Test
  void respond_givesStatusFieldsAndBody_andTheOriginKeepsTheHead() {
    Http2Fields answer = Http2Fields.ok().with("x-a", "1").with("x-a", "2");
    try (var origin = Http2Origin.start(Http2Script.respond(answer, "hello"));
        var client = Http2Client.connect(origin.port())) {
      Http2TestStream stream = client.get("/x");

      assertThat(stream.awaitText()).isEqualTo("hello");
      assertThat(stream.awaitHead()).isEqualTo(answer);
      assertThat(stream.awaitTrailers()).isNull();
      assertThat(origin.heads()).containsExactly(Http2Fields.request("GET", "/x"));
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void echo_passesPiecesAndTrailersBothWays() {
    try (var origin = Http2Origin.start(Http2Script.echo());
        var client = Http2Client.connect(origin.port())) {
      Http2TestStream stream = client.open(Http2Fields.grpc("/a.B/C"), false);
      stream.data("one", false);
      assertThat(stream.awaitBytes(3)).isEqualTo("one".getBytes(ISO_8859_1));
      stream.data("two", false);
      stream.awaitBytes(6);
      stream.trailers(Http2Fields.of("x-end", "yes"));

      assertThat(stream.awaitTrailers()).isEqualTo(Http2Fields.of("x-end", "yes"));
      assertThat(stream.awaitText()).isEqualTo("onetwo");
    }
  }

  @Test
  void interimHeads_areApartFromTheFinalOne() {
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.answer(103).with("link", "</a>"), false);
          stream.respond(Http2Fields.ok(), "");
        };
    try (var origin = Http2Origin.start(script);
        var client = Http2Client.connect(origin.port())) {
      Http2TestStream stream = client.get("/");

      assertThat(stream.awaitHead().status()).isEqualTo(200);
      assertThat(stream.interim()).extracting(Http2Fields::status).containsExactly(103);
    }
  }

  @Test
  void resets_areSeenOnBothSides() {
    try (var origin = Http2Origin.start(Http2Script.reset(REFUSED));
        var client = Http2Client.connect(origin.port())) {
      Http2TestStream refused = client.get("/");
      assertThat(refused.awaitReset()).isEqualTo(REFUSED);
      assertThatThrownBy(refused::awaitHead)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("reset with 7");

      origin.script(Http2Script.neverAnswer());
      Http2TestStream given = client.get("/");
      Awaitility.await().until(() -> origin.streams().size() == 2);
      given.reset(8);
      assertThat(origin.streams().get(1).awaitReset()).isEqualTo(8);
    }
  }

  @Test
  void goAway_isSeenWithCodeAndClose() {
    try (var origin = Http2Origin.start(Http2Script.neverAnswer());
        var client = Http2Client.connect(origin.port())) {
      client.get("/");
      Awaitility.await().until(() -> origin.streams().size() == 1);
      origin.openConnections().get(0).goAway(3, 11);

      assertThat(client.connection().awaitGoAway()).isEqualTo(11);
      assertThat(client.connection().lastStreamId()).isEqualTo(3);
      client.connection().awaitClose();
      Awaitility.await().until(() -> origin.openConnections().isEmpty());
    }
  }

  @Test
  void settingsAndPings_areSeen() {
    var settings = new Http2Settings().maxConcurrentStreams(3);
    try (var origin = Http2Origin.start(settings, Http2Script.echo());
        var client = Http2Client.connect(origin.port())) {
      assertThat(client.connection().awaitSettings().maxConcurrentStreams()).isEqualTo(3);
      client.connection().ping();
      Awaitility.await().until(() -> client.connection().answeredPings() == 1);
    }
  }

  @Test
  void holdCredit_stopsThePeerAtTheWindow() {
    var go = new CountDownLatch(1);
    Http2Script script =
        stream -> {
          stream.head(Http2Fields.ok(), false);
          go.await();
          stream.data(new byte[5_000], true);
        };
    try (var origin = Http2Origin.start(script);
        var client =
            Http2Client.connect(origin.port(), new Http2Settings().initialWindowSize(1_000))) {
      Http2TestStream stream = client.get("/");
      stream.holdCredit();
      go.countDown();
      stream.awaitBytes(1_000);
      client.connection().ping();
      Awaitility.await().until(() -> client.connection().answeredPings() == 1);
      assertThat(stream.received()).isEqualTo(1_000);

      stream.returnCredit();
      assertThat(stream.awaitBody()).hasSize(5_000);
    }
  }

  @Test
  void tls_worksWithTheAuthorityAlone(@TempDir Path folder) throws Exception {
    TestCertificates certificates = TestCertificates.create();
    var tls = certificates.serverContext(certificates.leaf("localhost"), "h2");
    try (var origin = Http2Origin.startTls(tls, Http2Script.respond("hello"))) {
      try (var client = Http2Client.connectTls(origin.port(), certificates.clientContext("h2"))) {
        assertThat(client.get("/").awaitText()).isEqualTo("hello");
      }
      try (var client =
          Http2Client.connectTls(origin.port(), TestCertificates.create().clientContext("h2"))) {
        assertThatThrownBy(() -> client.get("/").awaitHead())
            .isInstanceOf(UncheckedIOException.class);
      }
    }
    X509Bundle leaf = certificates.rsaLeaf("a.test", "*.b.test", "127.0.0.1");
    assertThat(leaf.getCertificate().getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(2, "a.test"), List.of(2, "*.b.test"), List.of(7, "127.0.0.1"));
    TestCertificates.Pem pem = TestCertificates.write(folder, "site", leaf);
    assertThat(Files.readString(pem.certificate())).contains("BEGIN CERTIFICATE");
    assertThat(Files.readString(pem.key())).contains("BEGIN PRIVATE KEY");
    assertThat(certificates.writeRoot(folder)).isNotEmptyFile();
    assertThat(
            certificates
                .leafUntil(Instant.now().minus(WAIT), "old.test")
                .getCertificate()
                .getNotAfter())
        .isInThePast();
    assertThat(certificates.client("me").getCertificate().getExtendedKeyUsage())
        .isEqualTo(List.of("1.3.6.1.5.5.7.3.2"));
  }

  @Test
  void rawClient_sendsAnyFrameAndReadsFrames() {
    String[] request = RawHttp2Client.request("GET", "/" + "a".repeat(300));
    try (var origin = Http2Origin.start(Http2Script.respond("hello"));
        var client = RawHttp2Client.greeted(origin.port())) {
      client.headers(1, true, request);
      assertThat(client.await(RawHttp2Frame.HEADERS, 1).flags()).isEqualTo(4);
      assertThat(client.await(RawHttp2Frame.DATA, 1).payload()).asString().isEqualTo("hello");
      assertThat(origin.heads()).containsExactly(Http2Fields.of(request));

      client.data(0, false, "on the connection");
      assertThat(client.await(RawHttp2Frame.GOAWAY).errorCode()).isEqualTo(1);
      assertThat(client.closedByPeer(WAIT)).isTrue();
    }
  }

  @Test
  void failingScript_failsTheClose() {
    var origin =
        Http2Origin.start(
            stream -> {
              stream.respond(Http2Fields.ok(), "");
              throw new IllegalStateException("on purpose");
            });
    try (var client = Http2Client.connect(origin.port())) {
      client.get("/").awaitBody();
      Awaitility.await().untilAsserted(() -> assertThat(origin.failed()).isTrue());
    }

    assertThatThrownBy(origin::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("on purpose");
  }
}
