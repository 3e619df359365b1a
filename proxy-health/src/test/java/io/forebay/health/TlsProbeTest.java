package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.config.HttpCheckConfig;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks by handshake, and requests within TLS. */
@ExtendWith(LeakExtension.class)
@ParameterizedClass
@EnumSource(Transport.class)
class TlsProbeTest {
  private static final Duration SECONDS = Duration.ofSeconds(9);

  @Parameter Transport transport;
  private ProbeFixture fixture;
  private TestTls tls;

  @BeforeEach
  void open() throws Exception {
    assumeThat(transport.problem()).isNull();
    fixture = new ProbeFixture(transport);
    tls = TestTls.start();
  }

  @AfterEach
  void close() {
    if (fixture != null) {
      fixture.close();
      tls.close();
    }
  }

  @Test
  void handshake_success_isGoodAndClosed() {
    assertThat(fixture.tls(tls.address(), tls.trusting(), SECONDS))
        .isEqualTo(ProbeResult.success("check connected by TLS"));
    await("the connection ends with the check").until(() -> tls.openConnections() == 0);
  }

  @Test
  void handshake_certificateRefused_saysWhy() {
    assertThat(fixture.tls(tls.address(), tls.suspicious(), SECONDS))
        .isEqualTo(ProbeResult.failure("refused by the test"));
    await("the connection ends with the check").until(() -> tls.openConnections() == 0);
  }

  @Test
  void handshake_never_timesOut() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(c -> c.awaitClose())) {
      assertThat(fixture.tls(origin.address(), tls.trusting(), Duration.ofMillis(200)))
          .isEqualTo(ProbeResult.failure("no answer in 200ms"));
      await("closed by the timeout").until(() -> origin.openConnections() == 0);
    }
  }

  @Test
  void server_withoutTls_isBad() {
    try (ScriptedOrigin origin =
        ScriptedOrigin.start(
            c -> {
              c.send("HTTP/1.1 400 Bad Request\r\n\r\n");
              c.awaitClose();
            })) {
      assertThat(fixture.tls(origin.address(), tls.trusting(), SECONDS).success()).isFalse();
      await("closed").until(() -> origin.openConnections() == 0);
    }
  }

  @Test
  void server_closesAtOnceOrResets_isBad() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.resetOnAccept())) {
      assertThat(fixture.tls(origin.address(), tls.trusting(), SECONDS).success()).isFalse();
    }
    try (RefusingPort port = RefusingPort.open()) {
      assertThat(fixture.tls(port.address(), tls.trusting(), SECONDS))
          .isEqualTo(ProbeResult.failure("connection refused"));
    }
  }

  @Test
  void request_withinTls_isJudgedByItsAnswer() {
    HttpCheckConfig config = HttpCheckConfig.of("/up");
    assertThat(fixture.https(tls.address(), config, tls.trusting(), SECONDS))
        .isEqualTo(ProbeResult.success("check answered 204"));
    assertThat(tls.requests()).containsExactly("GET /up");
    await("the connection ends with the check").until(() -> tls.openConnections() == 0);
  }

  @Test
  void request_certificateRefused_isNotSent() {
    HttpCheckConfig config = HttpCheckConfig.of("/up");
    assertThat(fixture.https(tls.address(), config, tls.suspicious(), SECONDS))
        .isEqualTo(ProbeResult.failure("refused by the test"));
    assertThat(tls.requests()).isEmpty();
  }
}
