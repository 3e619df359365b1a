package io.forebay.daemon;

import io.forebay.daemon.demo.DemoConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The requests of a rehearsal: enough to load the classes that the first real ones need. Main
 * thread; blocks.
 */
final class Rehearsal {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Rehearsal() {}

  /**
   * @throws IOException if a request is not answered
   */
  static void requestFrom(ProxyAssembly assembly) throws IOException {
    InetSocketAddress listener = assembly.listenerAddresses(DemoConfig.LISTENER).get(0);
    request(listener, "GET / HTTP/1.1", "");
    request(listener, "POST / HTTP/1.1", "a body");
    InetSocketAddress admin = assembly.adminAddresses().get(0);
    request(admin, "GET /ready HTTP/1.1", "");
    request(admin, "GET /stats HTTP/1.1", "");
    request(admin, "GET /metrics HTTP/1.1", "");
  }

  private static void request(InetSocketAddress address, String line, String body)
      throws IOException {
    String head = line + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ";
    String request = head + body.length() + "\r\n\r\n" + body;
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) TIMEOUT.toMillis());
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      if (in.readAllBytes().length == 0) {
        throw new IOException("no answer to " + line);
      }
    }
  }
}
