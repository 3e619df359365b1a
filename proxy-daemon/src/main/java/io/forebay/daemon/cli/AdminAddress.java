package io.forebay.daemon.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where a running daemon listens for operators.
 *
 * @param text as it was given
 * @param host for the Host field
 */
record AdminAddress(String text, SocketAddress socket, String host) {

  private static final String UNIX = "unix:";
  private static final int PORT = 80;

  /** Reads {@code http://HOST:PORT} or {@code unix:/PATH}. */
  static AdminAddress parse(String text) throws UsageException {
    if (text.startsWith(UNIX) && text.length() > UNIX.length()) {
      return new AdminAddress(
          text, UnixDomainSocketAddress.of(text.substring(UNIX.length())), "localhost");
    }
    URI url = url(text);
    if (url == null || !"http".equals(url.getScheme()) || url.getHost() == null) {
      throw new UsageException("--admin: " + text + " (expected: http://HOST:PORT or unix:/PATH)");
    }
    String host = url.getHost().replaceAll("[\\[\\]]", "");
    int port = url.getPort() < 0 ? PORT : url.getPort();
    return new AdminAddress(text, new InetSocketAddress(host, port), url.getAuthority());
  }

  private static @Nullable URI url(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The same, or a failure that says that its name has no address. */
  SocketAddress resolved() throws IOException {
    if (socket instanceof InetSocketAddress it && it.isUnresolved()) {
      throw new UnknownHostException(it.getHostString() + " has no address");
    }
    return socket;
  }
}
