package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.Nginx;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same burst at nginx and here: as many pass. The rate is so slow that it does not matter how
 * long the burst takes.
 */
@ExtendWith(LeakExtension.class)
class NginxLimitTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int REQUESTS = 200;

  @TempDir static Path dir;

  @Test
  void burstWithoutDelay_asManyPassAsAtNginx() throws IOException {
    try (Nginx nginx =
            Nginx.start(
                dir,
                """
                limit_req_zone $binary_remote_addr zone=z:1m rate=1r/m;
                limit_req_status 429;
                server {
                  listen 127.0.0.1:@port@;
                  location / { limit_req zone=z burst=50 nodelay; try_files /none =404; }
                }
                """);
        TestProxy proxy =
            TestProxy.start(
                """
                rate_limits: {z: {key: client_ip, rate: 1/min}}
                listeners:
                  web:
                    bind: "127.0.0.1:0"
                    rate_limit: {zone: z, burst: 50, delay: none}
                    routes: [{respond: {status: 404, body: ""}}]
                """)) {
      assertThat(passing(proxy.port())).isEqualTo(passing(nginx.port())).isEqualTo(51);
    }
  }

  private static long passing(int port) {
    int passed = 0;
    try (RawClient client = RawClient.connect(port)) {
      for (int i = 0; i < REQUESTS; i++) {
        RawResponse answer = client.send(GET).readResponse();
        assertThat(answer.status()).isIn(404, 429);
        passed += answer.status() == 404 ? 1 : 0;
      }
    }
    return passed;
  }
}
