package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.SHORT;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.freePort;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.sum;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Server;
import io.forebay.exchange.RetryReason;
import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.stats.RequestStats;
import io.forebay.stats.ServerCount;
import io.forebay.testkit.Counts;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reloads, listeners, draining, limits and counters of a running proxy. */
@ExtendWith(LeakExtension.class)
class RuntimeTest {

  /** A fixed port, so that a second configuration can name the same address. */
  private static String fixed(int port, String yaml) {
    return yaml.replace("127.0.0.1:0", "127.0.0.1:" + port);
  }

  private static Server server(TestProxy proxy, int index) {
    return proxy.proxy().backend("app").servers().get(index).server();
  }

  // ---- reload ----

  @ParameterizedTest
  @EnumSource(Transport.class)
  void reload_connectionsAndExchangesSurvive(Transport transport) throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    OriginScript slow =
        c -> {
          c.readRequest();
          answer.await();
          c.send(ok("old"));
          c.awaitClose();
        };
    int port = freePort();
    try (ScriptedOrigin before = ScriptedOrigin.start(slow);
        ScriptedOrigin after = ScriptedOrigin.start(OriginScript.named("new"));
        TestProxy proxy = TestProxy.start(transport, fixed(port, yaml("{}", "", before.port())));
        RawClient busy = proxy.client();
        RawClient idle = proxy.client()) {
      busy.send(GET);
      await("the request").atMost(LONG).until(() -> before.requests().size() == 1);
      proxy.proxy().apply(TestProxy.parse(fixed(port, yaml("{}", "", after.port()))));
      assertThat(idle.send(GET).readResponse().bodyText()).isEqualTo("new");
      answer.countDown();
      assertThat(busy.readResponse().bodyText()).isEqualTo("old");
      assertThat(busy.send(GET).readResponse().bodyText()).isEqualTo("new");
      await("the old server's connection to be closed")
          .atMost(LONG)
          .until(() -> before.openConnections() == 0);
      awaitIdle(proxy);
    }
  }

  @Test
  void reload_serversStayTheSameUnlessTheirAddressChanges() throws Exception {
    try (ScriptedOrigin a = ScriptedOrigin.start(OriginScript.named("a"));
        ScriptedOrigin b = ScriptedOrigin.start(OriginScript.named("b"));
        ScriptedOrigin c = ScriptedOrigin.start(OriginScript.named("c"));
        TestProxy proxy = TestProxy.start(yaml("{}", "", a.port(), b.port()))) {
      Server first = server(proxy, 0);
      Server second = server(proxy, 1);
      proxy.proxy().apply(TestProxy.parse(yaml("{}", "", a.port(), c.port())));
      assertThat(server(proxy, 0)).isSameAs(first);
      assertThat(server(proxy, 1)).isNotSameAs(second);
      assertThat(server(proxy, 1).id()).isEqualTo(second.id());
    }
  }

  @Test
  void reload_weightAndRouteChangeAtOnce() throws Exception {
    try (ScriptedOrigin a = ScriptedOrigin.start(OriginScript.named("a"));
        ScriptedOrigin b = ScriptedOrigin.start(OriginScript.named("b"));
        TestProxy proxy = TestProxy.start(yaml("{}", "", a.port(), b.port()));
        RawClient client = proxy.client()) {
      String yaml = yaml("{}", "", a.port(), b.port());
      proxy.proxy().apply(TestProxy.parse(yaml.replace("{name: s1,", "{name: s1, weight: 0,")));
      for (int i = 0; i < 4; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("b");
      }
      String routed =
          yaml.replace("backend: app}", "routes: [{match: {path: /only}, backend: app}]}");
      proxy.proxy().apply(TestProxy.parse(routed));
      assertThat(client.send(GET).readResponse().status()).isEqualTo(404);
      assertThat(client.send(GET.replace(" / ", " /only ")).readResponse().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void reload_listenersComeGoAndMove(Transport transport) throws Exception {
    int kept = freePort();
    int other = freePort();
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(transport, fixed(kept, yaml("{}", "", origin.port())))) {
      String yaml = fixed(kept, yaml("{}", "", origin.port()));
      String two =
          yaml.replace(
              "listeners:\n",
              "listeners:\n  more: {bind: \"127.0.0.1:%d\", backend: app}\n".formatted(other));
      proxy.proxy().apply(TestProxy.parse(two));
      try (RawClient client = RawClient.connect(other)) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
        proxy.proxy().apply(TestProxy.parse(yaml));
        awaitRefused(other);
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
      proxy.proxy().apply(TestProxy.parse(yaml.replace(":" + kept, ":" + other)));
      awaitRefused(kept);
      proxy
          .proxy()
          .apply(
              TestProxy.parse(
                  yaml.replace(":" + kept, ":" + other).replace("  web:", "  renamed:")));
      try (RawClient client = RawClient.connect(other)) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
    }
  }

  /** The JDK's sockets close with the next turn of their selector. */
  private static void awaitRefused(int port) {
    await("port " + port + " to be closed")
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> RawClient.connect(port).close())
                    .hasMessageContaining("refused"));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void reloadThatCannotBind_changesNothing(Transport transport) throws Exception {
    int port = freePort();
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        ServerSocket taken = new ServerSocket();
        TestProxy proxy = TestProxy.start(transport, fixed(port, yaml("{}", "", origin.port())))) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      String yaml =
          fixed(port, yaml("{}", "", 1))
              .replace("  web:", "  renamed:")
              .replace(
                  "backends:\n",
                  "  bad: {bind: \"127.0.0.1:%d\", backend: app}\nbackends:\n"
                      .formatted(taken.getLocalPort()));
      assertThatThrownBy(() -> proxy.proxy().apply(TestProxy.parse(yaml)))
          .isInstanceOf(ProxyException.class)
          .hasMessageContaining("listener bad: cannot bind 127.0.0.1:" + taken.getLocalPort());
      try (RawClient client = RawClient.connect(port)) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void secondProxyOnSamePort_refusedByName(Transport transport) throws ProxyException {
    try (TestProxy proxy = TestProxy.start(transport, yaml("{}", "", 1));
        Proxy second =
            new Proxy(
                TestProxy.parse(fixed(proxy.port(), yaml("{}", "", 1))),
                transport,
                Ticker.system())) {
      assertThatThrownBy(second::open)
          .isInstanceOf(ProxyException.class)
          .hasMessageMatching(
              "listener web: cannot bind 127\\.0\\.0\\.1:%d: Address already in use.*"
                  .formatted(proxy.port()));
    }
  }

  @Test
  void reloadToAnOverlappingAddress_goesOnWithoutAGap() throws Exception {
    assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
    int port = freePort();
    String[] binds = {":" + port, "0.0.0.0:" + port, "127.0.0.1:" + port, ":" + port};
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      String yaml = yaml("{}", "", origin.port());
      try (TestProxy proxy = TestProxy.start(yaml.replace("127.0.0.1:0", binds[0]));
          RawClient old = proxy.client()) {
        for (String bind : binds) {
          proxy.proxy().apply(TestProxy.parse(yaml.replace("127.0.0.1:0", bind)));
          assertThat(proxy.proxy().boundAddresses("web")).hasSize(1);
          try (RawClient client = RawClient.connect(port)) {
            assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
          }
        }
        assertThat(old.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
    }
  }

  @Test
  void reloadToAnOverlappingAddressOnNio_saysWhoHoldsIt() throws Exception {
    int port = freePort();
    String yaml = yaml("{}", "", 1);
    try (TestProxy proxy =
        TestProxy.start(Transport.NIO, yaml.replace("127.0.0.1:0", "0.0.0.0:" + port))) {
      assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
      assertThatThrownBy(() -> proxy.proxy().apply(TestProxy.parse(fixed(port, yaml))))
          .isInstanceOf(ProxyException.class)
          .hasMessageContaining("Address already in use, by this process")
          .hasMessageContaining("restart");
    }
  }

  @Test
  void ipv6WildcardOnNio_refused() throws ProxyException {
    String yaml = yaml("{}", "", 1).replace("127.0.0.1:0", "[::]:0");
    try (Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.NIO, Ticker.system())) {
      assertThatThrownBy(proxy::open)
          .isInstanceOf(ProxyException.class)
          .hasMessageContaining("nio cannot keep IPv4 clients out");
    }
  }

  @Test
  void wildcardsOfBothFamilies_sideBySide() {
    int port = freePort();
    String yaml =
        yaml("{}", "", 1)
            .replace("\"127.0.0.1:0\"", "[\"0.0.0.0:%1$d\", \"[::]:%1$d\"]".formatted(port));
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient four = RawClient.connect(new InetSocketAddress("127.0.0.1", port));
        RawClient six = RawClient.connect(new InetSocketAddress("::1", port))) {
      assertThat(four.send(GET).readResponse().status()).isEqualTo(503);
      assertThat(six.send(GET).readResponse().status()).isEqualTo(503);
      assertThat(proxy.proxy().boundAddresses("web")).hasSize(2);
    }
  }

  // ---- drain ----

  @Test
  void drain_answersAreFinishedAndSayCloseIdleOnesEnd() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readRequest();
          answer.await();
          c.send(ok("late"));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{}", "", origin.port()));
        RawClient busy = proxy.client();
        RawClient idle = proxy.client()) {
      busy.send(GET);
      await("the request").atMost(LONG).until(() -> origin.requests().size() == 1);
      await("both").atMost(LONG).until(() -> proxy.proxy().openConnections() == 2);
      CompletableFuture<Integer> left = drain(proxy, Duration.ofSeconds(10));
      await("not ready").atMost(LONG).until(() -> proxy.proxy().notReadyReason() != null);
      assertThat(idle.closedByPeer(LONG)).isTrue();
      assertThatThrownBy(() -> proxy.client()).isNotNull();
      answer.countDown();
      RawResponse response = busy.readResponse();
      assertThat(response.bodyText()).isEqualTo("late");
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(left.get(10, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void drainDeadline_cutsWhatIsLeft() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.start(yaml("{}", "", origin.port()));
        RawClient busy = proxy.client()) {
      busy.send(GET);
      await("the request").atMost(LONG).until(() -> origin.requests().size() == 1);
      assertThat(drain(proxy, Duration.ofMillis(100)).get(10, TimeUnit.SECONDS)).isEqualTo(1);
      proxy.proxy().close();
      assertThat(busy.closedByPeer(LONG)).isTrue();
      await("the server to see it").atMost(LONG).until(() -> origin.openConnections() == 0);
    }
  }

  private static CompletableFuture<Integer> drain(TestProxy proxy, Duration timeout) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return proxy.proxy().drain(Duration.ZERO, timeout);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  // ---- limits and counters ----

  @ParameterizedTest
  @EnumSource(Transport.class)
  void connectionLimit_pausesAcceptingAndResumes(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(
                transport,
                yaml("{}", "", origin.port())
                    .replace("worker_threads: 2", "worker_threads: 1, max_connections: 1"))) {
      for (int i = 0; i < 3; i++) {
        try (RawClient first = proxy.client()) {
          assertThat(first.send(GET).readResponse().bodyText()).isEqualTo("one");
          try (RawClient second = proxy.client()) {
            second.send(GET);
            assertThat(second.silentFor(SHORT)).isTrue();
            first.reset();
            assertThat(second.readResponse().bodyText()).isEqualTo("one");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void listenerLimit_pausesThatListenerOnly(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(
                transport,
                yaml("{}", "", origin.port())
                    .replace("worker_threads: 2", "worker_threads: 1")
                    .replace("backend: app}", "backend: app, max_connections: 1}")
                    .replace(
                        "backends:\n",
                        "  other: {bind: \"127.0.0.1:0\", backend: app}\nbackends:\n"));
        RawClient first = proxy.client()) {
      assertThat(first.send(GET).readResponse().bodyText()).isEqualTo("one");
      try (RawClient second = proxy.client();
          RawClient other = RawClient.connect(proxy.port("other"))) {
        second.send(GET);
        assertThat(second.silentFor(SHORT)).isTrue();
        assertThat(other.send(GET).readResponse().bodyText()).isEqualTo("one");
        if (transport == Transport.EPOLL) {
          assertThat(proxy.proxy().connectionsWaiting("web")).hasValue(1);
          assertThat(proxy.proxy().connectionsWaiting("other")).hasValue(0);
        }
        first.reset();
        assertThat(second.readResponse().bodyText()).isEqualTo("one");
      }
    }
  }

  @Test
  void listenerLimitRaisedByReload_whoeverWaitsComesIn() throws Exception {
    int port = freePort();
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      String open = fixed(port, yaml("{}", "", origin.port()));
      String bounded = open.replace("backend: app}", "backend: app, max_connections: 1}");
      try (TestProxy proxy =
              TestProxy.start(bounded.replace("worker_threads: 2", "worker_threads: 1"));
          RawClient first = proxy.client();
          RawClient second = proxy.client()) {
        assertThat(first.send(GET).readResponse().bodyText()).isEqualTo("one");
        assertThat(second.send(GET).silentFor(SHORT)).isTrue();
        proxy.proxy().apply(TestProxy.parse(open));
        assertThat(second.readResponse().bodyText()).isEqualTo("one");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void stormOfConnectsAndResets_nobodyIsLostAndNothingStaysOpen(Transport transport) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(
                transport,
                yaml("{}", "", origin.port())
                    .replace("worker_threads: 2", "worker_threads: 2, max_connections: 50"))) {
      for (int i = 0; i < 1000; i++) {
        proxy.client().reset();
      }
      try (RawClient client = proxy.client()) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
      await("all to be gone").atMost(LONG).until(() -> proxy.proxy().openConnections() == 0);
    }
  }

  @Test
  void counters_tellWhatHappened() {
    // With a Date, so that the answer passes as it is.
    String answer =
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n";
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy = TestProxy.start(yaml("{}", "", refusing.port(), origin.port()))) {
      int count = 10;
      try (RawClient client = proxy.client()) {
        for (int i = 0; i < count; i++) {
          client.send(GET).readResponse();
        }
      }
      Proxy it = proxy.proxy();
      awaitIdle(proxy);
      await("the connection to end").atMost(LONG).until(() -> it.openConnections() == 0);
      int route = it.metricIds().route("web", "*", "app");
      int bad = it.metricIds().server("app", "s1");
      int good = it.metricIds().server("app", "s2");
      int web = it.metricIds().listener("web");
      assertThat(sum(it, s -> count(s.peek(route, good), 200))).isEqualTo(count);
      assertThat(sum(it, s -> count(s.peek(route, bad), 200))).isZero();
      assertThat(sum(it, s -> s.requestsStarted.get(route))).isEqualTo(count);
      long refused = Counts.of(it, ServerCount.CONNECT_ERRORS, bad);
      assertThat(refused).isPositive();
      assertThat(sum(it, s -> s.retries.get(RetryReason.CONNECT_FAILURE.ordinal())))
          .isEqualTo(refused);
      assertThat(sum(it, s -> s.connectionsOpened.get(web))).isEqualTo(1);
      assertThat(sum(it, s -> s.connectionsClosed.get(web))).isEqualTo(1);
      assertThat(Counts.clientIn(it)).isEqualTo((long) count * GET.length());
      assertThat(Counts.serverOut(it))
          .isEqualTo(origin.requests().stream().mapToLong(r -> r.wire().length).sum());
      assertThat(Counts.serverIn(it)).isEqualTo(Counts.clientOut(it));
    }
  }

  @Test
  void requestRefusedWhileRead_countedAsRejected() {
    try (TestProxy proxy = TestProxy.start(yaml("{}", "", 1));
        RawClient client = proxy.client()) {
      assertThat(client.send("nonsense\r\n\r\n").readResponse().status()).isEqualTo(400);
      int web = proxy.proxy().metricIds().listener("web");
      assertThat(sum(proxy.proxy(), s -> s.rejected.get(web))).isEqualTo(1);
    }
  }

  private static long count(RequestStats stats, int status) {
    return stats == null ? 0 : stats.count(status);
  }
}
