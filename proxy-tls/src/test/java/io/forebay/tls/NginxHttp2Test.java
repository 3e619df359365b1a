package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** nginx as a server of HTTP/2 over TLS that was not written by these tests. */
@ExtendWith(LeakExtension.class)
class NginxHttp2Test {

  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
  private static final int REQUESTS_PER_CONNECTION = 7;

  @TempDir static Path dir;
  private static byte[] large;
  private static String ca;
  private static Process nginx;
  private static int port;

  @BeforeAll
  static void startNginx() throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "nginx is not installed");
    large = new byte[3 << 20];
    new Random(1).nextBytes(large);
    Files.write(dir.resolve("large.bin"), large);
    TestCertificates authority = TestCertificates.create();
    ca = authority.writeRoot(dir).toString();
    TestCertificates.Pem pem = TestCertificates.write(dir, "nginx", authority.leaf("127.0.0.1"));
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
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
          keepalive_requests %5$d;
          server {
            listen 127.0.0.1:%2$d ssl http2;
            ssl_certificate %3$s;
            ssl_certificate_key %4$s;
            root %1$s;
            location /echo { return 200 "$server_protocol $request_method $host $connection_requests"; }
          }
        }
        """
            .formatted(dir, port, pem.certificate(), pem.key(), REQUESTS_PER_CONNECTION));
    nginx =
        new ProcessBuilder(PROGRAM.toString(), "-p", dir.toString(), "-c", dir + "/nginx.conf")
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("out.log").toFile())
            .start();
    await("nginx to listen").atMost(Duration.ofSeconds(10)).until(NginxHttp2Test::isListening);
  }

  @AfterAll
  static void stopNginx() {
    if (nginx != null) {
      nginx.destroy();
      nginx.onExit().join();
    }
  }

  private static boolean isListening() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static TestProxy proxy() {
    return TestProxy.start(
        new NettyTls(),
        """
        global: {worker_threads: 1}
        listeners: { web: { bind: "127.0.0.1:0", backend: app } }
        backends:
          app: { protocol: h2, tls: { ca: "%s" }, servers: ["127.0.0.1:%d"] }
        """
            .formatted(ca, port));
  }

  @Test
  void requests_areOfHttp2_andOutliveTheConnections() {
    try (TestProxy proxy = proxy();
        RawClient client = proxy.client()) {
      for (int i = 0; i < 5 * REQUESTS_PER_CONNECTION; i++) {
        RawResponse response =
            client.send("GET /echo HTTP/1.1\r\nHost: app.test\r\n\r\n").readResponse();
        assertThat(response.bodyText()).startsWith("HTTP/2.0 GET app.test ");
      }
    }
  }

  @Test
  void largeFile_arrivesWhole() {
    try (TestProxy proxy = proxy();
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        RawResponse response =
            client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
        assertThat(Arrays.equals(response.body(), large)).isTrue();
      }
    }
  }

  @Test
  void missingFile_headAndRange() {
    try (TestProxy proxy = proxy();
        RawClient client = proxy.client()) {
      assertThat(client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n").readResponse().status())
          .isEqualTo(404);
      RawResponse head =
          client.send("HEAD /large.bin HTTP/1.1\r\nHost: a\r\n\r\n").readResponse("HEAD");
      assertThat(head.headers().first("content-length")).isEqualTo("" + large.length);
      RawResponse part =
          client
              .send("GET /large.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=5-9\r\n\r\n")
              .readResponse();
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(large, 5, 10));
    }
  }
}
