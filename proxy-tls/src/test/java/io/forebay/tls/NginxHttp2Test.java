package io.forebay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.Nginx;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.TestCertificates;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final int REQUESTS_PER_CONNECTION = 7;

  @TempDir static Path dir;
  private static byte[] large;
  private static String ca;
  private static Nginx nginx;

  @BeforeAll
  static void startNginx() throws IOException {
    large = new byte[3 << 20];
    new Random(1).nextBytes(large);
    Files.write(dir.resolve("large.bin"), large);
    TestCertificates authority = TestCertificates.create();
    ca = authority.writeRoot(dir).toString();
    TestCertificates.Pem pem = TestCertificates.write(dir, "nginx", authority.leaf("127.0.0.1"));
    nginx =
        Nginx.start(
            dir,
            """
            keepalive_requests %4$d;
            server {
              listen 127.0.0.1:@port@ ssl http2;
              ssl_certificate %2$s;
              ssl_certificate_key %3$s;
              root %1$s;
              location /echo { return 200 "$server_protocol $request_method $host $connection_requests"; }
            }
            """
                .formatted(dir, pem.certificate(), pem.key(), REQUESTS_PER_CONNECTION));
  }

  @AfterAll
  static void stopNginx() {
    if (nginx != null) {
      nginx.close();
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
            .formatted(ca, nginx.port()));
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
