package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.ask;
import static io.forebay.admin.AdminFixture.config;
import static io.forebay.admin.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.config.AdminConfig;
import io.forebay.config.AdminConfig.Serve;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
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
class AdminServerBindTest {
  @Parameter Transport transport;
  private AdminServer server;

  private AdminServer newServer(AdminConfig... configs) {
    assumeThat(transport.problem()).isNull();
    server = new AdminServer(transport, new FakeStatus(), new FakeControl(), List.of(configs));
    return server;
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static ServerSocket occupy(int port) throws Exception {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  @Test
  void start_severalAddresses_bindsAll() throws Exception {
    newServer(config("127.0.0.1:0", "[::1]:0"), config("localhost:0")).start();
    assertThat(server.boundAddresses()).hasSize(3);
    assertThat(server.boundAddresses().get(1).getAddress()).isInstanceOf(Inet6Address.class);
    for (int i = 0; i < 3; i++) {
      assertThat(ask(address(server, i), "GET /health HTTP/1.1\nHost: localhost").status())
          .isEqualTo(200);
    }
  }

  @Test
  void start_everyAddress_takesBothFamilies() throws Exception {
    newServer(config(":0")).start();
    int port = server.boundAddresses().get(0).getPort();
    for (String host : List.of("127.0.0.1", "::1")) {
      var address = new InetSocketAddress(host, port);
      assertThat(ask(address, "GET /health HTTP/1.1\nHost: localhost").status()).isEqualTo(200);
    }
  }

  @Test
  void start_addressInUse_saysWhichAndLeavesNothingBound() throws Exception {
    int first = freePort();
    try (ServerSocket taken = occupy(0)) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      newServer(config("127.0.0.1:" + first, address));
      assertThatThrownBy(server::start)
          .isInstanceOf(BindException.class)
          .hasMessageMatching(
              "admin address " + address + ": [Aa]ddress already in use(, by this process)?");
      assertThat(server.boundAddresses()).isEmpty();
      occupy(first).close();
    }
  }

  @Test
  void start_addressInUse_namesTheOwner() throws Exception {
    assumeThat(Files.isReadable(Path.of("/proc/net/tcp"))).isTrue();
    try (ServerSocket taken = occupy(0)) {
      newServer(config("127.0.0.1:" + taken.getLocalPort()));
      assertThatThrownBy(server::start).hasMessageContaining("in use, by this process");
    }
  }

  @Test
  void unixSocket_servesOwnerAndGroupUntilAReloadTakesItAway(@TempDir Path directory)
      throws Exception {
    assumeThat(transport).isNotEqualTo(Transport.IO_URING);
    Path path = directory.resolve("admin.sock");
    newServer(config("unix:" + path, "127.0.0.1:0")).start();
    assertThat(server.unixSockets()).containsExactly(path);
    assertThat(server.boundAddresses()).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-rw----");
    try (RawClient client = RawClient.connect(path)) {
      client.send("GET /health HTTP/1.1\r\nHost: forebay\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(200);
      server.reload(List.of(config("127.0.0.1:0")));
      assertThat(client.closedByPeer(Duration.ofSeconds(5))).isTrue();
    }
    assertThat(path).doesNotExist();
    assertThat(server.unixSockets()).isEmpty();
  }

  @Test
  void unixSocketOnIoUring_refusedWithTheReason(@TempDir Path directory) {
    assumeThat(transport).isEqualTo(Transport.IO_URING);
    Path path = directory.resolve("admin.sock");
    assertThatThrownBy(newServer(config("unix:" + path))::start)
        .isInstanceOf(BindException.class)
        .hasMessageContaining("admin address unix:" + path)
        .hasMessageContaining("io_uring cannot listen at a unix socket");
  }

  @Test
  void unixSocketInUse_saysWhich(@TempDir Path directory) throws Exception {
    assumeThat(transport).isNotEqualTo(Transport.IO_URING);
    Path path = directory.resolve("admin.sock");
    newServer(config("unix:" + path)).start();
    try (var second =
        new AdminServer(
            transport, new FakeStatus(), new FakeControl(), List.of(config("unix:" + path)))) {
      assertThatThrownBy(second::start)
          .isInstanceOf(BindException.class)
          .hasMessageStartingWith("admin address unix:" + path + ": Address already in use");
    }
    assertThat(path).exists();
  }

  @Test
  void start_twoServers_secondFails() throws Exception {
    newServer(config(":0")).start();
    String bind = ":" + server.boundAddresses().get(0).getPort();
    try (var second =
        new AdminServer(transport, new FakeStatus(), new FakeControl(), List.of(config(bind)))) {
      assertThatThrownBy(second::start).hasMessageContaining("admin address " + bind);
    }
  }

  @Test
  void start_notOurAddress_saysSo() {
    newServer(config("192.0.2.1:8404"));
    assertThatThrownBy(server::start)
        .hasMessageMatching("admin address 192.0.2.1:8404: [Cc]annot assign requested address");
  }

  @Test
  void reload_sameAddress_keepsConnectionsAndServesByTheNewConfig() throws Exception {
    newServer(config("127.0.0.1:0")).start();
    InetSocketAddress before = server.boundAddresses().get(0);
    try (RawClient client = RawClient.connect(before)) {
      client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(200);
      server.reload(List.of(config(EnumSet.of(Serve.HEALTH), List.of(), "127.0.0.1:0")));
      assertThat(server.boundAddresses()).containsExactly(before);
      client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(404);
    }
  }

  @Test
  void reload_addressGone_isGivenBackAndIdleConnectionsEnd() throws Exception {
    newServer(config("127.0.0.1:0"), config("[::1]:0")).start();
    InetSocketAddress kept = server.boundAddresses().get(1);
    InetSocketAddress gone = server.boundAddresses().get(0);
    try (RawClient client = RawClient.connect(gone)) {
      client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
      client.readResponse();
      server.reload(List.of(config("[::1]:0")));
      assertThat(client.closedByPeer(Duration.ofSeconds(5))).isTrue();
    }
    assertThat(server.boundAddresses()).containsExactly(kept);
    occupy(gone.getPort()).close();
    assertThat(get(server, "/health").status()).isEqualTo(200);
  }

  @Test
  void reload_widerAddressOnTheSamePort_replaces() throws Exception {
    int port = freePort();
    newServer(config("127.0.0.1:" + port)).start();
    server.reload(List.of(config("0.0.0.0:" + port)));
    assertThat(server.boundAddresses().get(0).getAddress().isAnyLocalAddress()).isTrue();
    assertThat(get(server, "/health").status()).isEqualTo(200);
  }

  @Test
  void reload_addressInUse_changesNothing() throws Exception {
    int port = freePort();
    newServer(config("127.0.0.1:" + port)).start();
    try (ServerSocket taken = occupy(0)) {
      var next = config("0.0.0.0:" + port, "127.0.0.1:" + taken.getLocalPort());
      assertThatThrownBy(() -> server.reload(List.of(next))).isInstanceOf(BindException.class);
    }
    assertThat(server.boundAddresses()).containsExactly(new InetSocketAddress("127.0.0.1", port));
    assertThat(get(server, "/health").status()).isEqualTo(200);
  }

  @Test
  void close_twiceAndNeverStarted_isQuiet() {
    newServer(config("127.0.0.1:0"));
    server.close();
    server.close();
    assertThat(server.boundAddresses()).isEmpty();
  }
}
