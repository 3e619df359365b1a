package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Server;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is open to a server. */
@ExtendWith(LeakExtension.class)
class ServerCountsTest {

  private static Server server(TestProxy proxy) {
    return proxy.proxy().backend("app").servers().get(0).server();
  }

  @Test
  void keptConnection_countedUntilItCloses() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("yes")));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("yes");
      assertThat(server(proxy).connections()).isEqualTo(1);
      proxy.proxy().evacuate(server(proxy));
      await("the idle connection").atMost(LONG).until(() -> server(proxy).connections() == 0);
    }
  }

  @Test
  void webSocket_countedAsTunnelUntilItEnds() {
    OriginScript script =
        connection -> {
          connection.readHead();
          connection.send(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                  + "Upgrade: websocket\r\n\r\n");
          connection.readExactly(1);
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(101);
      assertThat(server(proxy).tunnels()).isEqualTo(1);
      assertThat(server(proxy).inFlight()).isEqualTo(1);
      client.reset();
      await("the end of the tunnel").atMost(LONG).until(() -> server(proxy).tunnels() == 0);
      await("the connection").atMost(LONG).until(() -> server(proxy).connections() == 0);
    }
  }
}
