package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.ask;
import static io.forebay.admin.AdminFixture.config;
import static io.forebay.admin.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakExtension.class)
@ParameterizedClass
@EnumSource(Transport.class)
class AdminServerTest {
  @Parameter Transport transport;
  private final FakeStatus status = new FakeStatus();
  private AdminServer server;

  private void start(AdminConfig... configs) throws Exception {
    assumeThat(transport.problem()).isNull();
    server = new AdminServer(transport, status, new FakeControl(), List.of(configs));
    server.start();
  }

  private void start() throws Exception {
    start(config("127.0.0.1:0"));
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void statsCsv_withAnyOfHaproxysWords_isText() throws Exception {
    start(config("127.0.0.1:0"));
    for (String path : List.of("/stats;csv", "/stats;csv;norefresh", "/stats;norefresh;csv")) {
      RawResponse response = get(server, path);
      assertThat(response.status()).as(path).isEqualTo(200);
      assertThat(response.headers().first("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(response.bodyText()).startsWith("# pxname,svname,qcur,");
    }
    assertThat(get(server, "/stats;csvx").status()).isEqualTo(404);
    assertThat(get(server, "/statsx;csv").status()).isEqualTo(404);
  }

  @Test
  void health_running_isOk() throws Exception {
    start();
    status.notReady = "draining";
    RawResponse response = get(server, "/health");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.bodyText()).isEqualTo("ok\n");
    assertThat(response.headers().first("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(response.headers().first("cache-control")).isEqualTo("no-store");
    assertThat(response.headers().first("x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  void ready_proxyReady_isReady() throws Exception {
    start();
    RawResponse response = get(server, "/ready?verbose");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.bodyText()).isEqualTo("ready\n");
  }

  @Test
  void ready_proxyNotReady_saysWhy() throws Exception {
    start();
    status.notReady = "draining since 3 s";
    RawResponse response = get(server, "/ready");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.bodyText()).isEqualTo("draining since 3 s\n");
  }

  @Test
  void ready_requiredBackend_needsAServer() throws Exception {
    start(config(EnumSet.of(Serve.HEALTH), List.of("app"), "127.0.0.1:0"));
    assertThat(get(server, "/ready").bodyText()).isEqualTo("backend app has no server up\n");

    Backend app = status.addBackend("app", "s1");
    assertThat(get(server, "/ready").status()).isEqualTo(200);

    Server only = app.servers().get(0).server();
    only.state(ServerState.DOWN);
    app.refresh();
    RawResponse response = get(server, "/ready");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.bodyText()).isEqualTo("backend app has no server up\n");
  }

  @Test
  void ready_statusFails_is500AndGoesOn() throws Exception {
    start();
    status.broken = true;
    assertThat(get(server, "/ready").status()).isEqualTo(500);
    assertThat(get(server, "/health").status()).isEqualTo(200);
  }

  @Test
  void stats_always_nameServers() throws Exception {
    status.addBackend("app", "one");
    start();
    RawResponse response = get(server, "/stats");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.bodyText()).contains("one");
  }

  @Test
  void path_unknown_listsWhatThereIs() throws Exception {
    start();
    RawResponse response = get(server, "/nothing");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.bodyText())
        .isEqualTo(
            "not here; this address serves /health, /ready, /metrics, /stats, /stats;csv, /api/v1\n");
  }

  @Test
  void serve_perListener_limitsPaths() throws Exception {
    start(
        config(EnumSet.of(Serve.HEALTH), List.of(), "127.0.0.1:0"),
        config(EnumSet.of(Serve.METRICS), List.of(), "127.0.0.1:0"));
    String health = "GET /health HTTP/1.1\nHost: 127.0.0.1";
    String metrics = "GET /metrics HTTP/1.1\nHost: 127.0.0.1";
    assertThat(ask(address(server, 0), health).status()).isEqualTo(200);
    assertThat(ask(address(server, 0), metrics).status()).isEqualTo(404);
    assertThat(ask(address(server, 1), health).status()).isEqualTo(404);
    assertThat(ask(address(server, 1), metrics).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/ready", "/metrics"})
  void method_head_hasNoBody(String path) throws Exception {
    start();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      RawResponse response = client.readResponse("HEAD");
      assertThat(response.status()).isEqualTo(200);
      assertThat(Integer.parseInt(response.headers().first("content-length"))).isPositive();
      client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readResponse().bodyText()).isEqualTo("ok\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"})
  void method_other_isNotAllowed(String method) throws Exception {
    start();
    RawResponse response =
        ask(address(server, 0), method + " /health HTTP/1.1\nHost: localhost\nContent-Length: 0");
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers().first("allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void connection_pipelinedRequests_areAnsweredInOrder() throws Exception {
    start();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
              + "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
              + "HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readResponse().bodyText()).contains("forebay_build_info");
      assertThat(client.readResponse().bodyText()).isEqualTo("ok\n");
      assertThat(client.readResponse("HEAD").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/metrics"})
  void connection_manyPipelined_areAllAnswered(String path) throws Exception {
    start();
    int count = path.equals("/health") ? 3000 : 40;
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(("GET " + path + " HTTP/1.1\r\nHost: [::1]\r\n\r\n").repeat(count));
      assertThat(client.readResponses(count)).allMatch(it -> it.status() == 200);
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.1, close", "HTTP/1.0, x-unknown"})
  void connection_lastRequest_isClosed(String version, String option) throws Exception {
    start();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "GET /health " + version + "\r\nHost: localhost\r\nConnection: " + option + "\r\n\r\n");
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(client.closedByPeer(Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  void connection_tooMany_longestWaitingMakesRoom() throws Exception {
    start();
    var clients = new java.util.ArrayList<RawClient>();
    try {
      for (int i = 0; i < 256; i++) {
        clients.add(RawClient.connect(address(server, 0)));
        clients.get(i).send("GET /health HTTP/1.1\r\n");
      }
      String rest = "Host: localhost\r\n\r\n";
      for (int i : new int[] {255, 0}) {
        clients.get(i).send(rest);
        assertThat(clients.get(i).readResponse().status()).isEqualTo(200);
      }
      RawClient oneMore = RawClient.connect(address(server, 0));
      clients.add(oneMore);
      oneMore.send("GET /health HTTP/1.1\r\n" + rest);
      assertThat(oneMore.readResponse().status()).isEqualTo(200);
      assertThat(clients.get(1).closedByPeer(Duration.ofSeconds(5))).isTrue();
      clients.get(0).send("GET /health HTTP/1.1\r\n" + rest);
      assertThat(clients.get(0).readResponse().status()).isEqualTo(200);
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void request_http10WithoutHost_isAnswered() throws Exception {
    start();
    assertThat(ask(address(server, 0), "GET /health HTTP/1.0").status()).isEqualTo(200);
  }

  @Test
  void request_absoluteTarget_isAnswered() throws Exception {
    start();
    String rest = " HTTP/1.1\nHost: evil.example";
    assertThat(ask(address(server, 0), "GET http://localhost:1/health" + rest).status())
        .isEqualTo(200);
    assertThat(
            ask(address(server, 0), "GET http://evil.example/health HTTP/1.1\nHost: localhost")
                .status())
        .isEqualTo(421);
  }

  @Test
  void request_smallBody_isDropped() throws Exception {
    start();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1024\r\n\r\n"
              + "x".repeat(1024)
              + "GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readResponse().bodyText()).isEqualTo("ok\n");
      assertThat(client.readResponse().bodyText()).isEqualTo("ready\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 1025\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n401\r\n"})
  void request_largeBody_isRefused(String framing) throws Exception {
    start();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send("POST /health HTTP/1.1\r\nHost: localhost\r\n" + framing + "x".repeat(100_000));
      assertThat(client.readResponse().status()).isEqualTo(413);
    }
    assertThat(get(server, "/health").status()).isEqualTo(200);
  }

  @Test
  void request_expectsContinue_isAnsweredAtOnce() throws Exception {
    start();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(
          "POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
              + "Expect: 100-continue\r\n\r\n");
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.interim()).isEmpty();
      assertThat(client.closedByPeer(Duration.ofSeconds(5))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /health HTTP/1.1',                              400",
    "'GET /health HTTP/1.1|Host: a|Host: a',              400",
    "'GET /health HTTP/1.1|Host: localhost|bad field',    400",
    "'GET /health HTTP/1.1|Host: localhost|Bad Name: 1',  400",
    "'nonsense',                                          400",
    "'PRI * HTTP/2.0',                                    505",
    "'GET /health FTP/1.1|Host: localhost',               400"
  })
  void request_malformed_isRefusedAndOthersServed(String lines, int expected) throws Exception {
    start();
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send(lines.replace("|", "\r\n") + "\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(expected);
    }
    assertThat(get(server, "/health").status()).isEqualTo(200);
  }

  @Test
  void request_headTooLarge_isRefused() throws Exception {
    start();
    String path = "/" + "x".repeat(5000);
    assertThat(get(server, path).status()).isEqualTo(414);
    String head = "GET /health HTTP/1.1\nHost: localhost\nX: " + "x".repeat(9000);
    assertThat(ask(address(server, 0), head).status()).isEqualTo(431);
  }

  @Test
  void request_notHttp_doesNotKillIt() throws Exception {
    start();
    for (String bytes : List.of("\0\1\2\3", "\r\n\r\n\r\n", "\u0016\u0003\u0001", "GET ")) {
      try (RawClient client = RawClient.connect(address(server, 0))) {
        client.send(bytes);
        client.shutdownOutput();
        client.readAll();
      }
    }
    try (RawClient client = RawClient.connect(address(server, 0))) {
      client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hea");
      client.reset();
    }
    assertThat(get(server, "/health").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:8404", "[::1]:1", "10.1.2.3"})
  void host_addressOrLocalhost_isServed(String host) throws Exception {
    start();
    assertThat(ask(address(server, 0), "GET /health HTTP/1.1\nHost: " + host).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example:8404", "127.0.0.1.nip.example"})
  void host_name_isMisdirectedOnLoopback(String host) throws Exception {
    start();
    RawResponse response = ask(address(server, 0), "GET /health HTTP/1.1\nHost: " + host);
    assertThat(response.status()).isEqualTo(421);
    assertThat(response.bodyText()).contains("Host must be an IP address or localhost");
  }

  @Test
  void host_nameOnEveryAddress_isServed() throws Exception {
    start(config(":0"));
    assertThat(ask(address(server, 0), "GET /health HTTP/1.1\nHost: proxy.internal").status())
        .isEqualTo(200);
  }
}
