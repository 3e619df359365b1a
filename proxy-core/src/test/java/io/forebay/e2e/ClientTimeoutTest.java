package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.http.ProxyError;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that are slow, silent or gone. */
@ExtendWith(LeakExtension.class)
class ClientTimeoutTest {

  private static final OriginScript ENDLESS =
      c -> {
        c.readRequest();
        c.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
        byte[] part = new byte[64 * 1024];
        while (true) {
          c.send(part);
        }
      };

  @Test
  void slowHead_408() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(yaml("{request_headers: 150ms}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET).readResponse();
      client.send("GET / HTTP/1.1\r\nHost:");
      assertThat(client.readResponse().status()).isEqualTo(408);
      assertThat(client.closedByPeer(LONG)).isTrue();
    }
  }

  @Test
  void idleConnection_closesSilently() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(
                yaml("{keep_alive: 150ms, request_headers: 150ms}", "", origin.port()));
        RawClient used = proxy.client();
        RawClient unused = proxy.client()) {
      used.send(GET).readResponse();
      assertThat(used.readAll()).isEmpty();
      assertThat(unused.readAll()).isEmpty();
    }
  }

  @Test
  void bodyStopsComing_408() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.start(yaml("{client: 150ms}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
      assertThat(client.readResponse().status()).isEqualTo(408);
      awaitIdle(proxy);
      await("the server to see it").atMost(LONG).until(() -> origin.openConnections() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientStopsReading_isCut(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(ENDLESS);
        TestProxy proxy = TestProxy.start(transport, yaml("{client: 300ms}", "", origin.port()));
        RawClient client = proxy.client()) {
      long start = System.nanoTime();
      client.send(GET);
      await("the exchange to end")
          .atMost(LONG)
          .until(() -> Setup.errors(proxy.proxy(), ProxyError.CLIENT_TIMEOUT) == 1);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      await("the server to see it").atMost(LONG).until(() -> origin.openConnections() == 0);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientGoesInsideAnswer_serverIsToldAndNothingStaysOpen(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(ENDLESS);
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()))) {
      try (RawClient client = proxy.client()) {
        client.send(GET).readHead();
      }
      await("the server to see it").atMost(LONG).until(() -> origin.openConnections() == 0);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientGoesInsideBody_serverIsToldAndNothingStaysOpen(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()))) {
      try (RawClient client = proxy.client()) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
        await("the head").atMost(LONG).until(() -> origin.heads().size() == 1);
      }
      await("the server to see it").atMost(LONG).until(() -> origin.openConnections() == 0);
      assertThat(origin.requests()).isEmpty();
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientGoesWhileWaiting_serverIsToldAndNothingStaysOpen(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.start(transport, yaml("{}", "", origin.port()))) {
      try (RawClient client = proxy.client()) {
        client.send(GET);
        await("the request").atMost(LONG).until(() -> origin.requests().size() == 1);
        client.reset();
      }
      await("the server to see it").atMost(LONG).until(() -> origin.openConnections() == 0);
      awaitIdle(proxy);
    }
  }
}
