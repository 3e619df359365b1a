package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.ServerGuard;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the guard of a server is asked and told, for each way in which a try can end. */
@ExtendWith(LeakExtension.class)
class GuardTest {

  private static final String NO_RETRY = "retry: {attempts: 0}";

  /** Allows everything or nothing, and writes down what it is told. */
  private static final class Notes implements ServerGuard {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger permits = new AtomicInteger();
    private volatile boolean refusing;

    @Override
    public long tryAcquire() {
      return refusing ? REFUSED : permits.incrementAndGet();
    }

    @Override
    public void release(long permit, Outcome outcome, int status) {
      told.add(permit + " " + outcome + (status == 0 ? "" : " " + status));
    }

    @Override
    public void broken(Outcome outcome) {
      told.add("broken " + outcome);
    }

    @Override
    public void silent() {}

    private void awaitTold(String... expected) {
      await("the guard to be told")
          .atMost(LONG)
          .untilAsserted(() -> assertThat(told).containsExactly(expected));
    }
  }

  private static Server server(TestProxy proxy, int index) {
    return proxy.proxy().backend("app").servers().get(index).server();
  }

  private static Notes guard(TestProxy proxy, int index) {
    Notes notes = new Notes();
    server(proxy, index).guard(notes);
    return notes;
  }

  @Test
  void answers_areToldWithTheirStatus() {
    OriginScript script =
        OriginScript.respondWith(
            request ->
                request.method().equals("GET")
                    ? ok("fine")
                    : "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      Notes notes = guard(proxy, 0);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      assertThat(client.send(post("/", "", "x")).readResponse().status()).isEqualTo(500);
      notes.awaitTold("1 ANSWERED 200", "2 ANSWERED 500");
    }
  }

  @Test
  void refusedConnection_isToldOfTheServerThatRefused() {
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(yaml("{}", "balance: first", refusing.port(), origin.port()));
        RawClient client = proxy.client()) {
      Notes first = guard(proxy, 0);
      Notes second = guard(proxy, 1);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      first.awaitTold("1 CONNECT_FAILURE");
      second.awaitTold("1 ANSWERED 200");
    }
  }

  @Test
  void resetOfNewConnection_isAReset() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.closeAfterHead());
        TestProxy proxy = TestProxy.start(yaml("{}", NO_RETRY, origin.port()));
        RawClient client = proxy.client()) {
      Notes notes = guard(proxy, 0);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      notes.awaitTold("1 RESET");
    }
  }

  @Test
  void resetOfKeptConnection_mayBeAnIdleOneThatWasClosed() {
    OriginScript once =
        c -> {
          c.readRequest();
          c.send(ok("one"));
          c.readHead();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(once);
        TestProxy proxy = TestProxy.start(yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      Notes notes = guard(proxy, 0);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      notes.awaitTold("1 ANSWERED 200", "2 STALE_CONNECTION", "3 ANSWERED 200");
    }
  }

  @Test
  void noAnswerInTime_isATimeout() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.start(yaml("{server: 100ms}", NO_RETRY, origin.port()));
        RawClient client = proxy.client()) {
      Notes notes = guard(proxy, 0);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(504);
      notes.awaitTold("1 TIMEOUT");
    }
  }

  @Test
  void tryAndTotalDeadline_areTimeouts() {
    String timeouts = "{per_try: 50ms, total: 5s}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.start(yaml(timeouts, NO_RETRY, origin.port()));
        RawClient client = proxy.client()) {
      Notes notes = guard(proxy, 0);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(504);
      notes.awaitTold("1 TIMEOUT");
    }
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.start(yaml("{total: 50ms}", NO_RETRY, origin.port()));
        RawClient client = proxy.client()) {
      Notes notes = guard(proxy, 0);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(504);
      notes.awaitTold("1 TIMEOUT");
    }
  }

  @Test
  void clientThatLeaves_saysNothingOfTheServer() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.start(yaml("{}", "", origin.port()))) {
      Notes notes = guard(proxy, 0);
      try (RawClient client = proxy.client()) {
        client.send(GET);
        await().atMost(LONG).until(() -> origin.requests().size() == 1);
        client.reset();
      }
      notes.awaitTold("1 ABANDONED");
    }
  }

  @Test
  void answerThatBreaksOff_isToldAfterItsHead() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.truncatedBody());
        TestProxy proxy = TestProxy.start(yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      Notes notes = guard(proxy, 0);
      client.send(GET);
      assertThat(client.readAll()).endsWith("only nine");
      notes.awaitTold("1 ANSWERED 200", "broken RESET");
    }
  }

  @Test
  void refusedByItsGuard_otherServerAnswers() {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
        TestProxy proxy = TestProxy.start(yaml("{}", "balance: first", one.port(), two.port()));
        RawClient client = proxy.client()) {
      Notes notes = guard(proxy, 0);
      notes.refusing = true;
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("two");
      notes.refusing = false;
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      notes.awaitTold("1 ANSWERED 200");
    }
  }

  @Test
  void refusedByAllGuards_503AndNothingIsHeld() {
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("one"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("two"));
        TestProxy proxy = TestProxy.start(yaml("{}", "", one.port(), two.port()));
        RawClient client = proxy.client()) {
      Notes first = guard(proxy, 0);
      Notes second = guard(proxy, 1);
      first.refusing = true;
      second.refusing = true;
      RawResponse refused = client.send(GET).readResponse();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers().first("retry-after")).isNotEmpty();
      awaitIdle(proxy);
      assertThat(first.told).isEmpty();
      assertThat(second.told).isEmpty();
    }
  }
}
