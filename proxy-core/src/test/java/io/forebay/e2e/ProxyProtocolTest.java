package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.sum;
import static io.forebay.testkit.ProxyHeaders.v1;
import static io.forebay.testkit.ProxyHeaders.v2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Counts;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHeaders;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners whose clients begin their connections with a header of the PROXY protocol. */
@ExtendWith(LeakExtension.class)
class ProxyProtocolTest {

  private static final String FROM_US = "proxy_protocol: {from: 127.0.0.0/8}";
  private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

  /** HEADERS of stream 1 with all of a request to authority {@code a}. */
  private static final String GET_AS_FRAME = "\0\0\6\1\5\0\0\0\1\u0082\u0084\u0086\u0041\1a";

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  @TempDir Path dir;

  private ScriptedOrigin origin;

  @BeforeEach
  void startOrigin() {
    origin = ScriptedOrigin.start(OriginScript.named("one"));
  }

  @AfterEach
  void stopOrigin() {
    origin.close();
  }

  private String yaml(String bind, String more) {
    return """
        global: {worker_threads: 1}
        listeners:
          web:
            bind: "%s"
            backend: app
            %s
        backends: {app: {servers: ["127.0.0.1:%d"]}}
        """
        .formatted(bind, more.indent(4).strip(), origin.port());
  }

  private TestProxy proxy(String more) {
    return TestProxy.start(yaml("127.0.0.1:0", more));
  }

  private RawHeaders last() {
    return origin.requests().get(origin.requests().size() - 1).headers();
  }

  private static long refused(TestProxy proxy) {
    return sum(proxy.proxy(), it -> it.badProxyHeaders.get(0));
  }

  private static long open(TestProxy proxy) {
    return sum(proxy.proxy(), it -> it.connectionsOpened.get(0) - it.connectionsClosed.get(0));
  }

