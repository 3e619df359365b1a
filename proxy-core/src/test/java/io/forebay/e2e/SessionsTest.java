package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.config.NetworkSet;
import io.forebay.exchange.Phase;
import io.forebay.inspect.Session;
import io.forebay.inspect.SessionQuery;
import io.forebay.inspect.SessionRequest;
import io.forebay.inspect.Sessions;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHttp2Client;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is to be seen of client connections while they are open. */
@ExtendWith(LeakExtension.class)
class SessionsTest {

  private static final SessionQuery ALL = new SessionQuery(null, null, null, NetworkSet.EMPTY, 100);

  private static Sessions sessions(TestProxy proxy) {
    return proxy.proxy().sessions(ALL).join();
  }

  private static SessionRequest request(TestProxy proxy, Phase phase) {
    await("a request in this phase")
        .atMost(Setup.LONG)
        .until(() -> requests(proxy).stream().anyMatch(it -> it.phase() == phase));
    return requests(proxy).stream().filter(it -> it.phase() == phase).findFirst().orElseThrow();
  }

  private static List<SessionRequest> requests(TestProxy proxy) {
    return sessions(proxy).shown().stream().flatMap(it -> it.shown().stream()).toList();
  }

  @Test
  void http1_phasesOfARequest() {
    OriginScript script =
        c -> {
          if (c.readRequest() != null) {
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            c.awaitClose();
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(Setup.yaml("{}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send("GET /a?word=s3cr3t HTTP/1.1\r\nHost: h\r\n\r\n").readHead();
      SessionRequest body = request(proxy, Phase.BODY);
      assertThat(body.server()).isEqualTo("s1");
      assertThat(body.line().target()).isEqualTo("/a?word=***");
      assertThat(sessions(proxy).shown().get(0).inFlight()).isEqualTo(1);
    }
  }

  @Test
  void requestWithoutAnAnswer_waitsForTheHead_oneBehindItForARoom() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy =
            TestProxy.start(
                """
                global: {worker_threads: 1}
                listeners: {web: {bind: "127.0.0.1:0", backend: app}}
                backends:
                  app:
                    queue: {max: 10, timeout: 30s}
                    servers: [{name: s1, address: "127.0.0.1:%d", max_connections: 1}]
                """
                    .formatted(origin.port()));
        RawClient first = proxy.client();
        RawClient second = proxy.client()) {
      first.send(Setup.GET);
      assertThat(request(proxy, Phase.HEADERS).server()).isEqualTo("s1");
      second.send(Setup.GET);
      assertThat(request(proxy, Phase.QUEUE).backend()).isEqualTo("app");
    }
  }

  @Test
  void http2_streamsOfAConnection() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawHttp2Client client = RawHttp2Client.greeted(proxy.port())) {
      for (int i = 0; i < 20; i++) {
        client.get(2 * i + 1, "/" + i + "?word=s3cr3t");
      }
      await("the streams")
          .atMost(Setup.LONG)
          .until(() -> sessions(proxy).shown().stream().anyMatch(it -> it.inFlight() == 20));
      Session session = sessions(proxy).shown().get(0);
      assertThat(session.protocol()).isEqualTo("HTTP/2");
      assertThat(session.requests()).isEqualTo(20);
      assertThat(session.received()).isPositive();
      assertThat(session.sent()).isPositive();
      assertThat(session.shown()).hasSize(Session.MOST_REQUESTS);
      assertThat(session.toString()).doesNotContain("s3cr3t");
    }
  }

  @Test
  void connectionWithoutARequest_isIdle() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      await("the connection").atMost(Setup.LONG).until(() -> sessions(proxy).total() == 1);
      Session session = sessions(proxy).shown().get(0);
      assertThat(session.listener()).isEqualTo("web");
      assertThat(session.port()).isEqualTo(client.localPort());
      assertThat(session.inFlight()).isZero();
      assertThat(session.ageNanos()).isPositive();
      client.send(Setup.GET).readResponse("GET");
      assertThat(sessions(proxy).shown().get(0).requests()).isEqualTo(1);
      assertThat(sessions(proxy).shown().get(0).id()).isEqualTo(session.id());
    }
  }
}
