package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.SilentPort;
import io.forebay.testkit.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A request body is read on after each pause, and sent on from wherever it waited. */
@ExtendWith(LeakExtension.class)
class BodyFlowTest {

  @Test
  void refusedConnection_postReachesOtherServerWhole() {
    String body = "x".repeat(200_000);
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("ok")));
        TestProxy proxy = TestProxy.start(yaml("{}", "", refusing.port(), origin.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 6; i++) {
        assertThat(client.send(post("/" + i, "", body)).readResponse().status()).isEqualTo(200);
      }
      assertThat(origin.requests()).hasSize(6).allMatch(it -> it.bodyText().equals(body));
      awaitIdle(proxy);
    }
  }

  @Test
  void connectTimeoutThenIdleConnection_bodyGoesOn() {
    // The body waits while the first server is connected to; the second has an idle connection.
    String body = "x".repeat(500_000);
    try (SilentPort silent = SilentPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("ok")));
        TestProxy proxy =
            TestProxy.start(
                yaml("{connect: 100ms}", "", silent.port(), origin.port())
                    .replace("worker_threads: 2", "worker_threads: 1"));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.send(post("/", "", body)).readResponse().status()).isEqualTo(200);
      }
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(origin.requests()).allMatch(it -> it.bodyText().equals(body));
    }
  }

  @Test
  void requestsAtServer_parsedOnceEach() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send(post("/a", "", "one") + post("/b", "", "two")).readResponses(2);
      assertThat(origin.requests()).extracting(RawRequest::bodyText).containsExactly("one", "two");
    }
  }

  @Test
  void bodyThenPauseThenNextRequest_readingGoesOn() {
    // Each body arrives with its head, while the first connection is still being made.
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy = TestProxy.start(yaml("{}", "", refusing.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(post("/", "", "hello")).readResponse().status()).isEqualTo(503);
      }
    }
  }

  @Test
  void clientGoesBehindWholeBody_exchangeEnds() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.inFrontOf(origin)) {
      try (RawClient client = proxy.client()) {
        client.send(post("/", "", "hello"));
        await("the request").atMost(LONG).until(() -> origin.requests().size() == 1);
        client.reset();
      }
      awaitIdle(proxy);
      await("the server to see it").atMost(LONG).until(() -> origin.openConnections() == 0);
    }
  }
}
