package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.ServerState;
import io.forebay.runtime.ProxyException;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Servers of HTTP/2 that do anything at all, while clients of both protocols come and go and
 * servers are taken down and up and replaced by reloads: each client gets a whole and right answer,
 * or a clean error, and nothing is left behind. {@code -Dforebay.histories=N} runs more of them.
 */
@ExtendWith(LeakExtension.class)
class Http2ServerHistoriesTest {

  private static final int HISTORIES = Integer.getInteger("forebay.histories", 100);
  private static final int SEED = Integer.getInteger("forebay.seed", 1);
  private static final int OF_ONE_CLIENT = 50;
  private static final int OF_ONE_CONFIG = 20;
  private static final int CANCEL = 8;

  /** Takes large heads, and content little by little. */
  private static final Http2Settings OF_CLIENT =
      new Http2Settings().maxHeaderListSize(1 << 20).initialWindowSize(2_000);

  private static final String YAML =
      """
      global: {worker_threads: 2}
      defaults: {timeouts: {client: 500ms, server: 200ms, connect: 5s}}
      listeners:
        web: {bind: "127.0.0.1:0", backend: app}
      backends:
        app:
          protocol: h2c
          servers:
            - {name: s1, address: "127.0.0.1:%d"}
            - {name: s2, address: "127.0.0.1:%d"}
      """;

  private int answers;
  private int errors;

  @Test
  void anyServer_givesWholeAnswersOrCleanErrors() throws ProxyException {
    try (LoggedErrors logged = new LoggedErrors();
        ScriptedOrigin one = ScriptedOrigin.start(new WildServer(SEED * 1_000_000L));
        ScriptedOrigin two = ScriptedOrigin.start(new WildServer(SEED * 1_000_000L + 500_000));
        TestProxy proxy = TestProxy.start(YAML.formatted(one.port(), two.port()))) {
      String first = YAML.formatted(one.port(), two.port());
      String other = first.replace("s2", "s3");
      for (int i = 0; i < HISTORIES && logged.errors().isEmpty(); i += OF_ONE_CLIENT) {
        try (Http2Client client = Http2Client.connect(proxy.port(), OF_CLIENT)) {
          for (int j = i; j < i + OF_ONE_CLIENT; j++) {
            if (j % OF_ONE_CONFIG == OF_ONE_CONFIG - 1) {
              String yaml = j / OF_ONE_CONFIG % 2 == 0 ? other : first;
              proxy.proxy().apply(TestProxy.parse(yaml));
            }
            run(proxy, client, new Random(SEED * 1_000_000L + j), "/h" + j);
          }
        }
      }
      awaitIdle(proxy);
      assertThat(answers).as("whole answers, beside %d errors", errors).isPositive();
      await("clients to be gone").atMost(LONG).until(() -> proxy.proxy().openConnections() == 0);
      List.of(one, two).forEach(ScriptedOrigin::close);
      await("servers to be gone").atMost(LONG).until(() -> connections(proxy) == 0);
    }
  }

  private static long connections(TestProxy proxy) {
    return Setup.server(proxy, 0).connections() + Setup.server(proxy, 1).connections();
  }

  private void run(TestProxy proxy, Http2Client client, Random random, String path) {
    if (random.nextInt(10) == 0) {
      int server = random.nextInt(2);
      ServerState state = random.nextInt(3) == 0 ? ServerState.DOWN : ServerState.UP;
      Setup.change(proxy, server, it -> it.state(state));
    }
    List<Asked> streams = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      streams.add(ask(client, random, path + "/" + i));
    }
    if (random.nextInt(4) == 0) {
      streams.remove(random.nextInt(count)).stream().reset(CANCEL);
    }
    if (random.nextBoolean()) {
      http1(proxy, random, path + "/one");
    }
    streams.forEach(
        it -> {
          it.stream().returnCredit();
          check(it.stream(), it.path());
        });
  }

  /** A request on its way. */
  private record Asked(Http2TestStream stream, String path) {}

  private static Asked ask(Http2Client client, Random random, String path) {
    boolean bodyless = random.nextBoolean();
    String body = "x".repeat(random.nextInt(40_000));
    Http2TestStream stream = bodyless ? client.get(path) : client.post(path, body);
    if (random.nextInt(3) == 0) {
      stream.holdCredit();
    }
    return new Asked(stream, path);
  }

  private void http1(TestProxy proxy, Random random, String path) {
    try (RawClient client = proxy.client()) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        String body = "x".repeat(random.nextInt(40_000));
        client.send(Setup.post(path, "", body));
        if (random.nextInt(6) == 0) {
          return;
        }
        RawResponse response = client.readResponse();
        String told = response.headers().first("x-path");
        check(response.status(), told, response.bodyText(), path);
      }
    } catch (UncheckedIOException e) {
      assertThat(e.getCause()).as(path).isNotInstanceOf(SocketTimeoutException.class);
      errors++;
    }
  }

  private void check(Http2TestStream stream, String path) {
    try {
      Http2Fields head = stream.awaitHead();
      check(head.status(), head.get("x-path"), stream.awaitText(), path);
    } catch (UncheckedIOException e) {
      assertThat(e).as(path).hasMessageContaining("reset with");
      errors++;
    }
  }

  private void check(int status, String told, String body, String path) {
    if (status >= 500) {
      assertThat(status).isIn(502, 503, 504);
      errors++;
    } else if (told != null && !told.equals("!") && !body.contains("!")) {
      assertThat(told).isEqualTo(path);
      assertThat(body.replace(told, "")).isEmpty();
      answers++;
    }
  }
}
