package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.sum;
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
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to requests while servers of a backend are missing. */
@ExtendWith(LeakExtension.class)
class ShortageTest {
  private final ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
  private final ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
  private final ScriptedOrigin spare = ScriptedOrigin.start(OriginScript.named("spare"));

  @AfterEach
  void close() {
    one.close();
    two.close();
    spare.close();
  }

  /** Backend app with the servers one and two, backend spare with one. */
  private TestProxy start(String app, String spareLines) {
    return start(app, spareLines, one.port(), two.port());
  }

  private TestProxy start(String app, String spareLines, int first, int second) {
    return TestProxy.start(
        """
        global: {worker_threads: 2}
        listeners:
          web: {bind: "127.0.0.1:0", backend: app}
          other: {bind: "127.0.0.1:0", backend: spare}
        backends:
          app:
        %s    servers: [{name: one, address: "127.0.0.1:%d"}, {name: two, address: "127.0.0.1:%d"}]
          spare:
        %s    servers: [{name: spare, address: "127.0.0.1:%d"}]
        """
            .formatted(app.indent(4), first, second, spareLines.indent(4), spare.port()));
  }

  /** As the control loop would. */
  private static void change(TestProxy proxy, String backend, Consumer<Server> change) {
    Backend it = proxy.proxy().backend(backend);
    proxy
        .proxy()
        .control()
        .submit(
            () -> {
              it.servers().forEach(server -> change.accept(server.server()));
              it.refresh();
            })
        .syncUninterruptibly();
  }

  private static void down(TestProxy proxy, String backend) {
    change(proxy, backend, it -> it.state(ServerState.DOWN));
  }

  private static void up(TestProxy proxy, String backend) {
    change(proxy, backend, it -> it.state(ServerState.UP));
  }

  private static void onlyUp(TestProxy proxy, String server) {
    change(
        proxy, "app", it -> it.state(it.name().equals(server) ? ServerState.UP : ServerState.DOWN));
  }

  private static String body(RawClient client) {
    return client.send(GET).readResponse().bodyText();
  }

