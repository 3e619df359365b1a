package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Endpoint;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.config.HttpProtocol;
import io.forebay.config.SendProxy;
import io.forebay.net.ProxyHeader;
import io.forebay.net.ProxyHeaderWriter;
import io.forebay.net.Transport;
import io.forebay.stats.LoopStats;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks of a server that asks for a header of the PROXY protocol. */
@ExtendWith(LeakExtension.class)
class ProxyHeaderCheckTest {

  private TestProxy asking;

  @BeforeEach
  void start() {
    asking =
        TestProxy.start(
            """
            listeners:
              web:
                bind: "127.0.0.1:0"
                proxy_protocol: {from: 127.0.0.1}
                routes:
                  - match: {source: 127.0.0.1}
                    respond: {status: 200, body: ok}
            """);
  }

  @AfterEach
  void stop() {
    asking.close();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", asking.port());
  }

  private long sum(ToLongFunction<LoopStats> counter) {
    return asking.proxy().loopStats().stream().mapToLong(counter).sum();
  }

  private ServerState checked(SendProxy sendProxy, @Nullable SocketAddress elsewhere)
      throws Exception {
    try (CheckerFixture checker = new CheckerFixture(Transport.best())) {
      Endpoint endpoint = new Endpoint(address(), HttpProtocol.HTTP_1_1, null, null, sendProxy);
      Server server = new Server(1, "app", "s1", endpoint);
      checker.applyAndCheck(
          CheckerFixture.backend(new WeightedServer(server, 1, false, 0, elsewhere, 0, 0)),
          CheckerFixture.check(60_000, 5000, 1, 1));
      return server.state();
    }
  }

  @ParameterizedTest
  @EnumSource(SendProxy.class)
  void check_beginsWithTheHeaderOfItsServer(SendProxy sendProxy) throws Exception {
    boolean sends = sendProxy != SendProxy.NONE;

    assertThat(checked(sendProxy, null)).isEqualTo(sends ? ServerState.UP : ServerState.DOWN);
    assertThat(sum(it -> it.badProxyHeaders.get(0)) == 0).isEqualTo(sends);
  }

  @Test
  void checkElsewhere_hasNone() throws Exception {
    assertThat(checked(SendProxy.V1, address())).isEqualTo(ServerState.DOWN);
  }

  @ParameterizedTest
  @EnumSource(names = {"V1", "V2"})
  void connectAlone_sendsTheHeaderToo(SendProxy sendProxy) throws Exception {
    try (ProbeFixture fixture = new ProbeFixture(Transport.best());
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ProbeResult result = fixture.tcp(server.getLocalSocketAddress(), sendProxy);
      assertThat(result).isEqualTo(ProbeResult.success("check connected"));
      try (Socket accepted = server.accept()) {
        assertThat(accepted.getInputStream().readAllBytes())
            .isEqualTo(ProxyHeaderWriter.write(sendProxy, ProxyHeader.LOCAL));
      }
    }
  }
}
