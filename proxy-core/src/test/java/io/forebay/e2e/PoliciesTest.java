package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Backend;
import io.forebay.backend.ServerState;
import io.forebay.stats.ServerCount;
import io.forebay.testkit.Counts;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies, weights and backups, with five real servers and requests one after the other. */
@ExtendWith(LeakExtension.class)
class PoliciesTest {

  private static final int KEYS = 40;
  private static final String BY_USER = "{type: consistent_hash, key: \"header:X-User\"}";
  private static final String USER = "GET / HTTP/1.1\r\nHost: a\r\nX-User: %s\r\n\r\n";

  private final List<ScriptedOrigin> origins = new ArrayList<>();

  @BeforeEach
  void startServers() {
    for (int i = 1; i <= 5; i++) {
      origins.add(ScriptedOrigin.start(OriginScript.named("s" + i)));
    }
  }

  @AfterEach
  void stopServers() {
    origins.forEach(ScriptedOrigin::close);
  }

  @ParameterizedTest
  @CsvSource({
    "header:X-User, /, 'X-User: %s'",
    "cookie:sid, /, 'Cookie: a=%1$sx; sid=%1$s; z=1'",
    "cookie:sid, /, 'Cookie: sids=1\r\nCookie: sid=%s'",
    "path, /users/%s?any, 'X: y'",
    "query:user, '/?users=1&user=%s&z=2', 'X: y'",
    "client_ip, /, 'X-Forwarded-For: 10.9.9.9, 198.51.100.%s, 127.0.0.1'",
  })
  void consistentHash_sameKeySameServer(String key, String target, String field) {
    String request = "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n";
    String balance = "{type: consistent_hash, key: \"" + key + "\"}";
    try (TestProxy proxy = TestProxy.start(trusting(yaml(balance)))) {
      Map<Integer, String> homes = homes(proxy.port(), request);
      assertThat(homes(proxy.port(), request)).isEqualTo(homes);
      assertThat(homes.values()).contains("s1", "s2", "s3", "s4", "s5");
    }
  }

  @Test
  void consistentHashByAddress_peerThatIsNotTrustedCannotChooseItsServer() {
    String request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.%s\r\n\r\n";
    try (TestProxy proxy = TestProxy.start(yaml("consistent_hash"))) {
      assertThat(homes(proxy.port(), request).values().stream().distinct()).hasSize(1);
    }
  }

  @Test
  void consistentHashByAddress_ipv6ClientsCountByTheirNetwork() {
    String request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 2001:db8:0:%s\r\n\r\n";
    try (TestProxy proxy = TestProxy.start(trusting(yaml("consistent_hash")))) {
      assertThat(homes(proxy.port(), request.replace("%s", "1:a:b:c:%s")).values())
          .hasSize(KEYS)
          .containsOnly(homes(proxy.port(), request.replace("%s", "1::")).get(0));
      assertThat(homes(proxy.port(), request.replace("%s", "%s::1")).values())
          .contains("s1", "s2", "s3", "s4", "s5");
    }
  }

  @ParameterizedTest
  @CsvSource({"header:X-User", "cookie:sid", "query:user"})
  void consistentHash_withoutKeyServersTakeTurns(String key) {
    String balance = "{type: consistent_hash, key: \"" + key + "\"}";
    String request = "GET /?a HTTP/1.1\r\nHost: a\r\nX-User:\r\nCookie: x=sid=1\r\n\r\n";
    try (TestProxy proxy = TestProxy.start(yaml(balance))) {
      homes(proxy.port(), request);
      assertThat(origins).allMatch(it -> it.requests().size() == KEYS / 5);
    }
  }

  @Test
  void consistentHash_downServersKeysSpreadAndComeBack() {
    try (TestProxy proxy = TestProxy.start(yaml(BY_USER))) {
      Map<Integer, String> before = homes(proxy.port(), USER);
      state(proxy, 2, ServerState.DOWN);
      Map<Integer, String> without = homes(proxy.port(), USER);
      before.forEach(
          (key, home) -> {
            if (home.equals("s3")) {
              assertThat(without.get(key)).isNotEqualTo("s3");
            } else {
              assertThat(without.get(key)).isEqualTo(home);
            }
          });
      state(proxy, 2, ServerState.UP);
      assertThat(homes(proxy.port(), USER)).isEqualTo(before);
    }
  }

