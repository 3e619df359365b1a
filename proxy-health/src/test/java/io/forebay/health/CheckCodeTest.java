package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.CheckCode;
import io.forebay.config.BodyExpectation;
import io.forebay.config.GrpcCheckConfig;
import io.forebay.config.HttpCheckConfig;
import io.forebay.net.Transport;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.SilentPort;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How checks end in the short form of HAProxy. */
@ExtendWith(LeakExtension.class)
class CheckCodeTest {

  private static final Duration SECONDS = Duration.ofSeconds(9);
  private static final Duration SOON = Duration.ofMillis(200);
  private static final HttpCheckConfig HTTP = HttpCheckConfig.of("/");
  private static final GrpcCheckConfig GRPC = new GrpcCheckConfig("shop", null);

  private final ProbeFixture fixture = new ProbeFixture(Transport.best());

  @AfterEach
  void close() {
    fixture.close();
  }

  private CheckCode http(OriginScript script) {
    fixture.http(script, HTTP);
    return fixture.code();
  }

  @Test
  void answers_areL7() {
    assertThat(http(OriginScript.respond("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")))
        .isEqualTo(CheckCode.L7OK);
    assertThat(fixture.status()).isEqualTo(200);
    assertThat(http(OriginScript.respond("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")))
        .isEqualTo(CheckCode.L7STS);
    assertThat(fixture.status()).isEqualTo(503);
    assertThat(http(OriginScript.respond("nonsense\r\n\r\n"))).isEqualTo(CheckCode.L7RSP);
    assertThat(fixture.status()).isZero();
    assertThat(http(OriginScript.closeAfterHead())).isEqualTo(CheckCode.L7RSP);
  }

  @Test
  void otherBodyThanExpected_isL7Rsp() {
    HttpCheckConfig config =
        new HttpCheckConfig(
            "GET",
            "/",
            null,
            HTTP.headers(),
            HTTP.expectStatus(),
            BodyExpectation.contains("up"),
            false);
    fixture.http(OriginScript.named("down"), config);
    assertThat(fixture.code()).isEqualTo(CheckCode.L7RSP);
    assertThat(fixture.status()).isEqualTo(200);
  }

  @Test
  void noAnswer_isL7Tout() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer())) {
      fixture.http(origin.address(), HTTP, SOON);
      assertThat(fixture.code()).isEqualTo(CheckCode.L7TOUT);
    }
  }

  @Test
  void connections_areL4() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        RefusingPort refusing = RefusingPort.open();
        SilentPort silent = SilentPort.open()) {
      fixture.tcp(origin.address(), SECONDS);
      assertThat(fixture.code()).isEqualTo(CheckCode.L4OK);
      fixture.tcp(refusing.address(), SECONDS);
      assertThat(fixture.code()).isEqualTo(CheckCode.L4CON);
      fixture.http(refusing.address(), HTTP, SECONDS);
      assertThat(fixture.code()).isEqualTo(CheckCode.L4CON);
      fixture.tcp(silent.address(), SOON);
      assertThat(fixture.code()).isEqualTo(CheckCode.L4TOUT);
    }
  }

  @Test
  void handshakes_areL6() throws Exception {
    try (TestTls tls = TestTls.start();
        ScriptedOrigin mute = ScriptedOrigin.start(c -> c.awaitClose())) {
      fixture.tls(tls.address(), tls.trusting(), SECONDS);
      assertThat(fixture.code()).isEqualTo(CheckCode.L6OK);
      fixture.tls(tls.address(), tls.suspicious(), SECONDS);
      assertThat(fixture.code()).isEqualTo(CheckCode.L6RSP);
      fixture.https(tls.address(), HTTP, tls.suspicious(), SECONDS);
      assertThat(fixture.code()).isEqualTo(CheckCode.L6RSP);
      fixture.tls(mute.address(), tls.trusting(), SOON);
      assertThat(fixture.code()).isEqualTo(CheckCode.L6TOUT);
      fixture.https(tls.address(), HTTP, tls.trusting(), SECONDS);
      assertThat(fixture.code()).isEqualTo(CheckCode.L7OK);
    }
  }

  @Test
  void http2_andGrpc_areL7() {
    try (Http2Origin origin = Http2Origin.start(Http2Script.respond("fine"))) {
      fixture.http2(origin.address(), HTTP, null);
      assertThat(fixture.code()).isEqualTo(CheckCode.L7OK);
      fixture.grpc(origin.address(), GRPC, null, SECONDS);
      assertThat(fixture.code()).isEqualTo(CheckCode.L7RSP);
    }
    Http2Fields unavailable =
        Http2Fields.ok().with("content-type", "application/grpc").with("grpc-status", "14");
    try (Http2Origin origin = Http2Origin.start(Http2Script.respond(unavailable, ""))) {
      fixture.grpc(origin.address(), GRPC, null, SECONDS);
      assertThat(fixture.code()).isEqualTo(CheckCode.L7STS);
    }
  }
}
