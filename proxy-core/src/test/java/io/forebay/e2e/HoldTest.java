package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.AdminState;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that are held while no server can serve them, with two event loops. */
@ExtendWith(LeakExtension.class)
class HoldTest {

  private static final String HOLD = "queue: {when_no_server: hold, timeout: 30s}\n";

  private static Backend app(TestProxy proxy) {
    return proxy.proxy().backend("app");
  }

  private static void awaitQueue(TestProxy proxy, int length) {
    await("a queue of " + length).atMost(LONG).until(() -> app(proxy).queue().length() == length);
  }

  /** As the control loop would. */
  private static void change(TestProxy proxy, Consumer<Server> change) {
    proxy
        .proxy()
        .control()
        .submit(
            () -> {
              app(proxy).servers().forEach(it -> change.accept(it.server()));
              app(proxy).refresh();
            })
        .syncUninterruptibly();
  }

  @Test
  void everyConnectFails_heldUntilAServerIsBack() {
    RefusingPort port = RefusingPort.open();
    try (RefusingPort other = RefusingPort.open();
        TestProxy proxy = TestProxy.start(yaml("{}", HOLD, port.port(), other.port()));
        RawClient client = proxy.client()) {
      client.send(post("/order", "", "one"));
      awaitQueue(proxy, 1);
      change(proxy, it -> it.state(ServerState.DOWN));
      int late = port.port();
      port.close();
      try (ScriptedOrigin origin = ScriptedOrigin.startOn(late, OriginScript.named("back"))) {
        change(proxy, it -> it.state(it.name().equals("s1") ? ServerState.UP : ServerState.DOWN));
        assertThat(client.readResponse().bodyText()).isEqualTo("back");
        assertThat(origin.requests()).extracting(RawRequest::bodyText).containsExactly("one");
        awaitIdle(proxy);
      }
    } finally {
      port.close();
    }
  }

  @Test
  void everyConnectFails_serversThatNobodyWatches_areTriedAgain() {
    RefusingPort port = RefusingPort.open();
    try (TestProxy proxy = TestProxy.start(yaml("{}", HOLD, port.port()));
        RawClient client = proxy.client()) {
      client.send(GET);
      awaitQueue(proxy, 1);
      int late = port.port();
      port.close();
      try (ScriptedOrigin origin = ScriptedOrigin.startOn(late, OriginScript.named("back"))) {
        assertThat(client.readResponse().bodyText()).isEqualTo("back");
        assertThat(origin.requests()).hasSize(1);
      }
    } finally {
      port.close();
    }
  }

  @Test
  void moreServersThanAreTriedOtherwise_allAreTried() {
    List<RefusingPort> refusing = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      refusing.add(RefusingPort.open());
    }
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("eighth"))) {
      int[] ports = refusing.stream().mapToInt(RefusingPort::port).toArray();
      int[] all = java.util.Arrays.copyOf(ports, ports.length + 1);
      all[ports.length] = origin.port();
      try (TestProxy proxy = TestProxy.start(yaml("{}", HOLD + "balance: first\n", all));
          RawClient client = proxy.client()) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("eighth");
      }
    } finally {
      refusing.forEach(RefusingPort::close);
    }
  }

  @Test
  void everyConnectFails_answeredWhenTheTimeForAllWaitsIsOver() {
    try (RefusingPort port = RefusingPort.open();
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", "queue: {when_no_server: hold, timeout: 900ms}\n", port.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).contains("no server was free in time");
      assertThat(errors(proxy.proxy(), ProxyError.QUEUE_TIMEOUT)).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @Test
  void everyServerDrainedOrInMaintenance_heldUntilOneIsReady() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("ready"));
        TestProxy proxy = TestProxy.start(yaml("{}", HOLD, origin.port()));
        RawClient client = proxy.client()) {
      for (AdminState state : List.of(AdminState.DRAIN, AdminState.MAINT)) {
        change(proxy, it -> it.adminState(state));
        client.send(GET);
        awaitQueue(proxy, 1);
        change(proxy, it -> it.adminState(AdminState.READY));
        assertThat(client.readResponse().bodyText()).isEqualTo("ready");
      }
    }
  }
}
