package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.SilentPort;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakExtension.class)
@ParameterizedClass
@EnumSource(Transport.class)
class TcpProbeTest {
  private static final Duration SECONDS = Duration.ofSeconds(5);

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

  @Test
  void connect_accepted_isGoodAndClosedWithoutAByte() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer())) {
      assertThat(fixture.tcp(origin.address(), SECONDS))
          .isEqualTo(ProbeResult.success("check connected"));
      await("the connection ends with the check")
          .until(() -> origin.connections() == 1 && origin.openConnections() == 0);
      assertThat(origin.heads()).isEmpty();
    }
  }

  @Test
  void connect_refused_isBad() {
    try (RefusingPort port = RefusingPort.open()) {
      assertThat(fixture.tcp(port.address(), SECONDS))
          .isEqualTo(ProbeResult.failure("connection refused"));
    }
  }

  @Test
  void connect_hangs_timesOut() {
    try (SilentPort port = SilentPort.open()) {
      assertThat(fixture.tcp(port.address(), Duration.ofMillis(200)))
          .isEqualTo(ProbeResult.failure("no answer in 200ms"));
    }
  }
}
