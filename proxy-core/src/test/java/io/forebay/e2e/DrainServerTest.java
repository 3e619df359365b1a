package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.AdminState;
import io.forebay.backend.Server;
import io.forebay.backend.StateNote;
import io.forebay.observe.Event;
import io.forebay.runtime.ServerChange;
import io.forebay.runtime.ServerWeight;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that operators take out of service and in again. */
@ExtendWith(LeakExtension.class)
class DrainServerTest {

  private static final OriginScript ONE = OriginScript.respond(ok("one"));
  private static final OriginScript TWO = OriginScript.respond(ok("two"));

  private static TestProxy proxy(String drainTimeout, ScriptedOrigin... origins) {
    return TestProxy.start(TestProxy.yaml("drain_timeout: " + drainTimeout, origins));
  }

  private static Server server(TestProxy proxy, int index) {
    return proxy.proxy().backend("app").servers().get(index).server();
  }

  private static void change(TestProxy proxy, int index, AdminState state) throws Exception {
    change(proxy, index, new ServerChange(state, null)).get(10, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Void> change(TestProxy proxy, int index, ServerChange change) {
    return proxy.proxy().change(server(proxy, index), change, "a test");
  }

  private static String ask(RawClient client) {
    return client.send(GET).readResponse().bodyText();
  }

  private static List<String> events(TestProxy proxy) {
    return proxy.proxy().events().since(0).stream().map(Event::text).toList();
  }

  private static void awaitNoConnection(Server server) {
    await("connections to " + server).atMost(LONG).until(() -> server.connections() == 0);
  }

  @ParameterizedTest
  @EnumSource(
      value = AdminState.class,
      names = {"DRAIN", "MAINT"})
  void takenOut_keptClientsGoElsewhereAndIdleConnectionsClose(AdminState out) throws Exception {
    try (ScriptedOrigin one = ScriptedOrigin.start(ONE);
        ScriptedOrigin two = ScriptedOrigin.start(TWO);
        TestProxy proxy = proxy("10s", one, two);
        RawClient client = proxy.client()) {
      assertThat(List.of(ask(client), ask(client))).containsExactlyInAnyOrder("one", "two");
      change(proxy, 0, out);
      for (int i = 0; i < 6; i++) {
        assertThat(ask(client)).isEqualTo("two");
      }
      awaitNoConnection(server(proxy, 0));
      await("the end of the drain")
          .atMost(LONG)
          .until(() -> events(proxy).stream().anyMatch(it -> it.contains("drained in")));
      change(proxy, 0, AdminState.READY);
      assertThat(List.of(ask(client), ask(client))).containsExactlyInAnyOrder("one", "two");
      assertThat(proxy.proxy().drainTimeLeft(server(proxy, 0))).isNull();
      assertThat(events(proxy))
          .startsWith("READY -> " + out + " by a test")
          .anyMatch(it -> it.matches(out + ": drained in [0-9.]+s"))
          .endsWith(out + " -> READY by a test");
      StateNote note = server(proxy, 0).adminNote();
      assertThat(note).isNotNull();
      assertThat(note.cause()).isEqualTo(out + " -> READY by a test");
    }
  }

  @Test
  void drained_whatIsInFlightGoesOnAndItsConnectionIsNotKept() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    OriginScript slow =
        connection -> {
          connection.readRequest();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
          go.await();
          connection.send("done");
          connection.readRequest();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(slow);
        TestProxy proxy = proxy("20s", origin);
        RawClient client = proxy.client()) {
      client.send(GET);
      await("the request").atMost(LONG).until(() -> server(proxy, 0).inFlight() == 1);
      change(proxy, 0, AdminState.DRAIN);
      assertThat(proxy.proxy().drainTimeLeft(server(proxy, 0)))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
      assertThat(events(proxy))
          .anyMatch(it -> it.matches("READY -> DRAIN by a test, 1 in flight have [0-9.]+s"));
      go.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("halfdone");
      awaitNoConnection(server(proxy, 0));
      assertThat(server(proxy, 0).adminState()).isEqualTo(AdminState.DRAIN);
    }
  }

  @Test
  void drainOfLastServer_isAllowedAndAnswered503() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(ONE);
        TestProxy proxy = proxy("10s", origin);
        RawClient client = proxy.client()) {
      change(proxy, 0, AdminState.DRAIN);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
    }
  }

  @Test
  void drainTimeoutOver_answerUnderWayIsCutAndServerInMaintenance() throws Exception {
    OriginScript endless =
        connection -> {
          connection.readRequest();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
          connection.readRequest();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(endless);
        TestProxy proxy = proxy("200ms", origin);
        RawClient client = proxy.client()) {
      client.send(GET);
      await("the request").atMost(LONG).until(() -> server(proxy, 0).inFlight() == 1);
      change(proxy, 0, AdminState.DRAIN);
      assertThat(client.readAll()).endsWith("\r\n\r\nhalf");
      awaitIdle(proxy);
      awaitNoConnection(server(proxy, 0));
      assertThat(server(proxy, 0).adminState()).isEqualTo(AdminState.MAINT);
      assertThat(events(proxy))
          .contains("DRAIN -> MAINT: drain_timeout of 0.2s is over, 1 in flight are cut");
    }
  }

  @Test
  void drainTimeoutOver_requestThatWaitsForItsAnswerIs503() throws Exception {
    OriginScript silent =
        connection -> {
          connection.readRequest();
          connection.readRequest();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(silent);
        TestProxy proxy = proxy("200ms", origin);
        RawClient client = proxy.client()) {
      client.send(GET);
      await("the request").atMost(LONG).until(() -> server(proxy, 0).inFlight() == 1);
      change(proxy, 0, AdminState.MAINT);
      assertThat(client.readResponse().status()).isEqualTo(503);
      awaitNoConnection(server(proxy, 0));
    }
  }

  @Test
  void readyBeforeTheTimeoutIsOver_nothingIsCut() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    OriginScript slow =
        connection -> {
          connection.readRequest();
          go.await();
          connection.send(ok("one"));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(slow);
        ScriptedOrigin other = ScriptedOrigin.start(TWO);
        TestProxy proxy = proxy("300ms", origin, other);
        RawClient client = proxy.client()) {
      client.send(GET);
      await("the request").atMost(LONG).until(() -> server(proxy, 0).inFlight() == 1);
      change(proxy, 0, AdminState.MAINT);
      change(proxy, 0, AdminState.READY);
      // The time of the other one, which began later, passes after that of the first.
      change(proxy, 1, AdminState.DRAIN);
      await("the end of a drain")
          .atMost(LONG)
          .until(() -> server(proxy, 1).adminState() == AdminState.MAINT);
      go.countDown();
      assertThat(client.readResponse().bodyText()).isEqualTo("one");
    }
  }

  @Test
  void weightZero_isASoftDrain() throws Exception {
    try (ScriptedOrigin one = ScriptedOrigin.start(ONE);
        ScriptedOrigin two = ScriptedOrigin.start(TWO);
        TestProxy proxy = proxy("10s", one, two);
        RawClient client = proxy.client()) {
      assertThat(List.of(ask(client), ask(client))).containsExactlyInAnyOrder("one", "two");
      change(proxy, 0, new ServerChange(null, ServerWeight.parse("0"))).get(10, TimeUnit.SECONDS);
      for (int i = 0; i < 6; i++) {
        assertThat(ask(client)).isEqualTo("two");
      }
      awaitNoConnection(server(proxy, 0));
      assertThat(events(proxy)).containsExactly("weight 1 -> 0 by a test");
      change(proxy, 0, new ServerChange(null, ServerWeight.parse("100%")))
          .get(10, TimeUnit.SECONDS);
      assertThat(List.of(ask(client), ask(client))).containsExactlyInAnyOrder("one", "two");
    }
  }

  @Test
  void whatIsAlreadySo_isNoEvent() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(ONE);
        TestProxy proxy = proxy("10s", origin)) {
      ServerChange same = new ServerChange(AdminState.READY, ServerWeight.parse("1"));
      change(proxy, 0, same).get(10, TimeUnit.SECONDS);
      assertThat(events(proxy)).isEmpty();
    }
  }

  @Test
  void weightThatCannotBe_changesNothing() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(ONE);
        TestProxy proxy = proxy("10s", origin)) {
      ServerChange bad = new ServerChange(AdminState.DRAIN, ServerWeight.parse("50%"));
      assertThat(change(proxy, 0, bad))
          .failsWithin(LONG)
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("weight: 50% of 1");
      assertThat(server(proxy, 0).adminState()).isEqualTo(AdminState.READY);
    }
  }

  @Test
  void serverThatHasLeft_isRefused() throws Exception {
    try (ScriptedOrigin one = ScriptedOrigin.start(ONE);
        ScriptedOrigin two = ScriptedOrigin.start(TWO);
        TestProxy proxy = proxy("10s", one, two)) {
      Server left = server(proxy, 1);
      proxy.proxy().apply(TestProxy.parse(TestProxy.yaml("", one)));
      assertThat(proxy.proxy().change(left, new ServerChange(AdminState.DRAIN, null), "a test"))
          .failsWithin(LONG)
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("app/s2 is no longer in the configuration");
    }
  }

  @Test
  void drain_survivesReload() throws Exception {
    try (ScriptedOrigin one = ScriptedOrigin.start(ONE);
        ScriptedOrigin two = ScriptedOrigin.start(TWO);
        TestProxy proxy = proxy("10s", one, two);
        RawClient client = proxy.client()) {
      change(proxy, 0, AdminState.DRAIN);
      proxy.proxy().apply(TestProxy.parse(TestProxy.yaml("balance: least_conn", one, two)));
      for (int i = 0; i < 4; i++) {
        assertThat(ask(client)).isEqualTo("two");
      }
      assertThat(proxy.proxy().drainTimeLeft(server(proxy, 0))).isNotNull();
    }
  }
}
