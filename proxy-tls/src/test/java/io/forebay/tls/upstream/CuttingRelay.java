package io.forebay.tls.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes connections on to a server, and cuts each after so many bytes of the server's. */
final class CuttingRelay implements AutoCloseable {

  private final ServerSocket listening;
  private final int target;
  private volatile int limit;

  private CuttingRelay(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  static CuttingRelay inFrontOf(int port) {
    try {
      var relay = new CuttingRelay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
      daemon(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Of connections that are accepted from now on. */
  void cutAfter(int bytes) {
    limit = bytes;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        int most = limit;
        daemon(() -> pass(client, server, Integer.MAX_VALUE));
        daemon(() -> pass(server, client, most));
      } catch (IOException e) {
        // Closed, or a client that is gone already.
      }
    }
  }

  private static void pass(Socket from, Socket to, int most) {
    byte[] buffer = new byte[4096];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int left = most;
      while (left > 0) {
        int read = in.read(buffer, 0, Math.min(buffer.length, left));
        if (read < 0) {
          return;
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    } catch (IOException e) {
      // The other direction has ended.
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
