package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.net.InheritedSockets;
import io.forebay.net.ListeningSocket;
import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.stats.LoopStats;
import io.forebay.testkit.HandedOver;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accepting from sockets that another process, here another proxy, has opened. */
@ExtendWith(LeakExtension.class)
class InheritedSocketsTest {

  private static final Duration SOON = Duration.ofMillis(50);
  private static final int CLIENTS = 24;

  @TempDir Path directory;

  private HandedOver ends;

  @BeforeEach
  void connect() throws Exception {
    assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
    ends = new HandedOver(directory);
  }

  @AfterEach
  void disconnect() {
    if (ends != null) {
      ends.close();
    }
  }

  private static String yaml(int threads, String bind, ScriptedOrigin origin) {
    return """
        global: {worker_threads: %d}
        listeners:
          web: { bind: "%s", backend: app }
        backends:
          app: { servers: ["127.0.0.1:%d"] }
        """
        .formatted(threads, bind, origin.port());
  }

  private Proxy successor(Proxy old, String yaml) throws IOException, ProxyException {
    Proxy next = new Proxy(TestProxy.parse(yaml), Transport.EPOLL, Ticker.system());
    next.inherit(new InheritedSockets(ends.duplicates(old.listeningSockets())));
    next.hold();
    return next;
  }

