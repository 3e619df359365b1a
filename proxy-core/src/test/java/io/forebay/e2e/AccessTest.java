package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.e2e.PairClient.PairAnswer;
import io.forebay.http.ProxyError;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.TestProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in by address, and what becomes of the others. */
@ExtendWith(LeakExtension.class)
class AccessTest {

  @TempDir Path folder;

  /** Routes that need no server; {@code access} is that of the listener. */
  private static TestProxy proxy(String access, String more) {
    return TestProxy.start(
        """
        global: {worker_threads: 2}
        listeners:
          web:
            bind: "127.0.0.1:0"
            access: %s
        %s
            routes:
              - {match: {path: /open}, respond: {body: open}, access: none}
              - {match: {path: /}, respond: {body: in}}
        """
            .formatted(access, more.indent(4)));
  }

  private static TestProxy proxy(String access) {
    return proxy(access, "");
  }

  private static PairMessage get(String path) {
    return PairMessage.of("GET " + path, "");
  }

  private static long waiting(TestProxy proxy) {
    return proxy.proxy().requestsInTarpit();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deniedAddress_isRefused_butWhereAccessIsSwitchedOff(boolean http2) {
    try (TestProxy proxy = proxy("{deny: 127.0.0.0/8}");
        PairClient client = PairClient.connect(http2, proxy.port())) {
      PairMessage refused = client.send(get("/")).whole();
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("the client's address is not allowed here");
      assertThat(client.send(get("/nowhere")).whole().status()).isEqualTo(403);
      PairMessage open = client.send(get("/open")).whole();
      assertThat(open.status()).isEqualTo(200);
      assertThat(open.body()).isEqualTo("open");
      assertThat(sum(proxy.proxy(), it -> it.accessDenied.get(0))).isEqualTo(2);
      assertThat(errors(proxy.proxy(), ProxyError.ACCESS_DENIED)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allowedAddress_isLetIn_unlessItIsDeniedToo(boolean http2) {
    try (TestProxy proxy = proxy("{allow: [127.0.0.1, 10.0.0.0/8]}");
        PairClient client = PairClient.connect(http2, proxy.port())) {
      assertThat(client.send(get("/")).whole().body()).isEqualTo("in");
    }
    try (TestProxy proxy = proxy("{allow: 127.0.0.1, deny: 127.0.0.0/24}");
        PairClient client = PairClient.connect(http2, proxy.port())) {
      assertThat(client.send(get("/")).whole().status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientBehindTrustedProxy_countsByItsOwnAddress(boolean http2) {
    String trusting = "forwarded: {trusted_proxies: 127.0.0.1}";
    try (TestProxy proxy = proxy("{allow: 192.0.2.0/24}", trusting);
        PairClient client = PairClient.connect(http2, proxy.port())) {
      String name = "x-forwarded-for";
      assertThat(client.send(get("/").with(name, "192.0.2.9")).whole().status()).isEqualTo(200);
      assertThat(client.send(get("/").with(name, "198.51.100.1")).whole().status()).isEqualTo(403);
      PairMessage forged = get("/").with(name, "192.0.2.9, 198.51.100.1");
      assertThat(client.send(forged).whole().status()).isEqualTo(403);
      assertThat(client.send(get("/")).whole().status()).isEqualTo(403);
    }
    try (TestProxy proxy = proxy("{allow: 192.0.2.0/24}");
        PairClient client = PairClient.connect(http2, proxy.port())) {
      PairMessage untrusted = get("/").with("x-forwarded-for", "192.0.2.9");
      assertThat(client.send(untrusted).whole().status()).isEqualTo(403);
    }
  }

  @Test
  void clientOnUnixSocket_isLetInWhereUnixIs() {
    Path socket = folder.resolve("s");
    String bind = "bind: [\"127.0.0.1:0\", \"unix:" + socket + "\"]";
    String yaml =
        """
        listeners:
          web: {%s, access: %s, routes: [{match: {path: /}, respond: {body: in}}]}
        """;
    try (TestProxy proxy = TestProxy.start(yaml.formatted(bind, "{allow: unix}"));
        RawClient local = RawClient.connect(socket);
        RawClient client = proxy.client()) {
      assertThat(local.send(GET).readResponse().status()).isEqualTo(200);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bodyOfRefusedRequest_isNotWaitedFor(boolean http2) {
    try (TestProxy proxy = proxy("{deny: 127.0.0.1, reject: 451}");
        PairClient client = PairClient.connect(http2, proxy.port())) {
      PairAnswer answer = client.sendPart("POST /", 1_000_000, "x".repeat(1000));
      assertThat(answer.whole().status()).isEqualTo(451);
    }
  }

  @Test
  void grpcCall_isToldInItsOwnWay() {
    try (TestProxy proxy = proxy("{deny: 127.0.0.1}");
        PairClient client = PairClient.connect(true, proxy.port())) {
      PairMessage call =
          PairMessage.of("POST /a.B/C", "\0\0\0\0\0").with("content-type", "application/grpc");
      PairMessage answer = client.send(call).whole();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("grpc-status")).isEqualTo("7");
    }
  }

  // ---- close ----

  @Test
  void close_endsConnectionWithoutAnswer_andIsLogged() throws Exception {
    Path log = folder.resolve("access.log");
    String logged = "access_log: {path: " + log + ", format: \"${status} ${reason}\", flush: 1ms}";
    try (TestProxy proxy = proxy("{deny: 127.0.0.1, reject: close}", logged);
        RawClient client = proxy.client()) {
      client.send(GET + GET);
      assertThat(client.closedByPeer(LONG)).isTrue();
      awaitIdle(proxy);
      await("line").atMost(LONG).until(() -> Files.exists(log) && Files.size(log) > 0);
      assertThat(Files.readString(log)).isEqualTo("000 access_denied\n");
    }
  }

  @Test
  void close_resetsStreamOfHttp2_theConnectionGoesOn() {
    try (TestProxy proxy = proxy("{deny: 127.0.0.1, reject: close}");
        Http2Client client = Http2Client.connect(proxy.port())) {
      assertThatThrownBy(() -> client.get("/").awaitHead()).hasStackTraceContaining("reset with 8");
      assertThat(client.get("/open").awaitText()).isEqualTo("open");
    }
  }

  /** Without any route that lets them in there is nothing to read. */
  @ParameterizedTest
  @ValueSource(strings = {"", "redirect"})
  void closeForAll_endsConnectionsBeforeTheySaySomething(String kind) {
    String rest =
        kind.isEmpty()
            ? "routes: [{match: {path: /}, respond: {body: in}}]"
            : "redirect: {port: 1}";
    try (TestProxy proxy =
            TestProxy.start(
                """
                listeners:
                  web: {bind: "127.0.0.1:0", access: {deny: 127.0.0.1, reject: close}, %s}
                """
                    .formatted(rest));
        RawClient client = proxy.client()) {
      assertThat(client.closedByPeer(LONG)).isTrue();
      await("the count")
          .atMost(LONG)
          .until(() -> sum(proxy.proxy(), it -> it.accessDenied.get(0)) == 1);
      assertThat(proxy.proxy().openConnections()).isZero();
      assertThat(sum(proxy.proxy(), it -> it.connectionsOpened.get(0))).isZero();
    }
  }

  @Test
  void closeForAll_behindTrustedProxies_looksAtRequests() {
    try (TestProxy proxy =
            TestProxy.start(
                """
                listeners:
                  web:
                    bind: "127.0.0.1:0"
                    access: {allow: 192.0.2.0/24, reject: close}
                    forwarded: {trusted_proxies: 127.0.0.1}
                    routes: [{match: {path: /}, respond: {body: in}}]
                """);
        RawClient client = proxy.client()) {
      String told = GET.replace("\r\n\r\n", "\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n");
      assertThat(client.send(told).readResponse().status()).isEqualTo(200);
      assertThat(client.send(GET).closedByPeer(LONG)).isTrue();
    }
  }

  @Test
  void closeForAll_lastsUntilAReloadSaysSomethingElse() throws Exception {
    String yaml =
        """
        listeners:
          web:
            bind: "127.0.0.1:0"
            access: %s
            routes: [{match: {path: /}, respond: {body: in}}]
        """;
    try (TestProxy proxy = TestProxy.start(yaml.formatted("{deny: 127.0.0.1, reject: close}"))) {
      try (RawClient client = proxy.client()) {
        assertThat(client.closedByPeer(LONG)).isTrue();
      }
      proxy.proxy().apply(TestProxy.parse(yaml.formatted("{deny: 127.0.0.2, reject: close}")));
      try (RawClient client = proxy.client()) {
        assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      }
    }
  }

  // ---- tarpit ----

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tarpit_refusesAfterAWhile_andKeepsTheConnection(boolean http2) {
    try (TestProxy proxy = proxy("{deny: 127.0.0.1, reject: {tarpit: 40ms, status: 404}}");
        PairClient client = PairClient.connect(http2, proxy.port())) {
      long began = System.nanoTime();
      assertThat(client.send(get("/")).whole().status()).isEqualTo(404);
      assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(40_000_000);
      assertThat(client.send(get("/open")).whole().status()).isEqualTo(200);
      assertThat(waiting(proxy)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientThatLeavesTheTarpit_takesItsPlaceWithIt(boolean http2) {
    try (TestProxy proxy = proxy("{deny: 127.0.0.1, reject: {tarpit: 10m}}")) {
      PairClient client = PairClient.connect(http2, proxy.port());
      client.send(get("/"));
      await("in the tarpit").atMost(LONG).until(() -> waiting(proxy) == 1);
      client.close();
      await("out of it").atMost(LONG).until(() -> waiting(proxy) == 0);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void drain_endsTheTarpit(boolean http2) throws Exception {
    try (TestProxy proxy = proxy("{deny: 127.0.0.1, reject: {tarpit: 10m}}");
        PairClient client = PairClient.connect(http2, proxy.port())) {
      PairAnswer answer = client.send(get("/"));
      await("in the tarpit").atMost(LONG).until(() -> waiting(proxy) == 1);
      assertThat(proxy.proxy().drain(Duration.ZERO, LONG)).isZero();
      assertThat(answer.whole().status()).isEqualTo(403);
      assertThat(waiting(proxy)).isZero();
    }
  }

  @Test
  void stop_cutsWhatIsInTheTarpit() {
    try (TestProxy proxy = proxy("{deny: 127.0.0.1, reject: {tarpit: 10m}}");
        RawClient client = proxy.client()) {
      client.send(GET);
      await("in the tarpit").atMost(LONG).until(() -> waiting(proxy) == 1);
      proxy.proxy().close();
      assertThat(waiting(proxy)).isZero();
    }
  }
}
