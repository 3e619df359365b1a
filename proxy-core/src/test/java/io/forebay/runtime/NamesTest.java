package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.config.ServerConfig;
import io.forebay.net.NameLookup;
import io.forebay.net.NoTls;
import io.forebay.net.Transport;
import io.forebay.observe.Event;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers whose names get other addresses, with a name service that the test writes. */
@ExtendWith(LeakExtension.class)
class NamesTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  private static final String TWO_NAMES =
      """
      listeners: { web: { bind: "127.0.0.1:0", backend: app } }
      backends: { app: { servers: ["one.test:80", "two.test:80"] } }
      """;

  private final Map<String, List<InetAddress>> known = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private Duration timeToLive = Duration.ZERO;
  private final ManualTicker ticker = new ManualTicker();
  private final ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"));

  @AfterEach
  void close() {
    origin.close();
  }

  private CompletionStage<NameLookup.Found> lookUp(String host) {
    asked.incrementAndGet();
    var found = new NameLookup.Found(known.getOrDefault(host, List.of()), timeToLive);
    return CompletableFuture.completedFuture(found);
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
    Proxy proxy =
        new Proxy(TestProxy.parse(yaml), Transport.best(), ticker, NoTls.INSTANCE, this::lookUp);
    proxy.open();
    return proxy;
  }

  private static Server server(Proxy proxy) {
    return proxy.backends().iterator().next().servers().get(0).server();
  }

  /** Looks again when answers do not count any more. */
  private boolean look(Proxy proxy) {
    ticker.advance(timeToLive.compareTo(Names.SHORTEST) < 0 ? Names.SHORTEST : timeToLive);
    return proxy.lookUpNames();
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
      assertThat(look(proxy)).isFalse();

      known.put("one.test", List.of(address(1)));
      assertThat(look(proxy)).isTrue();
      proxy.applyNames();
      assertThat(server(proxy).state()).isEqualTo(ServerState.UNCHECKED);
      assertThat(status(proxy)).isEqualTo(200);
      assertThat(look(proxy)).isFalse();
    }
  }

  @Test
  void nameWithoutAnswer_keepsItsAddressFor30s_thenIsUnresolved() throws Exception {
    known.put("one.test", List.of(address(1)));
    try (Proxy proxy = start()) {
      known.clear();
      assertThat(look(proxy)).isFalse();
      ticker.advance(Names.KEPT.minusMillis(1));
      assertThat(proxy.lookUpNames()).isFalse();
      proxy.apply(proxy.config());
      assertThat(status(proxy)).isEqualTo(200);

      assertThat(look(proxy)).isTrue();
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
      assertThat(look(proxy)).isFalse();
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
      assertThat(look(proxy)).isTrue();
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
      assertThat(look(proxy)).isTrue();
      proxy.applyNames();
      assertThat(server(proxy).adminState()).isEqualTo(AdminState.MAINT);
      assertThat(server(proxy).runtimeWeight()).isEqualTo(7);
    }
  }

  @Test
  void otherAddressOfADrainedServer_drainsAnewAndIsInMaintenanceThen() throws Exception {
    known.put("one.test", List.of(address(2)));
    try (Proxy proxy = start()) {
      ServerChange drain = new ServerChange(AdminState.DRAIN, null);
      proxy.change(server(proxy), drain, "a test").get(10, TimeUnit.SECONDS);
      known.put("one.test", List.of(address(1)));
      assertThat(look(proxy)).isTrue();
      proxy.applyNames();
      Server moved = server(proxy);
      await("the clock")
          .until(() -> ServerConfig.DEFAULT_DRAIN_TIMEOUT.equals(proxy.drainTimeLeft(moved)));
      assertThat(moved.adminState()).isEqualTo(AdminState.DRAIN);
      ticker.advance(ServerConfig.DEFAULT_DRAIN_TIMEOUT);
      await("the end").until(() -> moved.adminState() == AdminState.MAINT);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "7, 7", "86400, 60"})
  void timeToLive_saysWhenANameIsLookedUpAgain(int seconds, int again) throws Exception {
    timeToLive = Duration.ofSeconds(seconds);
    known.put("one.test", List.of(address(1)));
    try (Proxy proxy = start()) {
      ticker.advance(Duration.ofSeconds(again).minusMillis(1));
      assertThat(proxy.lookUpNames()).isFalse();
      assertThat(asked).hasValue(1);
      ticker.advance(Duration.ofMillis(1));
      proxy.lookUpNames();
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void longTimeToLive_goneName_keepsItsAddressFor30sFromTheFirstFailureOn() throws Exception {
    timeToLive = Duration.ofSeconds(60);
    known.put("one.test", List.of(address(1)));
    try (Proxy proxy = start()) {
      known.clear();
      assertThat(look(proxy)).isFalse();
      ticker.advance(Names.KEPT.minusMillis(1));
      assertThat(proxy.lookUpNames()).isFalse();
      ticker.advance(Names.SHORTEST);
      assertThat(proxy.lookUpNames()).isTrue();
    }
  }

  @Test
  void nameThatDoesNotResolve_isToldAsDownByDns() throws Exception {
    try (Proxy proxy = start()) {
      assertThat(server(proxy).stateText()).isEqualTo("DOWN (dns)");
      assertThat(proxy.events().since(0))
          .extracting(Event::text)
          .contains("DOWN (dns), no address of one.test");
    }
  }

  @Test
  void secondLookup_isAskedForWhatTheFirstDoesNotKnow() throws Exception {
    known.put("one.test", List.of(address(1)));
    NameLookup second =
        host ->
            CompletableFuture.completedFuture(
                new NameLookup.Found(List.of(InetAddress.getLoopbackAddress()), Duration.ZERO));
    var names = new Names(List.of(this::lookUp, second), ticker);
    names.lookUp(TestProxy.parse(TWO_NAMES));
    assertThat(names.addresses("one.test")).containsExactly(address(1));
    assertThat(names.addresses("two.test")).containsExactly(InetAddress.getLoopbackAddress());
    assertThat(asked).hasValue(2);
  }

  @Test
  void checkAddress_thatMoves_isFollowed() throws Exception {
    known.put("one.test", List.of(address(1)));
    known.put("checks.test", List.of(address(2)));
    String yaml =
        """
        listeners: { web: { bind: "127.0.0.1:0", backend: app } }
        backends:
          app:
            health_check: {}
            servers: [{ name: s1, address: "one.test:80", check_address: checks.test, check_port: 81 }]
        """;
    try (Proxy proxy =
        new Proxy(TestProxy.parse(yaml), Transport.best(), ticker, NoTls.INSTANCE, this::lookUp)) {
      proxy.open();
      Server before = server(proxy);
      known.put("checks.test", List.of(address(3)));
      assertThat(look(proxy)).isTrue();
      proxy.applyNames();
      assertThat(server(proxy)).isSameAs(before);
      assertThat(proxy.backends().iterator().next().servers().get(0).checkAddress())
          .isEqualTo(new InetSocketAddress(address(3), 81));
    }
  }
}
