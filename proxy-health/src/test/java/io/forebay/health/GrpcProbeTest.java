package io.forebay.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.config.GrpcCheckConfig;
import io.forebay.net.Transport;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestCertificates;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks by gRPC's health service against another implementation of HTTP/2. */
@ExtendWith(LeakExtension.class)
@ParameterizedClass
@EnumSource(Transport.class)
class GrpcProbeTest {
  private static final Duration SECONDS = Duration.ofSeconds(9);
  private static final GrpcCheckConfig ORDERS = new GrpcCheckConfig("shop.v1.Orders", null);
  private static final Http2Fields HEAD =
      Http2Fields.ok().with("content-type", "application/grpc+proto");

  @Parameter Transport transport;
  private ProbeFixture fixture;

  @BeforeEach
  void open() {
    assumeThat(transport.problem()).isNull();
    fixture = new ProbeFixture(transport);
  }

  @AfterEach
  void close() {
    if (fixture != null) {
      fixture.close();
    }
  }

  private ProbeResult probe(Http2Script script) {
    try (Http2Origin origin = Http2Origin.start(script)) {
      ProbeResult result = fixture.grpc(origin.address(), ORDERS, null, SECONDS);
      await("the connection ends with the check").until(() -> origin.openConnections().isEmpty());
      return result;
    }
  }

  /** An answer with one message, and {@code grpc-status} in its trailers. */
  private static Http2Script answer(String message, int status) {
    return stream -> {
      stream.awaitBody();
      stream.head(HEAD, false);
      stream.data("\0\0\0\0" + (char) message.length() + message, false);
      stream.trailers(Http2Fields.of("grpc-status", String.valueOf(status)));
    };
  }

  private static Http2Script trailersOnly(int status, String message) {
    return Http2Script.respond(
        HEAD.with("grpc-status", String.valueOf(status)).with("grpc-message", message), "");
  }

  @Test
  void serving_isGood() {
    assertThat(probe(answer("\10\1", 0))).isEqualTo(ProbeResult.success("check answered SERVING"));
  }

  @ParameterizedTest
  @CsvSource({
    "2, check answered NOT_SERVING, not serving",
    "3, 'service \"shop.v1.Orders\" unknown to the server', unknown service",
    "0, check answered UNKNOWN, unknown status",
  })
  void otherStatus_isToldApart(int status, String text, String note) {
    assertThat(probe(answer("\10" + (char) status, 0))).isEqualTo(ProbeResult.failure(text, note));
  }

  @Test
  void emptyMessage_isUnknown() {
    assertThat(probe(answer("", 0)).note()).isEqualTo("unknown status");
  }

  @Test
  void notFound_isAnUnknownService() {
    assertThat(probe(trailersOnly(5, "unknown service")))
        .isEqualTo(
            ProbeResult.failure(
                "service \"shop.v1.Orders\" unknown to the server", "unknown service"));
  }

  @Test
  void unimplemented_isNoHealthService() {
    assertThat(probe(trailersOnly(12, "")))
        .isEqualTo(
            ProbeResult.failure("the server has no grpc.health.v1.Health", "no health service"));
  }

  @Test
  void otherError_isTold() {
    assertThat(probe(trailersOnly(14, "going down")))
        .isEqualTo(ProbeResult.failure("check answered grpc-status 14 (going down)"));
  }

  @Test
  void otherError_messageThatIsNoText_isLeftOut() {
    assertThat(probe(trailersOnly(14, "a\u0080b")).text())
        .isEqualTo("check answered grpc-status 14");
  }

