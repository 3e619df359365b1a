package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.ask;
import static io.forebay.admin.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.config.AddressListConfig;
import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.config.BindAddress;
import io.forebay.config.Cidr;
import io.forebay.config.NetworkSet;
import io.forebay.config.StubStatusConfig;
import io.forebay.net.Transport;
import io.forebay.stats.LoopStats;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakExtension.class)
@ParameterizedClass
@EnumSource(Transport.class)
class StubStatusTest {
  /** As agents read it, line by line. */
  private static final Pattern LINES =
      Pattern.compile(
          "Active connections:\\s+(\\d+) \n"
              + "server accepts handled requests\n"
              + "\\s+(\\d+)\\s+(\\d+)\\s+(\\d+) \n"
              + "Reading: (\\d+) Writing: (\\d+) Waiting: (\\d+) \n");

  private static final String GET = "GET /nginx_status HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @Parameter Transport transport;
  private final FakeStatus status = new FakeStatus();
  private AdminServer server;

  private void start(AdminConfig config) throws Exception {
    assumeThat(transport.problem()).isNull();
    server = new AdminServer(transport, status, new FakeControl(), List.of(config));
    server.start();
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private static AdminConfig config(String bind, String path, @Nullable AddressListConfig allow) {
    return new AdminConfig(
        List.of(BindAddress.parse(bind)),
        EnumSet.of(Serve.STATUS),
        List.of(),
        null,
        new StubStatusConfig(path),
        allow);
  }

  private static AddressListConfig allow(boolean unix, String... networks) {
    NetworkSet set = NetworkSet.of(Stream.of(networks).map(Cidr::parse).toList());
    return new AddressListConfig(List.of(networks), set, unix);
  }

  private RawClient connectFrom(String host) throws Exception {
    InetSocketAddress to = address(server, 0);
    return RawClient.over(
        new Socket(to.getAddress(), to.getPort(), InetAddress.getByName(host), 0));
  }

  private static List<Long> numbers(RawResponse response) {
    assertThat(response.status()).isEqualTo(200);
    Matcher matcher = LINES.matcher(response.bodyText());
    assertThat(matcher.matches()).as(response.bodyText()).isTrue();
    return IntStream.rangeClosed(1, 7).mapToObj(it -> Long.valueOf(matcher.group(it))).toList();
  }

  @Test
  void page_beforeAnything_isNginxsText() throws Exception {
    start(AdminFixture.config(Set.of(Serve.STATUS), List.of(), "127.0.0.1:0"));
    RawResponse response = get(server, "/nginx_status");
    assertThat(response.headers().first("content-type")).startsWith("text/plain");
    assertThat(response.bodyText())
        .isEqualTo(
            "Active connections: 0 \nserver accepts handled requests\n 0 0 0 \n"
                + "Reading: 0 Writing: 0 Waiting: 0 \n");
  }

  @Test
  void page_counts_areOfAllLoopsListenersAndRoutes() throws Exception {
    int web = status.ids.listener("web");
    int other = status.ids.listener("other");
    int api = status.ids.route("web", "api", "app");
    int rest = status.ids.route("other", "rest", "app");
    LoopStats one = status.loops.get(0);
    LoopStats two = status.loops.get(1);
    one.connectionsOpened.add(web, 5);
    two.connectionsOpened.add(other, 7);
    one.connectionsClosed.add(web, 2);
    one.requestsStarted.add(api, 20);
    two.requestsStarted.add(rest, 30);
    one.requestsFinished.add(api, 19);
    two.requestsFinished.add(rest, 27);
    two.rejected.add(other, 4);
    start(config("127.0.0.1:0", "/nginx_status", null));
    assertThat(numbers(get(server, "/nginx_status")))
        .containsExactly(10L, 12L, 12L, 54L, 0L, 4L, 6L);

    two.requestsStarted.add(rest, 100);
    assertThat(numbers(get(server, "/nginx_status")))
        .containsExactly(10L, 12L, 12L, 154L, 0L, 104L, 0L);
  }

  @Test
  void page_isAtItsPathAlone() throws Exception {
    start(config("127.0.0.1:0", "/server/status", null));
    numbers(get(server, "/server/status"));
    assertThat(get(server, "/nginx_status").status()).isEqualTo(404);
    assertThat(get(server, "/health").bodyText())
        .isEqualTo("not here; this address serves /server/status\n");
    RawResponse post = ask(address(server, 0), "POST /server/status HTTP/1.1\nHost: localhost");
    assertThat(post.status()).isEqualTo(405);
  }

  @Test
  void page_notServed_isNotThere() throws Exception {
    start(AdminFixture.config("127.0.0.1:0"));
    assertThat(get(server, "/nginx_status").status()).isEqualTo(404);
  }

  @Test
  void allow_others_areRefusedAndClosed() throws Exception {
    start(config("0.0.0.0:0", "/nginx_status", allow(true, "127.0.0.2/32")));
    try (RawClient allowed = connectFrom("127.0.0.2");
        RawClient other = connectFrom("127.0.0.1")) {
      allowed.send(GET);
      numbers(allowed.readResponse());
      other.send(GET + GET);
      RawResponse refused = other.readResponse();
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.bodyText()).isEqualTo("not for this address\n");
      assertThat(other.closedByPeer(Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  void allow_holdsForEverythingServed() throws Exception {
    start(
        new AdminConfig(
            List.of(BindAddress.parse("127.0.0.1:0")),
            EnumSet.of(Serve.HEALTH, Serve.METRICS, Serve.API),
            List.of(),
            null,
            null,
            allow(false, "127.0.0.2/32")));
    for (String path : List.of("/health", "/ready", "/metrics", "/api/v1/status", "/nothing")) {
      assertThat(get(server, path).status()).as(path).isEqualTo(403);
    }
    RawResponse change =
        ask(
            address(server, 0),
            "PUT /api/v1/backends/app/servers/s1 HTTP/1.1\nHost: localhost\nContent-Length: 5000");
    assertThat(change.status()).isEqualTo(403);
    assertThat(change.headers().first("content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void allow_mappedAddress_isIpv4() throws Exception {
    start(config(":0", "/nginx_status", allow(false, "127.0.0.0/8")));
    numbers(get(server, "/nginx_status"));
    InetSocketAddress v6 = new InetSocketAddress("::1", address(server, 0).getPort());
    assertThat(ask(v6, "GET /nginx_status HTTP/1.1\nHost: localhost").status()).isEqualTo(403);
  }

  @Test
  void allow_reload_holdsForOpenConnections() throws Exception {
    start(config("127.0.0.1:0", "/nginx_status", allow(false, "127.0.0.1/32")));
    try (RawClient client = connectFrom("127.0.0.1")) {
      client.send(GET);
      numbers(client.readResponse());
      server.reload(List.of(config("127.0.0.1:0", "/nginx_status", allow(false, "10.0.0.0/8"))));
      client.send(GET);
      assertThat(client.readResponse().status()).isEqualTo(403);
    }
  }

  @Test
  void allow_unixClients_areUnix(@TempDir Path directory) throws Exception {
    assumeThat(transport).isNotEqualTo(Transport.IO_URING);
    Path path = directory.resolve("admin.sock");
    AddressListConfig everyAddress = allow(false, "0.0.0.0/0", "::/0");
    start(config("unix:" + path, "/nginx_status", allow(true)));
    try (RawClient client = RawClient.connect(path)) {
      client.send(GET);
      numbers(client.readResponse());
      server.reload(List.of(config("unix:" + path, "/nginx_status", everyAddress)));
      client.send(GET);
      assertThat(client.readResponse().status()).isEqualTo(403);
    }
  }
}
