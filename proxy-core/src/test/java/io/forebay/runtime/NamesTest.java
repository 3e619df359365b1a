package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers whose names get other addresses, with a name service that the test writes. */
@ExtendWith(LeakExtension.class)
class NamesTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  private final Map<String, List<InetAddress>> known = new ConcurrentHashMap<>();
  private final ManualTicker ticker = new ManualTicker();
  private final ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));

  @AfterEach
  void close() {
    origin.close();
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    List<InetAddress> addresses = known.get(host);
    if (addresses == null) {
      throw new UnknownHostException(host);
    }
    return addresses.toArray(InetAddress[]::new);
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress("one.test", new byte[] {127, 0, 0, (byte) last});
  }

  private Proxy start() throws ProxyException {
    String yaml =
        """
        global: { worker_threads: 1 }
        listeners: { web: { bind: "127.0.0.1:0", backend: app } }
        backends: { app: { servers: [{ name: s1, address: "one.test:%d" }] } }
        """
            .formatted(origin.port());
    Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.best(), ticker, this::lookUp);
    proxy.open();
    return proxy;
  }

  private static Server server(Proxy proxy) {
    return proxy.backends().iterator().next().servers().get(0).server();
  }

  private static int status(Proxy proxy) {
    try (RawClient client = RawClient.connect(proxy.boundAddresses("web").get(0).getPort())) {
      RawResponse response = client.send(GET).readResponse();
      return response.status();
    }
  }

  @Test
  void unknownName_startsAndAnswers503_untilItHasAnAddress() throws Exception {
    try (Proxy proxy = start()) {
      assertThat(server(proxy).state()).isEqualTo(ServerState.UNRESOLVED);
      assertThat(status(proxy)).isEqualTo(503);
      assertThat(proxy.lookUpNames()).isFalse();

      known.put("one.test", List.of(address(1)));
      assertThat(proxy.lookUpNames()).isTrue();
      proxy.applyNames();
      assertThat(server(proxy).state()).isEqualTo(ServerState.UNCHECKED);
      assertThat(status(proxy)).isEqualTo(200);
      assertThat(proxy.lookUpNames()).isFalse();
    }
  }

  @Test
  void nameWithoutAnswer_keepsItsAddressFor30s_thenIsUnresolved() throws Exception {
    known.put("one.test", List.of(address(1)));
    try (Proxy proxy = start()) {
      known.clear();
      ticker.advance(Names.KEPT.minusMillis(1));
      assertThat(proxy.lookUpNames()).isFalse();
      proxy.apply(proxy.config());
      assertThat(status(proxy)).isEqualTo(200);

      ticker.advance(Duration.ofMillis(1));
      assertThat(proxy.lookUpNames()).isTrue();
      proxy.applyNames();
      assertThat(server(proxy).state()).isEqualTo(ServerState.UNRESOLVED);
      assertThat(status(proxy)).isEqualTo(503);
    }
  }

  @Test
  void addressAmongThoseOfTheName_isTheSameServerWithItsState() throws Exception {
    known.put("one.test", List.of(address(1)));
    try (Proxy proxy = start()) {
      Server before = server(proxy);
      before.state(ServerState.UP);
      known.put("one.test", List.of(address(2), address(1)));
      assertThat(proxy.lookUpNames()).isFalse();
      proxy.applyNames();
      assertThat(server(proxy)).isSameAs(before);
      assertThat(server(proxy).state()).isEqualTo(ServerState.UP);
    }
  }

  @Test
  void otherAddress_isAServerOfWhichNothingIsKnown() throws Exception {
    known.put("one.test", List.of(address(2)));
    try (Proxy proxy = start()) {
      server(proxy).state(ServerState.UP);
      known.put("one.test", List.of(address(1)));
      assertThat(proxy.lookUpNames()).isTrue();
      proxy.applyNames();
      assertThat(server(proxy).address())
          .isEqualTo(new InetSocketAddress(address(1), origin.port()));
      assertThat(server(proxy).state()).isEqualTo(ServerState.UNCHECKED);
      assertThat(status(proxy)).isEqualTo(200);
    }
  }

  @Test
  void otherAddress_whatAnOperatorWantsOfTheServerHoldsOn() throws Exception {
    known.put("one.test", List.of(address(2)));
    try (Proxy proxy = start()) {
      server(proxy).adminState(AdminState.MAINT);
      server(proxy).runtimeWeight(7);
      known.put("one.test", List.of(address(1)));
      assertThat(proxy.lookUpNames()).isTrue();
      proxy.applyNames();
      assertThat(server(proxy).adminState()).isEqualTo(AdminState.MAINT);
      assertThat(server(proxy).runtimeWeight()).isEqualTo(7);
    }
  }
}
