package io.forebay.testkit;

import static io.forebay.testkit.IoCall.unchecked;
import static io.forebay.testkit.IoCall.uncheckedAction;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes syslog messages on loopback, over UDP, or over TCP with their lengths in front. */
public final class SyslogReceiver implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int MAX_DATAGRAM = 65_535;

  /** Receives until its socket is closed. */
  private interface Loop {
    void run() throws IOException;
  }

  private final int port;
  private final Closeable socket;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private SyslogReceiver(int port, Closeable socket) {
    this.port = port;
    this.socket = socket;
  }

  /** On a free port. */
  public static SyslogReceiver udp(String host) {
    return unchecked(
        () -> {
          DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, 0));
          SyslogReceiver receiver = new SyslogReceiver(socket.getLocalPort(), socket);
          receiver.start(() -> receiver.receive(socket));
          return receiver;
        });
  }

  /**
   * On {@code port}; waits for whoever has it to be gone.
   *
   * @param port 0 for a free one
   */
  public static SyslogReceiver tcp(int port) {
    return unchecked(
        () -> {
          ServerSocket server = listen(port);
          SyslogReceiver receiver = new SyslogReceiver(server.getLocalPort(), server);
          receiver.start(() -> receiver.accept(server));
          return receiver;
        });
  }

  private static ServerSocket listen(int port) {
    return await("port " + port)
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              ServerSocket server = new ServerSocket();
              server.setReuseAddress(true);
              server.bind(RawClient.loopback(port));
              return server;
            },
            server -> true);
  }

  private void start(Loop loop) {
    Thread thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (IOException e) {
                // The socket was closed.
              }
            },
            "syslog-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  private void receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
    while (true) {
      packet.setLength(MAX_DATAGRAM);
      socket.receive(packet);
      messages.add(new String(packet.getData(), 0, packet.getLength(), UTF_8));
    }
  }

  private void accept(ServerSocket server) throws IOException {
    while (true) {
      Socket socket = server.accept();
      connections.add(socket);
      start(() -> read(new DataInputStream(socket.getInputStream())));
    }
  }

  private void read(DataInputStream in) throws IOException {
    while (true) {
      int length = 0;
      for (int c = in.readUnsignedByte(); c != ' '; c = in.readUnsignedByte()) {
        length = length * 10 + c - '0';
      }
      messages.add(new String(in.readNBytes(length), UTF_8));
    }
  }

  public int port() {
    return port;
  }

  /** What came so far. */
  public List<String> messages() {
    return messages;
  }

  /** Waits for so many messages; fails if there are more. */
  public List<String> awaitMessages(int count) {
    await(count + " messages").atMost(LONG).until(() -> messages.size() >= count);
    assertThat(messages).hasSize(count);
    return messages;
  }

  /** Ends the connections that there are, as a receiver that is started anew does. */
  public void endConnections() {
    connections.forEach(connection -> uncheckedAction(connection::close));
  }

  @Override
  public void close() {
    uncheckedAction(socket::close);
    endConnections();
  }
}
