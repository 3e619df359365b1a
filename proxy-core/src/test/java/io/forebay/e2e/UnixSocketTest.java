package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.SHORT;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.bytes;
import static io.forebay.e2e.Setup.hash;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.runtime.ProxyException;
import io.forebay.stats.LoopStats;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ticker;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients and servers that are reached through unix sockets. */
@ExtendWith(LeakExtension.class)
class UnixSocketTest {

  @TempDir Path directory;

  private Path front() {
    return directory.resolve("front.sock");
  }

  private Path back() {
    return directory.resolve("back.sock");
  }

  /** Unix sockets on both sides, with {@code more} entries of the listener. */
  private String yaml(String more) {
    return """
        global: {worker_threads: 2}
        listeners:
          web: {bind: "unix:%s", backend: app%s}
        backends:
          app: {servers: ["unix:%s"]}
        """
        .formatted(front(), more, back());
  }

  private ScriptedOrigin origin(OriginScript script) {
    return ScriptedOrigin.startAt(back(), script);
  }

  private RawClient client() {
    return RawClient.connect(front());
  }

  private static Proxy unopened(Transport transport, String yaml) throws ProxyException {
    return new Proxy(TestProxy.parse(yaml), transport, Ticker.system());
  }

  // ---- requests ----

  @Test
  void listenerOnIoUring_refusedWithTheReason() throws ProxyException {
    assumeThat(Transport.IO_URING.problem()).isNull();
    try (Proxy proxy = unopened(Transport.IO_URING, yaml(""))) {
      assertThatThrownBy(proxy::open)
          .isInstanceOf(ProxyException.class)
          .hasMessageContaining("unix:" + front())
          .hasMessageEndingWith("io_uring cannot listen at a unix socket (expected: epoll or nio)");
    }
    assertThat(front()).doesNotExist();
  }

