package io.forebay.testkit;

import static io.forebay.testkit.IoCall.unchecked;
import static io.forebay.testkit.IoCall.uncheckedAction;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A loopback port on which connects hang. It listens with the smallest accept queue, never accepts,
 * and has filled the queue itself; Linux then drops further SYNs instead of refusing them (as long
 * as net.ipv4.tcp_abort_on_overflow is 0, the default).
 */
public final class SilentPort implements AutoCloseable {
  private static final int MAX_FILL = 64;
  private static final int PROBE_MILLIS = 200;

  private final ServerSocket server;
  private final List<Socket> fill = new ArrayList<>();

  private SilentPort(ServerSocket server) {
    this.server = server;
  }

  /** Returns once a connect of its own has hung. */
  public static SilentPort open() {
    return unchecked(
        () -> {
          var port = new SilentPort(new ServerSocket());
          try {
            port.server.bind(RawClient.loopback(0), 1);
            port.fill();
            return port;
          } catch (IOException | RuntimeException e) {
            port.close();
            throw e;
          }
        });
  }

  public int port() {
    return server.getLocalPort();
  }

  public InetSocketAddress address() {
    return RawClient.loopback(port());
  }

  @Override
  public void close() {
    for (Socket socket : fill) {
      uncheckedAction(socket::close);
    }
    uncheckedAction(server::close);
  }

  private void fill() throws IOException {
    while (fill.size() < MAX_FILL) {
      var socket = new Socket();
      fill.add(socket);
      try {
        socket.connect(address(), PROBE_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new IllegalStateException("connects: " + MAX_FILL + " (expected: one that hangs)");
  }
}