  @Test
  void notGrpc_saysTheHttpStatus() {
    assertThat(probe(Http2Script.respond(Http2Fields.answer(404), "no")))
        .isEqualTo(ProbeResult.failure("check answered HTTP 404"));
    assertThat(probe(Http2Script.respond("fine"))).isEqualTo(ProbeResult.failure("invalid answer"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\10", "\10\7", "\20\1", "\10\1\0", "\10\u0081"})
  void message_malformed_isInvalid(String message) {
    assertThat(probe(answer(message, 0))).isEqualTo(ProbeResult.failure("invalid answer"));
  }

  @Test
  void message_tooLarge_isInvalid() {
    assertThat(
            probe(
                stream -> {
                  stream.head(HEAD, false);
                  stream.data(new byte[100_000], true);
                }))
        .isEqualTo(ProbeResult.failure("invalid answer"));
  }

  @Test
  void interimHead_finalOneCounts() {
    assertThat(
            probe(
                stream -> {
                  stream.head(Http2Fields.answer(103).with("grpc-status", "0"), false);
                  stream.head(HEAD.with("grpc-status", "12"), true);
                }))
        .extracting(ProbeResult::note)
        .isEqualTo("no health service");
  }

  @Test
  void reset_isTold() {
    assertThat(probe(Http2Script.reset(7)))
        .isEqualTo(ProbeResult.failure("the server reset the check: REFUSED_STREAM"));
  }

  @Test
  void goAway_isTold() {
    assertThat(
            probe(
                stream -> {
                  stream.connection().goAway(0, 0);
                  stream.awaitBody();
                }))
        .isEqualTo(ProbeResult.failure("the server went away: NO_ERROR"));
  }

  @Test
  void http1Server_isInvalid() {
    try (ScriptedOrigin origin =
        ScriptedOrigin.start(
            c -> {
              c.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
              c.awaitClose();
            })) {
      assertThat(fixture.grpc(origin.address(), ORDERS, null, SECONDS))
          .isEqualTo(ProbeResult.failure("invalid answer"));
    }
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.resetOnAccept())) {
      assertThat(fixture.grpc(origin.address(), ORDERS, null, SECONDS).success()).isFalse();
    }
  }

  @Test
  void noAnswer_timesOut() {
    try (Http2Origin origin = Http2Origin.start(Http2Script.neverAnswer())) {
      assertThat(fixture.grpc(origin.address(), ORDERS, null, Duration.ofMillis(200)))
          .isEqualTo(ProbeResult.failure("no answer in 200ms"));
      await("closed by the timeout").until(() -> origin.openConnections().isEmpty());
    }
  }

  @Test
  void connect_refused_saysSo() {
    try (RefusingPort port = RefusingPort.open()) {
      assertThat(fixture.grpc(port.address(), ORDERS, null, SECONDS))
          .isEqualTo(ProbeResult.failure("connection refused"));
    }
  }

  @Test
  void call_isThatOfTheProtocol() {
    try (Http2Origin origin = Http2Origin.start(answer("\10\1", 0))) {
      fixture.grpc(origin.address(), ORDERS, null, SECONDS);
      fixture.grpc(origin.address(), new GrpcCheckConfig("", "app.test"), null, SECONDS);

      Http2Fields head = origin.heads().get(0);
      assertThat(head.lines().subList(0, 4))
          .containsExactlyInAnyOrderElementsOf(
              Http2Fields.request("POST", "/grpc.health.v1.Health/Check")
                  .replace(":authority", "127.0.0.1:" + origin.port())
                  .lines());
      assertThat(head.get("content-type")).isEqualTo("application/grpc");
      assertThat(head.get("te")).isEqualTo("trailers");
      assertThat(head.get("grpc-timeout")).isEqualTo("9000m");
      assertThat(origin.streams().get(0).awaitText()).isEqualTo("\0\0\0\0\20\12\16shop.v1.Orders");
      assertThat(origin.heads().get(1).get(":authority")).isEqualTo("app.test");
      assertThat(origin.streams().get(1).awaitText()).isEqualTo("\0\0\0\0\0");
    }
  }

  @Test
  void service_long_hasALengthOfTwoBytes() {
    String name = "a".repeat(255);
    byte[] message = GrpcProbe.message(name);
    assertThat(new String(message, ISO_8859_1)).isEqualTo("\12\u00ff\1" + name);
  }

  @Test
  void tls_isCheckedByIt() throws Exception {
    TestCertificates certificates = TestCertificates.create();
    var server = certificates.serverContext(certificates.leaf("localhost", "127.0.0.1"), "h2");
    try (Http2Origin origin = Http2Origin.startTls(server, answer("\10\1", 0))) {
      var client = TestTls.client(certificates.clientContext("h2"));
      assertThat(fixture.grpc(origin.address(), ORDERS, client, SECONDS))
          .isEqualTo(ProbeResult.success("check answered SERVING"));
      assertThat(origin.heads().get(0).get(":scheme")).isEqualTo("https");
    }
  }
}