  @Test
  void serverOnIoUring_isReached() {
    try (ScriptedOrigin origin = origin(OriginScript.named("unix"));
        TestProxy proxy =
            TestProxy.start(
                Transport.IO_URING, yaml("").replace("unix:" + front(), "127.0.0.1:0"));
        RawClient client = RawClient.connect(proxy.port("web"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("unix");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "IO_URING", mode = EnumSource.Mode.EXCLUDE)
  void requests_servedFromUnixToUnixOnConnectionsThatAreKept(Transport transport) {
    byte[] body = bytes(3_000_000);
    try (ScriptedOrigin origin = origin(OriginScript.echo());
        TestProxy proxy = TestProxy.start(transport, yaml(""))) {
      try (RawClient client = client()) {
        for (int i = 0; i < 3; i++) {
          assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
        }
        client.send(post("/", "", text(body)));
        byte[] echo = client.readResponse().body();
        byte[] end = Arrays.copyOfRange(echo, echo.length - body.length, echo.length);
        assertThat(hash(end)).isEqualTo(hash(body));
      }
      assertThat(origin.connections()).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "IO_URING", mode = EnumSource.Mode.EXCLUDE)
  void acceptedConnections_goToTheEventLoopsInTurn(Transport transport) {
    List<RawClient> clients = new ArrayList<>();
    try (ScriptedOrigin origin = origin(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(transport, yaml(""))) {
      for (int i = 0; i < 6; i++) {
        clients.add(client());
        clients.get(i).send(GET).readResponse();
      }
      int web = proxy.proxy().metricIds().listener("web");
      for (LoopStats stats : proxy.proxy().loopStats()) {
        assertThat(stats.connectionsOpened.get(web)).isEqualTo(3);
      }
      clients.forEach(RawClient::close);
      assertThat(origin.requests()).hasSize(6);
    }
  }

  @Test
  void idleConnectionThatTheServerEnded_isNotUsed() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    OriginScript once =
        c -> {
          c.readRequest();
          c.send(ok("one"));
          c.close();
          ended.countDown();
        };
    try (ScriptedOrigin origin = origin(once);
        TestProxy proxy = TestProxy.start(yaml(""));
        RawClient client = client()) {
      assertThat(client.send(post("/", "", "a")).readResponse().bodyText()).isEqualTo("one");
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      // Not to be sent twice: it fails if it gets the connection that has ended.
      assertThat(client.send(post("/", "", "b")).readResponse().bodyText()).isEqualTo("one");
      assertThat(origin.connections()).isEqualTo(2);
      assertThat(proxy.proxy().openConnections()).isEqualTo(1);
    }
  }

  @Test
  void serverWithoutASocket_answered503AndUsedWhenItComes() {
    try (TestProxy proxy = TestProxy.start(yaml(""));
        RawClient client = client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
      try (ScriptedOrigin origin = origin(OriginScript.named("one"))) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
        assertThat(origin.connections()).isEqualTo(1);
      }
      assertThat(proxy.proxy().openConnections()).isEqualTo(1);
    }
  }

  // ---- who the client is ----

  private RawRequest received(String more, String request) {
    try (ScriptedOrigin origin = origin(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(yaml(more));
        RawClient client = client()) {
      assertThat(client.send(request).readResponse().status()).isEqualTo(200);
      assertThat(proxy.proxy().unixSockets("web")).containsExactly(front());
      return origin.requests().get(0);
    }
  }

  private static final String ALL =
      ", forwarded: {add: [x-forwarded-for, x-real-ip, x-forwarded-proto, x-forwarded-port,"
          + " forwarded]%s}";

  private static String from(String forwardedFor) {
    return GET.replace("\r\n\r\n", "\r\nX-Forwarded-For: " + forwardedFor + "\r\n\r\n");
  }

  @Test
  void peerThatIsNotTrusted_addressLeftOutAndItsWordDropped() {
    RawRequest request = received(ALL.formatted(""), from("192.0.2.1"));

    assertThat(request.headers().all("x-forwarded-for")).isEmpty();
    assertThat(request.headers().all("x-real-ip")).isEmpty();
    assertThat(request.headers().all("x-forwarded-port")).isEmpty();
    assertThat(request.headers().first("x-forwarded-proto")).isEqualTo("http");
    assertThat(request.headers().first("forwarded")).startsWith("for=unknown;");
  }

  @Test
  void trustedPeer_itsWordIsPassedOnAsItIs() {
    RawRequest request =
        received(
            ALL.formatted(", trusted_proxies: [unix, 10.0.0.0/8]"), from("192.0.2.1, 10.1.1.1"));

    assertThat(request.headers().all("x-forwarded-for")).containsExactly("192.0.2.1, 10.1.1.1");
    assertThat(request.headers().first("x-real-ip")).isEqualTo("192.0.2.1");
  }

  @Test
  void trustedPeerThatSaysNothing_nothingIsMadeUp() {
    RawRequest request = received(ALL.formatted(", trusted_proxies: [unix]"), GET);

    assertThat(request.headers().all("x-forwarded-for")).isEmpty();
    assertThat(request.headers().all("x-real-ip")).isEmpty();
  }

  @Test
  void sourceCondition_holdsForTheAddressThatATrustedPeerForwards() {
    String routed =
        yaml(", forwarded: {trusted_proxies: [unix]}")
            .replace(
                "backend: app,",
                "routes: [{match: {source: 192.0.2.0/24}, respond: {status: 204}}], backend: app,");
    try (ScriptedOrigin origin = origin(OriginScript.named("one"));
        TestProxy trusting = TestProxy.start(routed)) {
      try (RawClient client = client()) {
        assertThat(client.send(from("192.0.2.1")).readResponse().status()).isEqualTo(204);
        assertThat(client.send(from("198.51.100.1")).readResponse().status()).isEqualTo(200);
        assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      }
      apply(trusting, routed.replace("[unix]", "[]"));
      try (RawClient client = client()) {
        assertThat(client.send(from("192.0.2.1")).readResponse().status()).isEqualTo(200);
      }
      assertThat(origin.requests()).hasSize(3);
    }
  }

  private static void apply(TestProxy proxy, String yaml) {
    try {
      proxy.proxy().apply(TestProxy.parse(yaml));
    } catch (ProxyException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void requestWithoutHost_forwardedWithAnEmptyOne() {
    RawRequest request = received("", "GET / HTTP/1.0\r\n\r\n");

    assertThat(request.headers().all("host")).containsExactly("");
  }

  // ---- the file ----

  @ParameterizedTest
  @EnumSource(names = "IO_URING", mode = EnumSource.Mode.EXCLUDE)
  void file_isOpenToAllAndGoneAfterTheStop(Transport transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, yaml(""))) {
      assertThat(proxy.proxy().unixSockets("web")).containsExactly(front());
      assertThat(proxy.proxy().boundAddresses("web")).isEmpty();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(front())))
          .isEqualTo("rw-rw-rw-");
    }
    assertThat(front()).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(names = "IO_URING", mode = EnumSource.Mode.EXCLUDE)
  void socketOfAProcessThatHasEnded_isReplaced(Transport transport) throws Exception {
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(front()));
    }
    assertThat(front()).exists();
    try (ScriptedOrigin origin = origin(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(transport, yaml(""));
        RawClient client = client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      assertThat(origin.connections()).isEqualTo(proxy.proxy().openConnections());
    }
  }

  @ParameterizedTest
  @EnumSource(names = "IO_URING", mode = EnumSource.Mode.EXCLUDE)
  void socketThatIsInUse_refusedAndLeftAlone(Transport transport) throws ProxyException {
    try (ScriptedOrigin owner = ScriptedOrigin.startAt(front(), OriginScript.named("owner"));
        Proxy proxy = unopened(transport, yaml(""))) {
      assertThatThrownBy(proxy::open)
          .isInstanceOf(ProxyException.class)
          .hasMessageStartingWith(
              "listener web: cannot bind unix:" + front() + ": Address already in use");
      try (RawClient client = client()) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("owner");
      }
      assertThat(owner.requests()).hasSize(1);
    }
  }

  @Test
  void socketThatIsInUse_ownerIsNamed() throws ProxyException {
    assumeThat(Files.isReadable(Path.of("/proc/net/unix"))).isTrue();
    try (ScriptedOrigin owner = ScriptedOrigin.startAt(front(), OriginScript.named("owner"));
        Proxy proxy = unopened(Transport.best(), yaml(""))) {
      assertThatThrownBy(proxy::open).hasMessageContaining("in use, by this process");
      assertThat(owner.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "IO_URING", mode = EnumSource.Mode.EXCLUDE)
  void fileThatIsNoSocket_refusedAndLeftAlone(Transport transport) throws Exception {
    Files.writeString(front(), "precious");
    try (Proxy proxy = unopened(transport, yaml(""))) {
      assertThatThrownBy(proxy::open)
          .isInstanceOf(ProxyException.class)
          .hasMessageContaining("cannot bind unix:" + front())
          .hasMessageContaining("no socket");
    }
    assertThat(front()).hasContent("precious");
  }

  @Test
  void directoryThatIsMissing_refusedByName() throws ProxyException {
    String yaml = yaml("").replace("front.sock", "missing/front.sock");
    try (Proxy proxy = unopened(Transport.best(), yaml)) {
      assertThatThrownBy(proxy::open)
          .hasMessageContaining("missing/front.sock: No such file or directory");
    }
  }

  @Test
  void fileThatSomebodyElsePutInItsPlace_isLeftAtTheStop() throws Exception {
    assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
    TestProxy proxy = TestProxy.start(yaml(""));
    Files.delete(front());
    try (ScriptedOrigin other = ScriptedOrigin.startAt(front(), OriginScript.named("other"))) {
      proxy.close();
      try (RawClient client = client()) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("other");
      }
      assertThat(other.requests()).hasSize(1);
    }
  }

  // ---- life ----

  @ParameterizedTest
  @EnumSource(names = "IO_URING", mode = EnumSource.Mode.EXCLUDE)
  void reload_keepsTheFileHandsItOnAndRemovesIt(Transport transport) throws Exception {
    Path second = directory.resolve("second.sock");
    String both =
        yaml("").replace("\"unix:" + front(), "[\"unix:" + second + "\", \"unix:" + front());
    both = both.replace("front.sock\"", "front.sock\"]");
    try (ScriptedOrigin origin = origin(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(transport, yaml(""));
        RawClient old = client()) {
      assertThat(old.send(GET).readResponse().bodyText()).isEqualTo("one");
      Object file = key(front());

      apply(proxy, both);
      assertThat(key(front())).isEqualTo(file);
      try (RawClient client = RawClient.connect(second)) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }

      apply(proxy, both.replace("web:", "renamed:"));
      assertThat(key(front())).isEqualTo(file);
      try (RawClient client = client()) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }

      apply(proxy, yaml(""));
      assertThat(second).doesNotExist();
      assertThat(key(front())).isEqualTo(file);
      assertThat(old.send(GET).readResponse().bodyText()).isEqualTo("one");
      assertThat(origin.requests()).hasSize(4);
    }
  }

  private static Object key(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void reloadThatFails_leavesNoFile() throws Exception {
    Path second = directory.resolve("second.sock");
    Path taken = directory.resolve("taken");
    Files.writeString(taken, "");
    String more =
        "  more: {bind: [\"unix:%s\", \"unix:%s\"], backend: app}\nbackends:\n"
            .formatted(second, taken);
    try (TestProxy proxy = TestProxy.start(yaml(""))) {
      String bad = yaml("").replace("backends:\n", more);
      assertThatThrownBy(() -> proxy.proxy().apply(TestProxy.parse(bad)))
          .isInstanceOf(ProxyException.class);
      assertThat(second).doesNotExist();
      assertThat(front()).exists();
    }
  }

  @Test
  void drain_refusesNewClientsAndFinishesAnswers() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    OriginScript slow =
        c -> {
          c.readRequest();
          answer.await();
          c.send(ok("late"));
        };
    try (ScriptedOrigin origin = origin(slow);
        TestProxy proxy = TestProxy.start(yaml(""));
        RawClient busy = client();
        RawClient idle = client()) {
      busy.send(GET);
      await("the request").atMost(LONG).until(() -> origin.requests().size() == 1);
      await("both").atMost(LONG).until(() -> proxy.proxy().openConnections() == 2);
      CompletableFuture<Integer> left =
          CompletableFuture.supplyAsync(() -> drain(proxy, Duration.ofSeconds(10)));
      await("the file to go").atMost(LONG).until(() -> Files.notExists(front()));
      assertThat(idle.closedByPeer(LONG)).isTrue();
      answer.countDown();
      RawResponse response = busy.readResponse();
      assertThat(response.bodyText()).isEqualTo("late");
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(left.get(10, TimeUnit.SECONDS)).isZero();
    }
  }

  private static int drain(TestProxy proxy, Duration timeout) {
    try {
      return proxy.proxy().drain(Duration.ZERO, timeout);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void clientThatWaitsToBeAccepted_isServedThroughTheStop() throws Exception {
    try (ScriptedOrigin origin = origin(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(yaml(", max_connections: 1"));
        RawClient first = client()) {
      assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
      first.send(GET).readResponse();
      try (RawClient waiting = client()) {
        assertThat(waiting.send(GET).silentFor(SHORT)).isTrue();
        CompletableFuture<Integer> left =
            CompletableFuture.supplyAsync(() -> drain(proxy, Duration.ofSeconds(10)));
        assertThat(waiting.readResponse().bodyText()).isEqualTo("one");
        assertThat(left.get(10, TimeUnit.SECONDS)).isZero();
      }
      assertThat(origin.requests()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "IO_URING", mode = EnumSource.Mode.EXCLUDE)
  void connectionLimit_pausesAcceptingAndResumes(Transport transport) {
    try (ScriptedOrigin origin = origin(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(
                transport,
                yaml(", max_connections: 1").replace("worker_threads: 2", "worker_threads: 1"));
        RawClient first = client()) {
      assertThat(first.send(GET).readResponse().bodyText()).isEqualTo("one");
      try (RawClient second = client()) {
        assertThat(second.send(GET).silentFor(SHORT)).isTrue();
        first.reset();
        assertThat(second.readResponse().bodyText()).isEqualTo("one");
      }
      assertThat(origin.requests()).hasSize(2);
      assertThat(proxy.proxy().connectionsWaiting("web")).isEmpty();
    }
  }
}
