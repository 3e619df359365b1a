package io.forebay.bench.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaproxySocketTest {
  private static final String STATISTICS =
      """
      # pxname,svname,scur,status,
      web,FRONTEND,9,OPEN,
      app,s1,2,UP,
      app,s2,0,DOWN 1/2,

      """;

  @TempDir Path directory;
  private ServerSocketChannel listener;
  private HaproxySocket socket;

  @BeforeEach
  void listen() throws IOException {
    Path path = directory.resolve("socket");
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    socket = new HaproxySocket(path);
    new Thread(this::serve, "statistics").start();
  }

  private void serve() {
    try {
      while (true) {
        try (SocketChannel accepted = listener.accept()) {
          accepted.read(ByteBuffer.allocate(100));
          accepted.write(StandardCharsets.US_ASCII.encode(STATISTICS));
        }
      }
    } catch (ClosedChannelException e) {
      // The test is over.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void statistic_server_isTheColumnByItsName() throws IOException {
    assertThat(socket.statistic("s1", "scur")).isEqualTo("2");
    assertThat(socket.statistic("s2", "status")).isEqualTo("DOWN 1/2");
  }

  @Test
  void statistic_unknownServer_fails() {
    assertThatThrownBy(() -> socket.statistic("s3", "scur")).hasMessageContaining("no server s3");
  }
}
