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
 * @param encrypted whether it speaks TLS
 */
record AdminAddress(String text, SocketAddress socket, String host, boolean encrypted) {

  private static final String UNIX = "unix:";
  private static final int PORT = 80;
  private static final int TLS_PORT = 443;

  /** Reads {@code http://HOST:PORT}, {@code https://HOST:PORT} or {@code unix:/PATH}. */
  static AdminAddress parse(String text) throws UsageException {
    if (text.startsWith(UNIX) && text.length() > UNIX.length()) {
      return new AdminAddress(
          text, UnixDomainSocketAddress.of(text.substring(UNIX.length())), "localhost", false);
    }
    URI url = url(text);
    boolean encrypted = url != null && "https".equals(url.getScheme());
    if (url == null || url.getHost() == null || !encrypted && !"http".equals(url.getScheme())) {
      throw new UsageException(
          "--admin: "
              + withoutUser(text)
              + " (expected: http://HOST:PORT, https://HOST:PORT or unix:/PATH)");
    }
    if (url.getUserInfo() != null) {
      throw new UsageException(
          "--admin: " + withoutUser(text) + " (expected: no name or password; --user has those)");
    }
    String host = url.getHost().replaceAll("[\\[\\]]", "");
    int port = url.getPort() < 0 ? encrypted ? TLS_PORT : PORT : url.getPort();
    return new AdminAddress(text, new InetSocketAddress(host, port), url.getAuthority(), encrypted);
  }

  /** A password is not shown. */
  private static String withoutUser(String text) {
    return text.replaceFirst("//[^/]*@", "//***@");
  }

  private static @Nullable URI url(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether whatever is sent stays on this machine. */
  boolean isLocal() {
    return !(socket instanceof InetSocketAddress it)
        || !it.isUnresolved() && it.getAddress().isLoopbackAddress();
  }

  /** The same, or a failure that says that its name has no address. */
  SocketAddress resolved() throws IOException {
    if (socket instanceof InetSocketAddress it && it.isUnresolved()) {
      throw new UnknownHostException(it.getHostString() + " has no address");
    }
    return socket;
  }
}
