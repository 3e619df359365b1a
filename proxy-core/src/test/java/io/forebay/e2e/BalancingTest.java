package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Backend;
import io.forebay.backend.ServerState;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How requests spread over servers, with two event loops and several clients. */
@ExtendWith(LeakExtension.class)
class BalancingTest {

  @ParameterizedTest
  @CsvSource({"round_robin, 3, 9", "round_robin, 30, 9"})
  void equalServers_getTheSame(String balance, int count, int clients) throws Exception {
    List<ScriptedOrigin> origins = origins(count);
    try (TestProxy proxy = TestProxy.start(yaml("{}", "balance: " + balance, ports(origins)))) {
      int requests = 990;
      send(proxy, clients, requests / clients);
      for (ScriptedOrigin origin : origins) {
        assertThat(origin.requests()).hasSize(requests / count);
      }
      awaitIdle(proxy);
    } finally {
      origins.forEach(ScriptedOrigin::close);
    }
  }

  /** Clients of both loops take turns: a server that is slower for a moment may get less. */
  @ParameterizedTest
  @CsvSource({"3", "30"})
  void leastConnectionsOverIdleServersFromTwoLoops_spreadUnderFivePercent(int count)
      throws Exception {
    List<ScriptedOrigin> origins = origins(count);
    List<RawClient> clients = new ArrayList<>();
    try (TestProxy proxy = TestProxy.start(yaml("{}", "balance: least_conn", ports(origins)))) {
      for (int i = 0; i < 6; i++) {
        clients.add(proxy.client());
      }
      for (int i = 0; i < 990; i++) {
        RawClient client = clients.get(i % clients.size());
        assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      }
      double share = 990.0 / count;
      for (ScriptedOrigin origin : origins) {
        assertThat((double) origin.requests().size()).isBetween(share * 0.95, share * 1.05);
      }
      awaitIdle(proxy);
    } finally {
      clients.forEach(RawClient::close);
      origins.forEach(ScriptedOrigin::close);
    }
  }

  @Test
  void leastConnectionsOverThirtyIdleServers_spreadEvenly() throws Exception {
    List<ScriptedOrigin> origins = origins(30);
    try (TestProxy proxy = TestProxy.start(yaml("{}", "balance: least_conn", ports(origins)))) {
      send(proxy, 1, 990);
      assertThat(origins).allMatch(it -> it.requests().size() == 33);
    } finally {
      origins.forEach(ScriptedOrigin::close);
    }
  }

  private static void send(TestProxy proxy, int clients, int each) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        done.add(
            threads.submit(
                () -> {
                  try (RawClient client = proxy.client()) {
                    for (int k = 0; k < each; k++) {
                      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
                    }
                  }
                }));
      }
      for (Future<?> it : done) {
        it.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void leastConnections_busyServerIsLeftAlone() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    OriginScript blocked =
        c -> {
          c.readRequest();
          busy.await();
          c.send(Setup.ok("late"));
        };
    try (ScriptedOrigin slow = ScriptedOrigin.start(blocked);
        ScriptedOrigin fast = ScriptedOrigin.start(OriginScript.named("fast"));
        TestProxy proxy =
            TestProxy.start(yaml("{}", "balance: least_conn", slow.port(), fast.port()));
        RawClient waiting = proxy.client();
        RawClient client = proxy.client()) {
      waiting.send(GET);
      org.awaitility.Awaitility.await("the slow request").until(() -> slow.requests().size() == 1);
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("fast");
      }
      busy.countDown();
      assertThat(waiting.readResponse().bodyText()).isEqualTo("late");
    }
  }

  @Test
  void downServer_skippedAndNoneUpIs503AtOnce() {
    List<ScriptedOrigin> origins = origins(2);
    try (TestProxy proxy = TestProxy.start(yaml("{}", "", ports(origins)));
        RawClient client = proxy.client()) {
      Backend backend = proxy.proxy().backend("app");
      backend.servers().get(0).server().state(ServerState.DOWN);
      backend.refresh();
      for (int i = 0; i < 10; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("s2");
      }
      backend.servers().get(1).server().state(ServerState.DOWN);
      backend.refresh();
      RawResponse none = client.send(GET).readResponse();
      assertThat(none.status()).isEqualTo(503);
      assertThat(none.headers().first("retry-after")).isEqualTo("1");
      assertThat(none.bodyText()).contains("no server is available");
      backend.servers().get(0).server().state(ServerState.UP);
      backend.refresh();
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("s1");
    } finally {
      origins.forEach(ScriptedOrigin::close);
    }
  }

  private static List<ScriptedOrigin> origins(int count) {
    List<ScriptedOrigin> origins = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      origins.add(ScriptedOrigin.start(OriginScript.named("s" + i)));
    }
    return origins;
  }

  private static int[] ports(List<ScriptedOrigin> origins) {
    return origins.stream().mapToInt(ScriptedOrigin::port).toArray();
  }
}