  @Test
  void consistentHash_reloadKeepsPlacesAndAddedServerTakesOnlyItsPart() throws Exception {
    try (TestProxy proxy = TestProxy.start(yaml(BY_USER, 1, 2, 3, 4))) {
      Map<Integer, String> before = homes(proxy.port(), USER);
      proxy.proxy().apply(TestProxy.parse(yaml(BY_USER, 4, 2, 3, 1)));
      assertThat(homes(proxy.port(), USER)).isEqualTo(before);
      proxy.proxy().apply(TestProxy.parse(yaml(BY_USER, 1, 2, 5, 3, 4)));
      Map<Integer, String> after = homes(proxy.port(), USER);
      assertThat(after.values()).contains("s5");
      after.values().removeIf("s5"::equals);
      assertThat(before).containsAllEntriesOf(after);
    }
  }

  @Test
  void consistentHash_anotherProcessAgrees() throws Exception {
    try (TestProxy proxy = TestProxy.start(yaml(BY_USER));
        ProxyProcess other = ProxyProcess.start(yaml(BY_USER, 5, 3, 1, 2, 4))) {
      assertThat(homes(other.port(), USER)).isEqualTo(homes(proxy.port(), USER));
    }
  }

  @Test
  void consistentHash_refusingServersKeysAreAnsweredByOthers() throws Exception {
    try (TestProxy proxy = TestProxy.start(yaml(BY_USER))) {
      Map<Integer, String> before = homes(proxy.port(), USER);
      origins.get(0).close();
      Map<Integer, String> after = homes(proxy.port(), USER);
      assertThat(after.values()).doesNotContain("s1");
      before.values().removeIf("s1"::equals);
      assertThat(after).containsAllEntriesOf(before);
    }
  }

  @Test
  void first_nextOnlyWhenItIsDown() {
    try (TestProxy proxy = TestProxy.start(yaml("first"))) {
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s1");
      state(proxy, 0, ServerState.DOWN);
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s2");
      state(proxy, 0, ServerState.UP);
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s1");
    }
  }

  @Test
  void randomTwo_busyServerIsLeftAlone() {
    CountDownLatch busy = new CountDownLatch(1);
    origins.get(0).script(c -> answerAfter(c, busy));
    try (TestProxy proxy = TestProxy.start(yaml("random_two", 1, 2));
        RawClient waiting = proxy.client()) {
      awaitOneAt(proxy, waiting);
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s2");
      busy.countDown();
      assertThat(waiting.readResponse().bodyText()).isEqualTo("late");
    }
  }

  @ParameterizedTest
  @CsvSource({"500", "0", "-1"})
  void leastTime_serverThatFailsFastIsTriedOnce(int status) {
    OriginScript failing =
        switch (status) {
          case 500 -> OriginScript.respond("HTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n");
          case 0 -> OriginScript.closeAfterHead();
          default -> OriginScript.truncatedBody();
        };
    origins.get(0).script(failing);
    try (TestProxy proxy = TestProxy.start(yaml("least_time", 1, 2))) {
      try (RawClient client = proxy.client()) {
        client.send(GET).readHead();
        if (status < 0) {
          client.readAll();
        }
      }
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s2");
      assertThat(origins.get(0).connections()).isEqualTo(1);
    }
  }

  @Test
  void leastTime_serverThatRefusesConnectionsIsTriedOnce() {
    try (RefusingPort refusing = RefusingPort.open()) {
      String text = Setup.yaml("{}", "balance: least_time", refusing.port(), port(2));
      try (TestProxy proxy = TestProxy.start(text)) {
        assertThat(homes(proxy.port(), GET).values()).containsOnly("s2");
        int refused = proxy.proxy().backend("app").servers().get(0).server().id();
        assertThat(Counts.of(proxy.proxy(), ServerCount.CONNECT_ERRORS, refused)).isEqualTo(1);
      }
    }
  }

  @Test
  void leastTime_everyNewServerIsTried() {
    try (TestProxy proxy = TestProxy.start(yaml("least_time"))) {
      assertThat(homes(proxy.port(), GET).values()).contains("s1", "s2", "s3", "s4", "s5");
    }
  }