  private static Set<String> bodies(RawClient client) {
    Set<String> bodies = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      bodies.add(body(client));
    }
    return bodies;
  }

  // ---- when_all_down, panic_threshold ----

  @Test
  void tryAll_allServersWhateverTheirHealth_butNoneThatIsDrained() {
    try (TestProxy proxy = start("when_all_down: try_all\n", "");
        RawClient client = proxy.client()) {
      down(proxy, "app");
      assertThat(bodies(client)).containsExactlyInAnyOrder("one", "two");
      assertThat(proxy.proxy().backend("app").hasEligible()).isFalse();
      assertThat(proxy.proxy().backend("app").isInPanic()).isTrue();
      change(
          proxy,
          "app",
          it -> it.adminState(it.name().equals("one") ? AdminState.DRAIN : AdminState.READY));
      assertThat(bodies(client)).containsExactly("two");
      change(proxy, "app", it -> it.adminState(AdminState.MAINT));
      assertThat(body(client)).contains("no server is available");
    }
  }

  @Test
  void tryAll_aServerIsUp_itHasAllOfThem() {
    try (TestProxy proxy = start("when_all_down: try_all\n", "");
        RawClient client = proxy.client()) {
      onlyUp(proxy, "two");
      assertThat(bodies(client)).containsExactly("two");
      assertThat(proxy.proxy().backend("app").isInPanic()).isFalse();
    }
  }

  @Test
  void tryAll_afterTheQueueAndOneRefuses_goesToTheOther() {
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy =
            start(
                "when_all_down: try_all\nbalance: first\n"
                    + "queue: {when_no_server: hold, timeout: 100ms}\n",
                "",
                refusing.port(),
                two.port());
        RawClient client = proxy.client()) {
      down(proxy, "app");
      assertThat(client.send(post("/", "", "x")).readResponse().bodyText()).isEqualTo("two");
      awaitIdle(proxy);
    }
  }

  @Test
  void panic_belowTheShare_allAreUsed() {
    try (TestProxy proxy = start("panic_threshold: 60%\n", "");
        RawClient client = proxy.client()) {
      onlyUp(proxy, "one");
      assertThat(bodies(client)).containsExactlyInAnyOrder("one", "two");
      assertThat(proxy.proxy().backend("app").isInPanic()).isTrue();
      down(proxy, "app");
      assertThat(bodies(client)).containsExactlyInAnyOrder("one", "two");
      up(proxy, "app");
      assertThat(proxy.proxy().backend("app").isInPanic()).isFalse();
    }
  }

  // ---- priority ----

  @Test
  void groups_theNextOnlyWhileTheFirstHasNone_andBackAgain() throws Exception {
    try (TestProxy proxy = start("", "");
        RawClient client = proxy.client()) {
      proxy
          .proxy()
          .apply(
              TestProxy.parse(
                  """
                  global: {worker_threads: 2}
                  listeners:
                    web: {bind: "127.0.0.1:0", backend: app}
                  backends:
                    app:
                      priority: 7
                      servers:
                        - {name: one, address: "127.0.0.1:%d"}
                        - {name: two, address: "127.0.0.1:%d", priority: 3}
                  """
                      .formatted(one.port(), two.port())));
      assertThat(bodies(client)).containsExactly("two");
      onlyUp(proxy, "one");
      assertThat(bodies(client)).containsExactly("one");
      up(proxy, "app");
      assertThat(bodies(client)).containsExactly("two");
    }
  }

  // ---- fallback_backend ----

  @Test
  void fallback_noServerUp_theOtherBackendServesAndIsCounted_untilOneIsBack() {
    try (TestProxy proxy = start("fallback_backend: spare\n", "");
        RawClient client = proxy.client()) {
      down(proxy, "app");
      assertThat(bodies(client)).containsExactly("spare");
      assertThat(client.send(post("/", "", "body")).readResponse().bodyText()).isEqualTo("spare");
      assertThat(spare.requests().get(8).bodyText()).isEqualTo("body");
      awaitIdle(proxy);
      int route = proxy.proxy().metricIds().route("web", "*", "spare");
      assertThat(sum(proxy.proxy(), it -> it.requestsFinished.get(route))).isEqualTo(9);
      up(proxy, "app");
      assertThat(bodies(client)).containsExactlyInAnyOrder("one", "two");
    }
  }

  @Test
  void fallback_everyConnectFails_theRequestGoesOnWithItsBody() {
    try (RefusingPort refusing = RefusingPort.open();
        RefusingPort other = RefusingPort.open();
        TestProxy proxy = start("fallback_backend: spare\n", "", refusing.port(), other.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(post("/", "", "body")).readResponse().bodyText()).isEqualTo("spare");
      assertThat(spare.requests()).extracting(RawRequest::bodyText).containsExactly("body");
      awaitIdle(proxy);
    }
  }

  @Test
  void fallback_goesBeforeHolding_whichIsForWhenItHasNoneEither() {
    try (TestProxy proxy =
            start("fallback_backend: spare\nqueue: {when_no_server: hold, timeout: 30s}\n", "");
        RawClient client = proxy.client()) {
      down(proxy, "app");
      assertThat(body(client)).isEqualTo("spare");
      down(proxy, "spare");
      client.send(GET);
      await("queue").atMost(LONG).until(() -> proxy.proxy().backend("app").queue().length() == 1);
      onlyUp(proxy, "one");
      assertThat(client.readResponse().bodyText()).isEqualTo("one");
    }
  }

  @Test
  void fallback_hasNoneEither_itsOwnPolicyDecides() {
    try (TestProxy proxy = start("fallback_backend: spare\n", "when_all_down: try_all\n");
        RawClient client = proxy.client()) {
      down(proxy, "app");
      down(proxy, "spare");
      assertThat(body(client)).isEqualTo("spare");
      change(proxy, "spare", it -> it.adminState(AdminState.MAINT));
      assertThat(body(client)).contains("no server is available");
      assertThat(errors(proxy.proxy(), ProxyError.NO_SERVER)).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @Test
  void fallback_ownTimeouts() {
    try (TestProxy proxy =
            start("fallback_backend: spare\nretry: {when: []}\n", "timeouts: {server: 200ms}\n");
        RawClient client = proxy.client()) {
      down(proxy, "app");
      spare.script(c -> c.awaitClose());
      assertThat(client.send(GET).readResponse().status()).isEqualTo(504);
      assertThat(errors(proxy.proxy(), ProxyError.RESPONSE_TIMEOUT)).isEqualTo(1);
    }
  }
}
