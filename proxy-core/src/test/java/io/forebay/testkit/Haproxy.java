package io.forebay.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real HAProxy, before the proxy or behind it. */
public final class Haproxy implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

  private final ForeignServer server;

  private Haproxy(ForeignServer server) {
    this.server = server;
  }

  /**
   * Starts it, and waits until it listens. Skips the test where HAProxy is not installed.
   *
   * @param dir for its files
   * @param sections behind {@code global} and {@code defaults}; {@code @port@} for the port of
   *     127.0.0.1
   */
  public static Haproxy start(Path dir, String sections) throws IOException {
    ForeignServer.assumeInstalled(PROGRAM);
    int port = ForeignServer.freePort();
    Path file = dir.resolve("haproxy.cfg");
    Files.writeString(
        file,
        """
        global
          nbthread 1
        defaults
          timeout connect 5s
          timeout client 30s
          timeout server 30s
        """
            + sections.replace("@port@", Integer.toString(port)));
    return new Haproxy(
        ForeignServer.start(
            dir.resolve("haproxy.log"),
            port,
            List.of(PROGRAM.toString(), "-db", "-f", file.toString())));
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
