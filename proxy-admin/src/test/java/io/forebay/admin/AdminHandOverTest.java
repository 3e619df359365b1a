package io.forebay.admin;

import static io.forebay.admin.AdminFixture.address;
import static io.forebay.admin.AdminFixture.config;
import static io.forebay.admin.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.forebay.net.InheritedSockets;
import io.forebay.net.ListeningSocket;
import io.forebay.net.Transport;
import io.forebay.testkit.HandedOver;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One admin server goes on with the sockets of another. */
@ExtendWith(LeakExtension.class)
class AdminHandOverTest {

  @TempDir Path directory;

  @BeforeEach
  void onEpoll() {
    assumeThat(Transport.best()).isEqualTo(Transport.EPOLL);
  }

  private static AdminServer server(String... bind) {
    return new AdminServer(
        Transport.EPOLL, new FakeStatus(), new FakeControl(), List.of(config(bind)));
  }

  @Test
  void addressThatStays_isAnsweredByTheNext() throws Exception {
    try (HandedOver sockets = new HandedOver(directory);
        AdminServer old = server("127.0.0.1:0");
        AdminServer next = server("127.0.0.1:0")) {
      old.start();
      InetSocketAddress at = address(old, 0);
      List<ListeningSocket> handed = old.listeningSockets();
      next.inherit(new InheritedSockets(sockets.duplicates(handed)));
      next.start();
      old.handOver(handed);
      next.accept();

      assertThat(address(next, 0)).isEqualTo(at);
      assertThat(get(next, "/health").status()).isEqualTo(200);
      assertThat(old.boundAddresses()).isEmpty();
    }
  }

  @Test
  void unixSocketThatStays_keepsItsFile() throws Exception {
    Path path = directory.resolve("admin");
    try (HandedOver sockets = new HandedOver(directory);
        AdminServer old = server("unix:" + path);
        AdminServer next = server("unix:" + path)) {
      old.start();
      List<ListeningSocket> handed = old.listeningSockets();
      next.inherit(new InheritedSockets(sockets.duplicates(handed)));
      next.start();
      old.handOver(handed);
      next.accept();

      try (RawClient client = RawClient.connect(path)) {
        client.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.readResponse().status()).isEqualTo(200);
      }
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void nextThatGivesUp_leavesTheUnixSocketToTheOld() throws Exception {
    Path path = directory.resolve("admin");
    try (HandedOver sockets = new HandedOver(directory);
        AdminServer old = server("unix:" + path)) {
      old.start();
      try (AdminServer next = server("unix:" + path)) {
        next.inherit(new InheritedSockets(sockets.duplicates(old.listeningSockets())));
        next.start();
      }
      try (RawClient client = RawClient.connect(path)) {
        client.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.readResponse().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void addressThatGoes_isGivenBack() throws Exception {
    try (AdminServer old = server("127.0.0.1:0")) {
      old.start();
      int port = address(old, 0).getPort();
      old.handOver(List.of());
      assertThatThrownBy(() -> RawClient.connect(port)).isNotNull();
    }
  }
}
