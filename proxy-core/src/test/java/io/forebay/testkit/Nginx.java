package io.forebay.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real nginx of one process, as a server behind the proxy or a client before it. */
public final class Nginx implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

  private final ForeignServer server;

  private Nginx(ForeignServer server) {
    this.server = server;
  }

  /**
   * Starts it, and waits until it listens. Skips the test where nginx is not installed.
   *
   * @param dir for its files
   * @param http what stands in its {@code http} block; {@code @port@} for the port of 127.0.0.1
   */
  public static Nginx start(Path dir, String http) throws IOException {
    ForeignServer.assumeInstalled(PROGRAM);
    int port = ForeignServer.freePort();
    Files.writeString(
        dir.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          %2$s
        }
        """
            .formatted(dir, http.replace("@port@", Integer.toString(port))));
    return new Nginx(
        ForeignServer.start(
            dir.resolve("out.log"),
            port,
            List.of(PROGRAM.toString(), "-p", dir.toString(), "-c", dir + "/nginx.conf")));
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