  private static List<RawClient> waiting(int port) {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(RawClient.connect(port).send(GET));
    }
    return clients;
  }

  private static void assertServed(List<RawClient> clients) {
    for (RawClient client : clients) {
      assertThat(client.readResponse().bodyText()).isEqualTo("one");
      client.close();
    }
  }

  // ---- connections for descriptors ----

  @Test
  void linesAndDescriptors_arriveInOrder() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(yaml(2, "127.0.0.1:0", origin))) {
      ends.sending().send("first");
      ends.sending().send("second");
      assertThat(ends.receiving().receive(LONG)).isEqualTo("first");
      assertThat(ends.receiving().receive(LONG)).isEqualTo("second");
      List<ListeningSocket> handed = ends.duplicates(proxy.proxy().listeningSockets());
      assertThat(handed).hasSize(2);
      ends.sending().send("third");
      assertThat(ends.receiving().receive(LONG)).isEqualTo("third");
      assertThat(handed.get(0).localAddress().getPort()).isEqualTo(proxy.port());
      new InheritedSockets(handed).close();
    }
  }

  @Test
  void peer_isKnown() throws Exception {
    assertThat(ends.receiving().peerProcess()).isEqualTo(ProcessHandle.current().pid());
    assertThat(ends.sending().peerUser()).isEqualTo(ends.receiving().peerUser());
  }

  @Test
  void silenceAndEnd_areFailures() {
    assertThatThrownBy(() -> ends.receiving().receive(SOON))
        .isInstanceOf(SocketTimeoutException.class);
    ends.sending().close();
    assertThatThrownBy(() -> ends.receiving().receive(LONG)).hasMessage("the connection has ended");
    assertThatThrownBy(() -> ends.receiving().receive(LONG)).hasMessage("the connection has ended");
  }

  // ---- handing over ----

  @ParameterizedTest
  @CsvSource({"1,1", "4,1", "1,3", "3,2", "2,2"})
  void clientsThatWait_areServedByTheNextOnWhateverLoops(int before, int after) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy old = TestProxy.start(yaml(before, "127.0.0.1:0", origin))) {
      int port = old.port();
      old.proxy().hold();
      List<RawClient> clients = waiting(port);
      try (Proxy next = successor(old.proxy(), yaml(after, "127.0.0.1:0", origin))) {
        next.open();
        assertThat(next.boundAddresses("web").get(0).getPort()).isEqualTo(port);

        old.proxy().handOver(old.proxy().listeningSockets());
        old.proxy().close();
        next.accept();

        assertServed(clients);
        assertServed(waiting(port));
        assertThat(next.loopStats()).allMatch(it -> opened(next, it) > 0);
      }
    }
  }

  private static long opened(Proxy proxy, LoopStats stats) {
    return stats.connectionsOpened.get(proxy.metricIds().listener("web"));
  }

  @Test
  void nextThatGivesUp_losesNoClientOfTheOld() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy old = TestProxy.start(yaml(2, "127.0.0.1:0", origin))) {
      old.proxy().hold();
      List<RawClient> clients = waiting(old.port());
      try (Proxy next = successor(old.proxy(), yaml(3, "127.0.0.1:0", origin))) {
        next.open();
        assertThat(next.openConnections()).isZero();
      }
      assertThat(old.proxy().openConnections()).isZero();
      old.proxy().accept();

      assertServed(clients);
      assertServed(waiting(old.port()));
      assertThat(old.proxy().notReadyReason()).isNull();
    }
  }

  @Test
  void nextThatCannotBindMore_losesNoClientOfTheOld() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy old = TestProxy.start(yaml(2, "127.0.0.1:0", origin))) {
      old.proxy().hold();
      List<RawClient> clients = waiting(old.port());
      String taken = "\"127.0.0.1:0\", \"127.0.0.1:" + origin.port() + "\"";
      String yaml = yaml(2, "X", origin).replace("\"X\"", "[" + taken + "]");
      try (Proxy next = successor(old.proxy(), yaml)) {
        assertThatThrownBy(next::open)
            .isInstanceOf(ProxyException.class)
            .hasMessageContaining("cannot bind 127.0.0.1:" + origin.port());
      }
      old.proxy().accept();

      assertServed(clients);
    }
  }

  @Test
  void addressThatIsGone_isClosedAndANewOneBound() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy old = TestProxy.start(yaml(2, "127.0.0.1:0", origin))) {
      int port = old.port();
      try (Proxy next = successor(old.proxy(), yaml(2, "127.0.0.2:0", origin))) {
        next.open();
        InetSocketAddress address = next.boundAddresses("web").get(0);
        assertThat(address.getAddress().getHostAddress()).isEqualTo("127.0.0.2");

        next.accept();
        old.proxy().handOver(List.of());

        try (RawClient client = RawClient.connect(address)) {
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
        }
        assertThat(next.listeningSockets()).hasSize(2);
      }
      assertThatThrownBy(() -> RawClient.connect(port)).isNotNull();
    }
  }

  @Test
  void listenerWithAnotherName_takesTheSameAddress() throws Exception {
    int port = Setup.freePort();
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy old = TestProxy.start(yaml(2, "127.0.0.1:" + port, origin))) {
      String yaml = yaml(2, "localhost:" + port, origin).replace("web:", "front:");
      try (Proxy next = successor(old.proxy(), yaml)) {
        next.open();
        old.proxy().handOver(old.proxy().listeningSockets());
        next.accept();
        assertServed(waiting(port));
      }
    }
  }

  @Test
  void overlappingAddress_isBoundBeside() throws Exception {
    int port = Setup.freePort();
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy old = TestProxy.start(yaml(2, "127.0.0.1:" + port, origin));
        Proxy next = successor(old.proxy(), yaml(2, "0.0.0.0:" + port, origin))) {
      next.open();
      next.accept();
      old.proxy().handOver(List.of());
      assertServed(waiting(port));
      assertThat(old.proxy().openConnections()).isZero();
    }
  }

  @Test
  void unixSocket_keepsItsFileAndItsClients() throws Exception {
    Path path = directory.resolve("front");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      String yaml = yaml(2, "unix:" + path, origin);
      try (TestProxy old = TestProxy.start(yaml)) {
        old.proxy().hold();
        try (RawClient client = RawClient.connect(path).send(GET);
            Proxy next = successor(old.proxy(), yaml)) {
          next.open();
          old.proxy().handOver(old.proxy().listeningSockets());
          old.proxy().close();
          next.accept();

          assertThat(client.readResponse().bodyText()).isEqualTo("one");
          try (RawClient another = RawClient.connect(path)) {
            assertThat(another.send(GET).readResponse().bodyText()).isEqualTo("one");
          }
          assertThat(next.unixSockets("web")).containsExactly(path);
        }
        assertThat(path).doesNotExist();
      }
    }
  }

  // ---- the service manager ----

  private static ListeningSocket activated(String name, Socket socket) throws IOException {
    return ListeningSocket.activated(name, socket.intValue());
  }

  private static Socket listening(InetSocketAddress at) throws IOException {
    Socket socket = Socket.newSocketStream();
    socket.bind(at);
    socket.listen(2 * CLIENTS);
    return socket;
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress("127.0.0.1", 0);
  }

  @Test
  void socketOfTheServiceManager_outlivesTheProxyWithItsClients() throws Exception {
    Socket socket = listening(loopback());
    int port = socket.localAddress().getPort();
    ListeningSocket held = ends.duplicates(List.of(activated("forebay.socket", socket))).get(0);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      String yaml = yaml(2, "127.0.0.1:" + port, origin);
      try (Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.EPOLL, Ticker.system())) {
        proxy.inherit(new InheritedSockets(List.of(activated("forebay.socket", socket))));
        proxy.open();
        assertServed(waiting(port));
        assertThat(proxy.loopStats()).allMatch(it -> opened(proxy, it) == CLIENTS / 2);
        proxy.drain(Duration.ZERO, Duration.ofSeconds(5));
      }
      List<RawClient> clients = waiting(port);
      try (Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.EPOLL, Ticker.system())) {
        proxy.inherit(new InheritedSockets(List.of(held)));
        proxy.open();
        assertServed(clients);
      }
    }
  }

  @Test
  void socketOfTheListenersName_winsOverTheAddress() throws Exception {
    Socket socket = listening(loopback());
    int port = socket.localAddress().getPort();
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        Proxy proxy =
            new Proxy(
                TestProxy.parse(yaml(1, "127.0.0.1:1", origin)),
                Transport.EPOLL,
                Ticker.system())) {
      proxy.inherit(new InheritedSockets(List.of(activated("web", socket))));
      proxy.open();
      assertServed(waiting(port));
    }
  }

  @Test
  void otherKindsOfSockets_refused() throws Exception {
    Socket datagrams = Socket.newSocketDgram();
    assertThatThrownBy(() -> activated("a", datagrams)).hasMessageContaining("datagrams");
    datagrams.close();
    Socket deaf = Socket.newSocketStream();
    assertThatThrownBy(() -> activated("a", deaf)).hasMessageContaining("does not listen");
    deaf.close();
  }

  @Test
  void addressOfASocket_isWhatWouldBeConfigured() throws Exception {
    Path path = directory.resolve("bound");
    Socket unix = Socket.newSocketDomain();
    unix.bind(new DomainSocketAddress(path.toString()));
    unix.listen(1);
    assertThat(activated("a", unix).bind()).hasToString("unix:" + path);
    unix.close();
    Socket tcp = listening(loopback());
    assertThat(activated("a", tcp).bind()).hasToString("127.0.0.1:" + tcp.localAddress().getPort());
    tcp.close();
  }

  @Test
  void clientsAfterTheHandOver_waitForTheNext() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy old = TestProxy.start(yaml(1, "127.0.0.1:0", origin));
        Proxy next = successor(old.proxy(), yaml(1, "127.0.0.1:0", origin))) {
      next.open();
      old.proxy().handOver(old.proxy().listeningSockets());
      assertThat(old.proxy().notReadyReason()).isEqualTo("draining");
      List<RawClient> clients = waiting(next.boundAddresses("web").get(0).getPort());
      assertThat(old.proxy().openConnections()).isZero();
      next.accept();
      assertServed(clients);
      await("nothing left").atMost(LONG).until(() -> next.openConnections() == 0);
    }
  }
}
