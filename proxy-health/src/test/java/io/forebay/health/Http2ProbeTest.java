package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Endpoint;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BodyExpectation;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.HttpProtocol;
import io.forebay.config.SendProxy;
import io.forebay.config.StatusRange;
import io.forebay.net.Transport;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Checks of servers that speak HTTP/2, against another implementation of it. */
@ExtendWith(LeakExtension.class)
class Http2ProbeTest {

  private final ProbeFixture fixture = new ProbeFixture(Transport.best());

  @AfterEach
  void close() {
    fixture.close();
  }

  private static HttpCheckConfig config(@Nullable BodyExpectation body) {
    return new HttpCheckConfig(
        "GET",
        "/up?deep=1",
        "app.test",
        Map.of("X-Check", "1"),
        List.of(new StatusRange(200, 299)),
        body,
        false);
  }

  private ProbeResult probe(Http2Script script, @Nullable BodyExpectation body) {
    try (Http2Origin origin = Http2Origin.start(script)) {
      ProbeResult result = fixture.http2(origin.address(), config(body), null);
      await("the connection ends with the check").until(() -> origin.openConnections().isEmpty());
      return result;
    }
  }

  @Test
  void request_isThatOfTheConfiguration() {
    try (Http2Origin origin = Http2Origin.start(Http2Script.respond("ok"))) {
      assertThat(fixture.http2(origin.address(), config(null), null))
          .isEqualTo(ProbeResult.success("check answered 200"));
      Http2Fields head = origin.heads().get(0);
      assertThat(head.get(":method")).isEqualTo("GET");
      assertThat(head.get(":scheme")).isEqualTo("http");
      assertThat(head.get(":path")).isEqualTo("/up?deep=1");
      assertThat(head.get(":authority")).isEqualTo("app.test");
      assertThat(head.get("x-check")).isEqualTo("1");
    }
  }

  @Test
  void head_isEnoughWhereNoBodyIsExpected() {
    Http2Script unending = stream -> stream.head(Http2Fields.ok(), false);
    assertThat(probe(unending, null)).isEqualTo(ProbeResult.success("check answered 200"));
  }

  @Test
  void otherStatus_isAFailure() {
    assertThat(probe(Http2Script.respond(Http2Fields.answer(500), ""), null))
        .isEqualTo(ProbeResult.failure("check answered 500"));
  }

  @Test
  void body_isJudged_asFarAsItCounts() {
    BodyExpectation fine = new BodyExpectation("fine", null, Map.of());
    assertThat(probe(Http2Script.respond("all is fine"), fine).success()).isTrue();
    assertThat(probe(Http2Script.respond("not well"), fine))
        .isEqualTo(
            ProbeResult.failure("check answered 200, the body does not contain the expected text"));
    assertThat(probe(Http2Script.respond("fine" + "x".repeat(200_000)), fine).success()).isTrue();
  }

  @Test
  void resetStream_isAFailure() {
    assertThat(probe(Http2Script.reset(2), null).success()).isFalse();
  }

  @Test
  void serverOfHttp1_isAFailure() {
    OriginScript plain = c -> c.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    try (ScriptedOrigin origin = ScriptedOrigin.start(plain)) {
      assertThat(fixture.http2(origin.address(), config(null), null).success()).isFalse();
    }
  }

  @Test
  void serverThatSpeaksHttp2_isCheckedByIt() throws Exception {
    try (Http2Origin origin = Http2Origin.start(Http2Script.respond("ok"));
        CheckerFixture checker = new CheckerFixture(Transport.best())) {
      Endpoint endpoint =
          new Endpoint(origin.address(), HttpProtocol.H2C, null, null, SendProxy.NONE);
      Server server = new Server(1, "app", "s1", endpoint);
      checker.applyAndCheck(
          CheckerFixture.backend(new WeightedServer(server, 1)),
          CheckerFixture.check(60_000, 5000, 2, 3));
      assertThat(server.state()).isEqualTo(ServerState.UP);
    }
  }
}
