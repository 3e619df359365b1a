package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.AdminState;
import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.HttpProtocol;
import io.forebay.observe.Event;
import io.forebay.runtime.ProxyException;
import io.forebay.runtime.ServerChange;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a reload leaves as it is. */
@ExtendWith(LeakExtension.class)
class ReloadSurvivalTest {
  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  private final ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("s1"));
  private final ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("s2"));
  private final ScriptedOrigin three = ScriptedOrigin.start(OriginScript.named("s3"));

  @AfterEach
  void stop() {
    one.close();
    two.close();
    three.close();
  }

  private String three(String backend) {
    return yaml("{}", backend, one.port(), two.port(), three.port());
  }

  private static void reload(TestProxy proxy, String yaml) throws ProxyException {
    proxy.proxy().apply(TestProxy.parse(yaml));
  }

  /** A configuration that is another one in every part that does not matter to {@code yaml}. */
  private static String touched(String yaml, int round) {
    return yaml.replace(
            "defaults: {timeouts: {}", "defaults: {timeouts: {server: 4%ds}".formatted(round % 10))
        + "  other"
        + round
        + ": {servers: [\"127.0.0.1:1\"]}\n";
  }

  private static String body(RawClient client) {
    return client.send(GET).readResponse().bodyText();
  }

  @Test
  void idleConnectionsOfBothSides_areUsedOn() throws Exception {
    String yaml = yaml("{}", "", one.port());
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = proxy.client()) {
      for (int round = 0; round < 20; round++) {
        assertThat(body(client)).isEqualTo("s1");
        reload(proxy, touched(yaml, round));
      }
      assertThat(body(client)).isEqualTo("s1");
      assertThat(one.connections()).isEqualTo(1);
    }
  }

  @Test
  void otherProtocol_isAnotherServer() throws Exception {
    String yaml = yaml("{}", "", one.port());
    try (TestProxy proxy = TestProxy.start(yaml)) {
      Server before = Setup.server(proxy, 0);
      before.adminState(AdminState.DRAIN);
      reload(proxy, yaml("{}", "protocol: h2c", one.port()));
      Server after = Setup.server(proxy, 0);
      assertThat(after).isNotSameAs(before);
      assertThat(after.protocol()).isEqualTo(HttpProtocol.H2C);
      assertThat(after.adminState()).isEqualTo(AdminState.DRAIN);
      assertThat(proxy.proxy().events().since(0))
          .extracting(Event::text)
          .contains("speaks h2c instead of http/1.1");
    }
  }

  @Test
  void webSocket_goesOn() throws Exception {
    OriginScript echo =
        c -> {
          c.readHead();
          c.send(SWITCHING);
          while (true) {
            c.send(c.readExactly(5));
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(echo)) {
      String yaml = yaml("{}", "", origin.port());
      try (TestProxy proxy = TestProxy.start(yaml);
          RawClient client = proxy.client()) {
        assertThat(client.send(UPGRADE).readResponse().status()).isEqualTo(101);
        for (int round = 0; round < 3; round++) {
          reload(proxy, touched(yaml, round));
          assertThat(client.send("hello").readExactly(5)).asString().isEqualTo("hello");
        }
      }
    }
  }

  @Test
  void roundRobin_theNextOneHasItsTurn() throws Exception {
    String yaml = three("");
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = proxy.client()) {
      for (int round = 0; round < 9; round++) {
        assertThat(body(client)).isEqualTo("s" + (round % 3 + 1));
        reload(proxy, touched(yaml, round));
      }
    }
  }

  @Test
  void otherPolicy_takesOver() throws Exception {
    try (TestProxy proxy = TestProxy.start(three(""));
        RawClient client = proxy.client()) {
      assertThat(body(client)).isEqualTo("s1");
      reload(proxy, three("balance: first"));
      assertThat(body(client)).isEqualTo("s1");
      assertThat(body(client)).isEqualTo("s1");
    }
  }

  @Test
  void leastConnections_aNewServerIsNotFlooded() throws Exception {
    String two = yaml("{}", "balance: least_conn", one.port(), this.two.port());
    try (TestProxy proxy = TestProxy.start(two);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 400; i++) {
        body(client);
      }
      reload(proxy, three("balance: least_conn"));
      for (int i = 0; i < 120; i++) {
        body(client);
      }
      // It begins 64 turns behind the others at most, however many they had.
      assertThat(three.requests().size()).isBetween(30, 100);
    }
  }

  @Test
  void drainAndAvoidance_holdOn() throws Exception {
    String yaml = three("");
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = proxy.client()) {
      Backend backend = proxy.proxy().backend("app");
      Server first = backend.servers().get(0).server();
      Server second = backend.servers().get(1).server();
      proxy
          .proxy()
          .control()
          .submit(
              () -> {
                first.adminState(AdminState.DRAIN);
                second.avoid(Avoidance.SUSPECTED);
                backend.refresh();
              })
          .sync();
      reload(proxy, touched(yaml, 1));
      for (int i = 0; i < 6; i++) {
        assertThat(body(client)).isEqualTo("s3");
      }
    }
  }

  @Test
  void weightSetAtRunTime_staysUntilTheFileSaysAnother() throws Exception {
    String yaml = yaml("{}", "", one.port(), two.port());
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient client = proxy.client()) {
      Backend backend = proxy.proxy().backend("app");
      Server first = backend.servers().get(0).server();
      onControl(
          proxy,
          () -> {
            first.runtimeWeight(0);
            backend.refresh();
          });
      reload(proxy, touched(yaml, 1));
      assertThat(first.runtimeWeight()).isZero();
      assertThat(body(client)).isEqualTo("s2");
      assertThat(body(client)).isEqualTo("s2");

      reload(proxy, yaml.replace("{name: s1,", "{name: s1, weight: 2,"));
      onControl(proxy, () -> {});
      assertThat(first.runtimeWeight()).isEqualTo(Server.NO_RUNTIME_WEIGHT);
      assertThat(spread(client, 30)).isEqualTo(Map.of("s1", 20, "s2", 10));
      assertThat(proxy.proxy().events().since(0))
          .filteredOn(it -> it.kind() == Event.Kind.WEIGHT)
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.server()).isEqualTo("s1");
                assertThat(it.text())
                    .isEqualTo("weight 0 (set at run time) replaced by 2 from the file");
              });
    }
  }

  @Test
  void limitSetAtRunTime_staysUntilTheFileSaysAnother() throws Exception {
    String yaml = yaml("{}", "", one.port(), two.port());
    try (TestProxy proxy = TestProxy.start(yaml)) {
      proxy
          .proxy()
          .change(Setup.server(proxy, 0), new ServerChange(null, null, 7), "a test")
          .join();
      reload(proxy, touched(yaml, 1));
      onControl(proxy, () -> {});
      assertThat(limit(proxy)).isEqualTo(7);

      reload(proxy, yaml.replace("{name: s1,", "{name: s1, max_connections: 3,"));
      onControl(proxy, () -> {});
      assertThat(limit(proxy)).isEqualTo(3);
      assertThat(proxy.proxy().events().since(0))
          .extracting(Event::text)
          .containsExactly(
              "max_connections 0 -> 7 by a test",
              "max_connections 7 (set at run time) replaced by 3 from the file");
    }
  }

  private static int limit(TestProxy proxy) {
    return proxy.proxy().backend("app").servers().get(0).effectiveMaxConnections();
  }

  private static void onControl(TestProxy proxy, Runnable change) throws InterruptedException {
    proxy.proxy().control().submit(change).sync();
  }

  private static Map<String, Integer> spread(RawClient client, int requests) {
    Map<String, Integer> spread = new HashMap<>();
    for (int i = 0; i < requests; i++) {
      spread.merge(body(client), 1, Integer::sum);
    }
    return spread;
  }

  @Test
  void requestsInFlight_countOn() throws Exception {
    three.script(OriginScript.neverAnswer());
    String yaml = yaml("{}", "balance: least_conn", three.port(), one.port());
    try (TestProxy proxy = TestProxy.start(yaml);
        RawClient busy = proxy.client();
        RawClient client = proxy.client()) {
      busy.send(GET);
      await("the request").atMost(LONG).until(() -> three.requests().size() == 1);
      reload(proxy, touched(yaml, 1));
      for (int i = 0; i < 6; i++) {
        assertThat(body(client)).isEqualTo("s1");
      }
    }
  }
}