  static List<String> headers() {
    return List.of(v1("198.51.100.7"), v2("198.51.100.7"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void header_saysWhoTheClientIs(String header) {
    try (TestProxy proxy = proxy(FROM_US);
        RawClient client = proxy.client()) {
      client.send(header + GET);
      assertThat(client.readResponse().status()).isEqualTo(200);
      client.send(GET);
      assertThat(client.readResponse().status()).isEqualTo(200);

      assertThat(last().all("x-forwarded-for")).containsExactly("198.51.100.7");
      assertThat(last().all("x-real-ip")).containsExactly("198.51.100.7");
      assertThat(last().all("x-forwarded-port")).containsExactly("443");
      assertThat(origin.requests()).hasSize(2);
    }
  }

  @ParameterizedTest
  @MethodSource("headers")
  void oneByteAtATime_isReadAlike(String header) {
    try (TestProxy proxy = proxy(FROM_US);
        RawClient client = proxy.client()) {
      for (char c : (header + GET).toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(last().all("x-real-ip")).containsExactly("198.51.100.7");
    }
  }

  @ParameterizedTest
  @MethodSource("headers")
  void largeBodyInTheSameWrite_arrivesWhole(String header) {
    try (TestProxy proxy = proxy(FROM_US);
        RawClient client = proxy.client()) {
      String body = "forebay!".repeat(40_000);
      client.send(header + Setup.post("/", "", body));
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(origin.requests().get(0).bodyText()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", protocols: [h2c]"})
  void http2WithPriorKnowledge_behindAHeader(String protocols) {
    String more = FROM_US + protocols.replace(", ", "\n");
    try (TestProxy proxy = proxy(more);
        RawClient client = proxy.client()) {
      client.send(v1("198.51.100.7") + PREFACE + SETTINGS + GET_AS_FRAME);
      await("the request").atMost(Setup.LONG).until(() -> !origin.requests().isEmpty());
      assertThat(last().all("x-real-ip")).containsExactly("198.51.100.7");
      assertThat(open(proxy)).isEqualTo(1);
    }
  }

  @Test
  void sayingNothing_leavesTheConnectionsOwnAddress() {
    try (TestProxy proxy = proxy(FROM_US)) {
      for (String header : List.of("PROXY UNKNOWN\r\n", v2(0x20, 0, ""), v2(0x21, 0, "\4\0\1x"))) {
        try (RawClient client = proxy.client()) {
          assertThat(client.send(header + GET).readResponse().status()).isEqualTo(200);
          assertThat(last().all("x-real-ip")).containsExactly("127.0.0.1");
          assertThat(last().all("x-forwarded-port")).containsExactly("" + proxy.port());
        }
      }
    }
  }

  @Test
  void trustedProxies_goByTheAddressInTheHeader() {
    String more =
        FROM_US
            + "\nforwarded: {trusted_proxies: [198.51.100.0/24]}\n"
            + "routes: [{match: {source: 203.0.113.0/24}, respond: {status: 204}}]\n"
            + "access_log: {path: \"%s\", format: '${client_ip} ${client_port}', flush: 20ms}"
                .formatted(dir.resolve("log"));
    String forwarded = GET.replace("\r\n\r\n", "\r\nX-Forwarded-For: 203.0.113.5\r\n\r\n");
    try (TestProxy proxy = proxy(more)) {
      try (RawClient client = proxy.client()) {
        client.send(v1("198.51.100.7") + forwarded);
        assertThat(client.readResponse().status()).isEqualTo(204);
      }
      try (RawClient client = proxy.client()) {
        client.send(v1("192.0.2.7") + forwarded);
        assertThat(client.readResponse().status()).isEqualTo(200);
        assertThat(last().all("x-forwarded-for")).containsExactly("192.0.2.7");
      }
      try (RawClient client = proxy.client()) {
        client.send(v1("203.0.113.8") + GET);
        assertThat(client.readResponse().status()).isEqualTo(204);
      }
      await("the log")
          .atMost(Setup.LONG)
          .untilAsserted(
              () ->
                  assertThat(dir.resolve("log"))
                      .hasContent("203.0.113.5 40000\n192.0.2.7 40000\n203.0.113.8 40000\n"));
    }
  }

  @Test
  void hashByAddress_goesByTheHeader() {
    String servers = "servers: [{name: a, address: \"127.0.0.1:%1$d\"}".formatted(origin.port());
    try (ScriptedOrigin other = ScriptedOrigin.start(OriginScript.named("two"));
        TestProxy proxy =
            TestProxy.start(
                yaml("127.0.0.1:0", FROM_US)
                    .replaceFirst(
                        "servers: .*",
                        "balance: {type: consistent_hash, key: client_ip}, "
                            + servers
                            + ", {name: b, address: \"127.0.0.1:"
                            + other.port()
                            + "\"}]}}"))) {
      for (int i = 0; i < 20; i++) {
        for (int again = 0; again < 2; again++) {
          try (RawClient client = proxy.client()) {
            client.send(v1("198.51.100." + i) + GET);
            assertThat(client.readResponse().status()).isEqualTo(200);
          }
        }
      }
      // Each client twice at the same server, and not all at one.
      assertThat(origin.requests().size()).isEven().isBetween(2, 38);
    }
  }

  // ---- who may ----

  @ParameterizedTest
  @MethodSource("headers")
  void peerThatIsNotListed_itsHeaderIsNoHttp(String header) {
    try (TestProxy proxy = proxy("proxy_protocol: {from: 10.0.0.0/8}")) {
      try (RawClient client = proxy.client()) {
        client.send(header + GET);
        assertThat(client.readResponse().status()).isEqualTo(400);
        assertThat(client.closedByPeer(Setup.LONG)).isTrue();
      }
      try (RawClient client = proxy.client()) {
        assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
        assertThat(last().all("x-real-ip")).containsExactly("127.0.0.1");
      }
      assertThat(refused(proxy)).isZero();
    }
  }

  @Test
  void unixListener_fromUnix() {
    Path socket = dir.resolve("s");
    String from = "proxy_protocol: {from: [unix]}";
    try (TestProxy proxy = TestProxy.start(yaml("unix:" + socket, from));
        RawClient client = RawClient.connect(socket)) {
      client.send(v1("2001:db8::7") + GET);
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(last().all("x-forwarded-for")).containsExactly("2001:db8::7");
      assertThat(refused(proxy)).isZero();
    }
  }

  @Test
  void unixListener_fromNetworksOnly_servedAsUsual() {
    Path socket = dir.resolve("s");
    try (TestProxy proxy = TestProxy.start(yaml("unix:" + socket, FROM_US));
        RawClient client = RawClient.connect(socket)) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      assertThat(last().all("x-forwarded-for")).isEmpty();
      assertThat(refused(proxy)).isZero();
    }
  }

  @Test
  void optional_withAndWithout() {
    try (TestProxy proxy = proxy("proxy_protocol: {from: 127.0.0.1, required: false}")) {
      for (String method : List.of("GET", "PUT", "PROPFIND")) {
        try (RawClient client = proxy.client()) {
          client.send("\r\n" + GET.replace("GET", method));
          assertThat(client.readResponse().status()).isEqualTo(200);
          assertThat(last().all("x-real-ip")).containsExactly("127.0.0.1");
        }
      }
      try (RawClient client = proxy.client()) {
        client.send(v2("198.51.100.7") + GET).readResponse();
        assertThat(last().all("x-real-ip")).containsExactly("198.51.100.7");
      }
    }
  }

  // ---- what ends connections ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET,
        "PROXY TCP4 198.51.100.7 192.0.2.9 40000\r\n" + GET,
        "PROXY TCP4 198.51.100.7 192.0.2.9 40000 443\n" + GET,
        "\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\u000c",
        "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u00ff\u00ff",
        "nonsense"
      })
  void badHeader_closesWithoutAWord(String bytes) {
    try (TestProxy proxy = proxy(FROM_US);
        RawClient client = proxy.client()) {
      client.send(bytes);
      assertThat(client.closedByPeer(Setup.LONG)).isTrue();
      assertThat(refused(proxy)).isEqualTo(1);
      await("the end").atMost(Setup.LONG).until(() -> open(proxy) == 0);
    }
    assertThat(origin.requests()).isEmpty();
  }

  @Test
  void halfAHeaderAndTheEnd_isCounted() {
    try (TestProxy proxy = proxy(FROM_US);
        RawClient client = proxy.client()) {
      client.send("PROXY TCP4 198.").shutdownOutput();
      assertThat(client.closedByPeer(Setup.LONG)).isTrue();
      await("the count").atMost(Setup.LONG).until(() -> refused(proxy) == 1);
    }
  }

  @Test
  void nothingAndTheEnd_isAnEmptyConnection() {
    try (TestProxy proxy = proxy(FROM_US)) {
      proxy.client().close();
      await("the count")
          .atMost(Setup.LONG)
          .until(() -> sum(proxy.proxy(), it -> it.emptyConnections.get(0)) == 1);
      await("the end").atMost(Setup.LONG).until(() -> open(proxy) == 0);
      assertThat(refused(proxy)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PROXY TCP4 198.51.100.7 192.", "\r\n\r\n\0\r\n"})
  void lateHeader_closes(String beginning) {
    ManualTicker ticker = new ManualTicker();
    String more = "proxy_protocol: {from: 127.0.0.1, timeout: 2s}";
    try (TestProxy proxy = TestProxy.start(ticker, yaml("127.0.0.1:0", more));
        RawClient client = proxy.client()) {
      client.send(beginning);
      await("the connection").atMost(Setup.LONG).until(() -> open(proxy) == 1);
      ticker.advance(Duration.ofSeconds(1));
      assertThat(refused(proxy)).isZero();
      ticker.advance(Duration.ofSeconds(2));
      assertThat(client.closedByPeer(Setup.LONG)).isTrue();
      assertThat(refused(proxy)).isEqualTo(1);
    }
  }

  @Test
  void headerThenSilence_isGivenTheTimeOfARequest() {
    ManualTicker ticker = new ManualTicker();
    String more = "proxy_protocol: {from: 127.0.0.1, timeout: 2s}\ntimeouts: {request_headers: 9s}";
    try (TestProxy proxy = TestProxy.start(ticker, yaml("127.0.0.1:0", more));
        RawClient client = proxy.client()) {
      client.send(v1("198.51.100.7") + "GET / HT");
      await("the connection").atMost(Setup.LONG).until(() -> open(proxy) == 1);
      await("its bytes").atMost(Setup.LONG).until(() -> Counts.clientIn(proxy.proxy()) == 8);
      ticker.advance(Duration.ofSeconds(5));
      client.send(GET.substring(8));
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void drain_endsWhatAwaitsAHeader() throws Exception {
    try (TestProxy proxy = proxy(FROM_US);
        RawClient client = proxy.client()) {
      client.send("PROXY ");
      await("the connection").atMost(Setup.LONG).until(() -> open(proxy) == 1);
      int left = proxy.proxy().drain(Duration.ZERO, Duration.ofSeconds(10));
      assertThat(left).isZero();
      assertThat(client.closedByPeer(Setup.LONG)).isTrue();
      assertThat(refused(proxy)).isZero();
    }
  }
}
