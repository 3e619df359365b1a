package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.Nginx;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same bursts at nginx and here, at the same times: as many pass. Where it matters how long a
 * burst takes, it is measured: so many more may pass.
 */
@ExtendWith(LeakExtension.class)
class NginxLimitTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int REQUESTS = 200;

  /** How far nginx's clock, which ticks with the kernel's, may be behind. */
  private static final Duration TICK = Duration.ofMillis(10);

  @TempDir Path dir;

  @Test
  void burstWithoutDelay_asManyPassAsAtNginx() throws IOException {
    // The rate is so slow that it does not matter how long the burst takes.
    try (Nginx nginx = nginx("", "1r/m", "burst=50 nodelay", "try_files /none =404");
        TestProxy proxy =
            proxy("http/1.1", "1/min", "burst: 50, delay: none", "respond: {status: 404}", "")) {
      List<Integer> expected = new ArrayList<>(Collections.nCopies(51, 404));
      expected.addAll(Collections.nCopies(149, 429));
      assertThat(statuses(nginx.port())).isEqualTo(expected);
      assertThat(statuses(proxy.port())).isEqualTo(expected);
    }
  }

  @Test
  void burstPauseBurstWithoutDelay_asManyPassAsAtNginx() throws IOException {
    try (Nginx nginx = nginx("", "100r/s", "burst=50 nodelay", "try_files /none =404");
        TestProxy proxy =
            proxy("http/1.1", "100/s", "burst: 50, delay: none", "respond: {status: 404}", "");
        RawClient idle = RawClient.connect(proxy.port())) {
      for (int burst = 0; burst < 3; burst++) {
        for (int port : new int[] {nginx.port(), proxy.port()}) {
          long begin = System.nanoTime();
          long passed = statuses(port).stream().filter(it -> it == 404).count();
          assertThat(passed).isBetween(51L, 51 + (since(begin).plus(TICK).toMillis() / 10));
        }
        assertThat(idle.silentFor(Duration.ofMillis(600))).isTrue();
      }
    }
  }

  @Test
  void burstPauseBurstWithDelay_asManyPassInTheOrderOfNginx() throws IOException {
    try (ScriptedOrigin first = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin second = ScriptedOrigin.start(OriginScript.named("two"));
        Nginx nginx =
            nginx(" http2", "1r/s", "burst=2", "proxy_pass http://127.0.0.1:" + first.port());
        TestProxy proxy = proxy("h2c", "1/s", "burst: 2", "backend: app", backend(second));
        DelayedBurst atNginx = new DelayedBurst(nginx.port());
        DelayedBurst atProxy = new DelayedBurst(proxy.port());
        RawClient idle = RawClient.connect(first.port())) {
      for (int burst = 0; burst < 2; burst++) {
        atNginx.send();
        atProxy.send();
        atNginx.check(first);
        atProxy.check(second);
        assertThat(idle.silentFor(Duration.ofMillis(1200))).isTrue();
      }
    }
  }

  private Nginx nginx(String http2, String rate, String limit, String action) throws IOException {
    return Nginx.start(
        dir,
        """
        limit_req_zone $binary_remote_addr zone=z:1m rate=%s;
        limit_req_status 429;
        server {
          listen 127.0.0.1:@port@%s;
          location / { limit_req zone=z %s; %s; }
        }
        """
            .formatted(rate, http2, limit, action));
  }

  private static TestProxy proxy(
      String protocol, String rate, String limit, String action, String backends) {
    return TestProxy.start(
        """
        rate_limits: {z: {key: client_ip, rate: %s}}
        listeners:
          web:
            bind: "127.0.0.1:0"
            rate_limit: {zone: z, %s}
            protocols: [%s]
            routes: [{%s}]
        %s
        """
            .formatted(rate, limit, protocol, action, backends));
  }

  private static String backend(ScriptedOrigin origin) {
    return "backends: {app: {servers: [\"127.0.0.1:%d\"]}}".formatted(origin.port());
  }

  private static List<Integer> statuses(int port) {
    try (RawClient client = RawClient.connect(port)) {
      client.send(GET.repeat(REQUESTS));
      return client.readResponses(REQUESTS).stream().map(RawResponse::status).toList();
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** Five requests of one connection, so that they come in order: one a second and two to wait. */
  private static final class DelayedBurst implements AutoCloseable {

    private final Http2Client client;
    private List<Http2TestStream> calls = List.of();
    private long begin;
    private int seen;

    DelayedBurst(int port) {
      client = Http2Client.connect(port);
    }

    void send() {
      begin = System.nanoTime();
      calls = IntStream.range(0, 5).mapToObj(i -> client.get("/" + i)).toList();
    }

    void check(ScriptedOrigin origin) {
      // The last one is refused at once: this is how long it took them all to arrive.
      calls.get(4).awaitHead();
      Duration arrival = since(begin);
      List<Integer> statuses = calls.stream().map(it -> it.awaitHead().status()).toList();
      Duration whole = since(begin);

      int passed = Collections.frequency(statuses, 200);
      assertThat(passed).isBetween(3, 3 + (int) arrival.plus(TICK).toSeconds());
      assertThat(statuses.subList(0, 3)).containsOnly(200);
      assertThat(statuses.subList(passed, 5)).doesNotContain(200);
      assertThat(whole.plus(TICK)).isGreaterThan(Duration.ofSeconds(2));
      assertThat(targets(origin)).hasSize(passed).isSorted();
    }

    private List<String> targets(ScriptedOrigin origin) {
      List<String> all = origin.requests().stream().map(RawRequest::target).toList();
      List<String> fresh = all.subList(seen, all.size());
      seen = all.size();
      return fresh;
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
