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
import io.forebay.testkit.SilentPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakExtension.class)
@ParameterizedClass
@EnumSource(Transport.class)
class HttpProbeTest {
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

  private ProbeResult probe(SocketAddress address, int timeoutMillis) {
    return fixture.http(address, HttpCheckConfig.of("/"), Duration.ofMillis(timeoutMillis));
  }

  private ProbeResult probe(OriginScript script) {
    return fixture.http(script, HttpCheckConfig.of("/"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 399})
  void status_200To399_isGood(int status) {
    assertThat(probe(answer(status))).isEqualTo(ProbeResult.success("check answered " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 400, 404, 503, 599})
  void status_other_isBad(int status) {
    assertThat(probe(answer(status))).isEqualTo(ProbeResult.failure("check answered " + status));
  }

  private static OriginScript answer(int status) {
    return c -> {
      c.readRequest();
      c.send("HTTP/1.1 " + status + " X\r\nLocation: http://elsewhere.invalid/\r\n\r\n");
      c.awaitClose();
    };
  }

  @Test
  void answer_http10WithoutReason_isGood() {
    assertThat(probe(OriginScript.respond("HTTP/1.0 200\r\n\r\n")).success()).isTrue();
  }

  @Test
  void answer_interimFirst_finalOneCounts() {
    ProbeResult result =
        probe(
            OriginScript.respond(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                    + "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"));
    assertThat(result).isEqualTo(ProbeResult.failure("check answered 503"));
  }

  @Test
  void answer_endlessBody_isCutOff() {
    ProbeResult result =
        probe(
            c -> {
              c.readRequest();
              c.send("HTTP/1.1 200 OK\r\n\r\n");
              byte[] block = new byte[65_536];
              while (true) {
                c.send(block);
              }
            });
    assertThat(result).isEqualTo(ProbeResult.success("check answered 200"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2 at your service\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 99 Odd\r\n\r\n",
        "HTTP/1.1 2000 Odd\r\n\r\n",
        "HTTP/1.1 abc Odd\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
      })
  void answer_malformed_isInvalid(String answer) {
    assertThat(probe(OriginScript.respond(answer)))
        .isEqualTo(ProbeResult.failure("invalid answer"));
  }

  @Test
  void answer_headTooLarge_isInvalid() {
    String head = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(9000) + "\r\n\r\n";
    assertThat(probe(OriginScript.respond(head))).isEqualTo(ProbeResult.failure("invalid answer"));
  }

  @Test
  void answer_none_closed() {
    assertThat(probe(OriginScript.closeAfterHead()).text())
        .isIn("connection closed without an answer", "connection broken without an answer");
  }

  @Test
  void answer_cutShort_isBad() {
    assertThat(
            probe(
                    c -> {
                      c.readRequest();
                      c.send("HTTP/1.1 200 OK\r\nContent-");
                    })
                .success())
        .isFalse();
  }

  @Test
  void answer_reset_isBad() {
    assertThat(probe(OriginScript.resetOnAccept()).success()).isFalse();
  }

  @Test
  void answer_never_timesOut() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer())) {
      assertThat(probe(origin.address(), 150)).isEqualTo(ProbeResult.failure("no answer in 150ms"));
      await("closed by the timeout").until(() -> origin.openConnections() == 0);
    }
  }

  @Test
  void answer_interimsForEver_timesOut() {
    OriginScript interims =
        c -> {
          c.readRequest();
          while (true) {
            c.send("HTTP/1.1 102 Processing\r\n\r\n");
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(interims)) {
      assertThat(probe(origin.address(), 300)).isEqualTo(ProbeResult.failure("no answer in 300ms"));
      await("closed by the timeout").until(() -> origin.openConnections() == 0);
    }
  }

  @Test
  void answer_dripping_timesOut() {
    try (ScriptedOrigin origin =
        ScriptedOrigin.start(
            c -> c.sendSlowly("HTTP/1.1 200 OK\r\n".repeat(9), Duration.ofMillis(20)))) {
      assertThat(probe(origin.address(), 200)).isEqualTo(ProbeResult.failure("no answer in 200ms"));
    }
  }

  @Test
  void connect_refused_saysSo() {
    try (RefusingPort port = RefusingPort.open()) {
      assertThat(probe(port.address(), 2000)).isEqualTo(ProbeResult.failure("connection refused"));
    }
  }

  @Test
  void unixSocket_isAskedForLocalhost(@TempDir Path directory) {
    Path path = directory.resolve("app.sock");
    var address = UnixDomainSocketAddress.of(path);
    try (ScriptedOrigin origin = ScriptedOrigin.startAt(path, OriginScript.named("one"))) {
      assertThat(probe(address, 2000)).isEqualTo(ProbeResult.success("check answered 200"));
      assertThat(origin.requests().get(0).headers().all("host")).containsExactly("localhost");
    }
    assertThat(probe(address, 2000).success()).isFalse();
  }

  @Test
  void connect_hangs_timesOut() {
    try (SilentPort port = SilentPort.open()) {
      assertThat(probe(port.address(), 1000)).isEqualTo(ProbeResult.failure("no answer in 1s"));
    }
  }

  @Test
  void host_nameOrAddress_asConfigured() throws Exception {
    byte[] loopback = {127, 0, 0, 1};
    var named = InetAddress.getByAddress("app.internal", loopback);
    assertThat(HttpProbe.host(new InetSocketAddress(named, 80))).isEqualTo("app.internal:80");
    assertThat(HttpProbe.host(new InetSocketAddress(InetAddress.getByAddress(loopback), 8080)))
        .isEqualTo("127.0.0.1:8080");
    assertThat(HttpProbe.host(new InetSocketAddress(InetAddress.getByName("::1"), 8080)))
        .isEqualTo("[0:0:0:0:0:0:0:1]:8080");
  }
}
