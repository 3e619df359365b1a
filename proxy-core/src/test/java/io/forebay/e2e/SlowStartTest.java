package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Backend;
import io.forebay.backend.ServerState;
import io.forebay.net.Transport;
import io.forebay.runtime.Proxy;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests spread while a server starts slowly, with real servers and a clock of the test. */
@ExtendWith(LeakExtension.class)
class SlowStartTest {
  private static final Duration SLOW = Duration.ofSeconds(100);

  private final ManualTicker ticker = new ManualTicker();
  private final ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("s1"));
  private final ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("s2"));
  private final ScriptedOrigin three = ScriptedOrigin.start(OriginScript.named("s3"));

  @AfterEach
  void stop() {
    one.close();
    two.close();
    three.close();
  }

  private Proxy start(String yaml) throws Exception {
    Proxy proxy = new Proxy(TestProxy.parse(yaml), Transport.best(), ticker);
    proxy.open();
    return proxy;
  }

  private String yaml3(String balance) {
    return yaml(
        "{}", "balance: " + balance + "\nslow_start: 100s", one.port(), two.port(), three.port());
  }

  private static RawClient client(Proxy proxy) {
    return RawClient.connect(proxy.boundAddresses("web").get(0).getPort());
  }

  private static Map<String, Integer> spread(RawClient client, int requests) {
    Map<String, Integer> spread = new HashMap<>();
    for (int i = 0; i < requests; i++) {
      spread.merge(client.send(GET).readResponse().bodyText(), 1, Integer::sum);
    }
    return spread;
  }

  private static void state(Proxy proxy, ServerState... states) throws Exception {
    proxy
        .control()
        .submit(
            () -> {
              Backend backend = proxy.backend("app");
              for (ServerState state : states) {
                backend.servers().get(2).server().state(state);
                backend.refresh();
              }
            })
        .sync();
  }

  /** The timer by the real clock would do the same a little later. */
  private static void look(Proxy proxy) throws Exception {
    proxy.control().submit(() -> proxy.backend("app").refresh()).sync();
  }

  @Test
  void roundRobin_theShareGrowsWithTheTime() throws Exception {
    try (Proxy proxy = start(yaml3("round_robin"));
        RawClient client = client(proxy)) {
      assertThat(spread(client, 30)).isEqualTo(Map.of("s1", 10, "s2", 10, "s3", 10));
      state(proxy, ServerState.DOWN, ServerState.UP);
      assertThat(spread(client, 84)).isEqualTo(Map.of("s1", 40, "s2", 40, "s3", 4));
      ticker.advance(SLOW.dividedBy(2));
      look(proxy);
      assertThat(spread(client, 102)).isEqualTo(Map.of("s1", 40, "s2", 40, "s3", 22));
      ticker.advance(SLOW.dividedBy(2));
      look(proxy);
      assertThat(spread(client, 30)).isEqualTo(Map.of("s1", 10, "s2", 10, "s3", 10));
    }
  }

  /** One request at a time: every server is idle at each pick. */
  @ParameterizedTest
  @ValueSource(strings = {"least_conn", "random_two"})
  void otherPolicies_goByTheShareToo(String balance) throws Exception {
    try (Proxy proxy = start(yaml3(balance));
        RawClient client = client(proxy)) {
      spread(client, 30);
      state(proxy, ServerState.DOWN);
      spread(client, 200);
      state(proxy, ServerState.UP);
      int first = spread(client, 420).getOrDefault("s3", 0);
      ticker.advance(SLOW.dividedBy(2));
      look(proxy);
      int half = spread(client, 510).getOrDefault("s3", 0);

      // 20 and 110 by their shares; two drawn at random may be the same one.
      assertThat(first).isBetween(3, 60);
      assertThat(half).isBetween(70, 150);
    }
  }

  @Test
  void hash_onlyKeysOfTheServerItselfMove() throws Exception {
    String keyed = "GET / HTTP/1.1\r\nHost: a\r\nX-User: %d\r\n\r\n";
    try (Proxy proxy = start(yaml3("{type: consistent_hash, key: \"header:X-User\"}"));
        RawClient client = client(proxy)) {
      Map<Integer, String> whole = homes(client, keyed);
      state(proxy, ServerState.DOWN);
      Map<Integer, String> without = homes(client, keyed);
      state(proxy, ServerState.UP);
      Map<Integer, String> first = homes(client, keyed);

      long moved = first.values().stream().filter("s3"::equals).count();
      assertThat(moved).isLessThan(whole.values().stream().filter("s3"::equals).count());
      first.forEach(
          (key, home) -> {
            if (home.equals("s3")) {
              assertThat(whole.get(key)).isEqualTo("s3");
            } else {
              assertThat(home).isEqualTo(without.get(key));
            }
          });
    }
  }

  private static Map<Integer, String> homes(RawClient client, String request) {
    Map<Integer, String> homes = new HashMap<>();
    for (int key = 0; key < 60; key++) {
      homes.put(key, client.send(request.formatted(key)).readResponse().bodyText());
    }
    return homes;
  }

  @Test
  void serverThatAReloadAdds_startsSlowly_thoseThatStayDoNot() throws Exception {
    String two = yaml("{}", "slow_start: 100s", one.port(), this.two.port());
    try (Proxy proxy = start(two);
        RawClient client = client(proxy)) {
      assertThat(spread(client, 10)).isEqualTo(Map.of("s1", 5, "s2", 5));
      proxy.apply(TestProxy.parse(yaml3("round_robin")));
      look(proxy);
      assertThat(spread(client, 84)).isEqualTo(Map.of("s1", 40, "s2", 40, "s3", 4));
    }
  }
}