  @Test
  void backup_onlyWhileNoOtherServerIsUp() {
    String backups = yaml("round_robin", 1, 2, 3).replace("s3,", "s3, backup: true,");
    try (TestProxy proxy = TestProxy.start(backups)) {
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s1", "s2");
      state(proxy, 0, ServerState.DOWN);
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s2");
      state(proxy, 1, ServerState.DOWN);
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s3");
      state(proxy, 0, ServerState.UP);
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s1");
    }
  }

  @ParameterizedTest
  @CsvSource({"round_robin", "least_conn", "random_two", "consistent_hash", "first", "least_time"})
  void backup_answersARequestThatEveryOtherServerRefused(String balance) throws Exception {
    try (RefusingPort one = RefusingPort.open();
        RefusingPort two = RefusingPort.open()) {
      String text = Setup.yaml("{}", "balance: " + balance, one.port(), two.port(), port(3));
      try (TestProxy proxy = TestProxy.start(text.replace("s3,", "s3, backup: true,"))) {
        assertThat(homes(proxy.port(), GET).values()).containsOnly("s3");
      }
    }
  }

  @Test
  void weightZero_requestUnderWayEndsAndNoNewOneComes() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    origins.get(0).script(c -> answerAfter(c, busy));
    String all = yaml("first", 1, 2);
    try (TestProxy proxy = TestProxy.start(all);
        RawClient waiting = proxy.client()) {
      awaitOneAt(proxy, waiting);
      proxy.proxy().apply(TestProxy.parse(all.replace("s1,", "s1, weight: 0,")));
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s2");
      busy.countDown();
      assertThat(waiting.readResponse().bodyText()).isEqualTo("late");
      assertThat(origins.get(0).requests()).hasSize(1);
      origins.get(0).script(OriginScript.named("s1"));
      proxy.proxy().apply(TestProxy.parse(all));
      assertThat(homes(proxy.port(), GET).values()).containsOnly("s1");
    }
  }

  private static void answerAfter(io.forebay.testkit.OriginConnection c, CountDownLatch latch)
      throws Exception {
    c.readRequest();
    latch.await();
    // The script ends here and its connection with it: say so, lest the proxy uses it again.
    c.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nlate");
  }

  /** Sends requests by {@code client} until server s1 has one that it does not answer. */
  private void awaitOneAt(TestProxy proxy, RawClient client) {
    Backend backend = proxy.proxy().backend("app");
    backend.servers().get(1).server().state(ServerState.DOWN);
    backend.refresh();
    client.send(GET);
    await("a request at s1").until(() -> origins.get(0).requests().size() == 1);
    backend.servers().get(1).server().state(ServerState.UP);
    backend.refresh();
  }

  private static void state(TestProxy proxy, int server, ServerState state) {
    Backend backend = proxy.proxy().backend("app");
    backend.servers().get(server).server().state(state);
    backend.refresh();
  }

  /** Which server answers the request of each key, on one connection after the other. */
  private static Map<Integer, String> homes(int port, String request) {
    Map<Integer, String> homes = new TreeMap<>();
    try (RawClient client = RawClient.connect(port)) {
      for (int key = 0; key < KEYS; key++) {
        homes.put(key, client.send(request.formatted(key)).readResponse().bodyText());
      }
    }
    return homes;
  }

  private String yaml(String balance) {
    return yaml(balance, 1, 2, 3, 4, 5);
  }

  /** A configuration with the servers of these numbers, in this order. */
  private String yaml(String balance, int... numbers) {
    List<String> servers = new ArrayList<>();
    for (int number : numbers) {
      servers.add("{name: s%d, address: \"127.0.0.1:%d\"}".formatted(number, port(number)));
    }
    return """
    global: {worker_threads: 2}
    listeners:
      web: {bind: "127.0.0.1:0", backend: app}
    backends:
      app:
        balance: %s
        servers: [%s]
    """
        .formatted(balance, String.join(", ", servers));
  }

  private static String trusting(String yaml) {
    return yaml.replace(
        "backend: app}", "backend: app, forwarded: {trusted_proxies: [127.0.0.1]}}");
  }

  private int port(int number) {
    return origins.get(number - 1).port();
  }
}
