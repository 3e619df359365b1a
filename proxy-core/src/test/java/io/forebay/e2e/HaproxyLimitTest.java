package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Haproxy;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A hundred requests in ten seconds of an address, at HAProxy and here at the same times. */
@ExtendWith(LeakExtension.class)
class HaproxyLimitTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int BURST = 150;

  private static final List<Integer> HUNDRED_PASS = new ArrayList<>();

  static {
    HUNDRED_PASS.addAll(Collections.nCopies(100, 204));
    HUNDRED_PASS.addAll(Collections.nCopies(50, 429));
  }

  /** Tells at {@code /rate} what it holds of 127.0.0.1, without counting who asks. */
  private static final String HAPROXY =
      """
      listen limited
        mode http
        bind 127.0.0.1:@port@
        stick-table type ip size 1k expire 30s store http_req_rate(10s)
        http-request return status 200 content-type text/plain \
      lf-string "%[str(127.0.0.1),table_http_req_rate(limited)]" if { path /rate }
        http-request track-sc0 src
        http-request deny deny_status 429 if { sc_http_req_rate(0) gt 100 }
        http-request return status 204
      """;

  private static final String FOREBAY =
      """
      rate_limits: {z: {key: client_ip, rate: 100/10s, algorithm: sliding_window}}
      listeners:
        web:
          bind: "127.0.0.1:0"
          rate_limit: {zone: z}
          routes: [{respond: {status: 204}}]
      """;

  @TempDir static Path dir;

  @Test
  void burstPauseBurst_asManyPassAsAtHaproxy() throws IOException {
    // Ours is the first to start and to be asked: when HAProxy has forgotten, it has as well.
    try (TestProxy proxy = TestProxy.start(FOREBAY);
        Haproxy haproxy = Haproxy.start(dir, HAPROXY)) {
      assertThat(burst(proxy.port())).isEqualTo(HUNDRED_PASS);
      assertThat(burst(haproxy.port())).isEqualTo(HUNDRED_PASS);
      assertThat(rate(haproxy)).as("refused ones count at HAProxy").isEqualTo(BURST);
      assertThat(fromElsewhere(proxy.port())).isEqualTo(204);
      assertThat(fromElsewhere(haproxy.port())).isEqualTo(204);

      await("HAProxy to forget the burst")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> rate(haproxy) == 0);

      assertThat(burst(proxy.port())).isEqualTo(HUNDRED_PASS);
      assertThat(burst(haproxy.port())).isEqualTo(HUNDRED_PASS);
    }
  }

  private static List<Integer> burst(int port) {
    try (RawClient client = RawClient.connect(port)) {
      client.send(GET.repeat(BURST));
      return client.readResponses(BURST).stream().map(RawResponse::status).toList();
    }
  }

  private static int rate(Haproxy haproxy) {
    try (RawClient client = RawClient.connect(haproxy.port())) {
      client.send("GET /rate HTTP/1.1\r\nHost: a\r\n\r\n");
      return Integer.parseInt(client.readResponse().bodyText());
    }
  }

  private static int fromElsewhere(int port) throws IOException {
    InetAddress elsewhere = InetAddress.getByName("127.0.0.2");
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, elsewhere, 0);
    try (RawClient client = RawClient.over(socket)) {
      return client.send(GET).readResponse().status();
    }
  }
}
