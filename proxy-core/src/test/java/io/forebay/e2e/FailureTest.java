package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.sum;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.exchange.RetryReason;
import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.SilentPort;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that refuse, hang, break off or talk nonsense: what is tried again, what is not. */
@ExtendWith(LeakExtension.class)
class FailureTest {

  private static final String NO_RETRY = "retry: {attempts: 0}";

  // ---- connecting ----

  @Test
  void refusedByFour_fifthServerAnswers() {
    refusedBy(4, 200);
  }

  @Test
  void refusedByFive_sixthServerIsNotTried() {
    refusedBy(5, 503);
  }

  @Test
  void refused_withoutAttempts_otherServerAnswersAnyMethod() {
    String strict = "retry: {attempts: 0, budget: 0%}";
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(yaml("{}", strict, refusing.port(), origin.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.send(post("/", "", "hello")).readResponse().bodyText()).isEqualTo("one");
      }
    }
  }

  @Test
  void refusedByAll_onlyTriesThatWereMadeAreCounted() {
    try (RefusingPort a = RefusingPort.open();
        RefusingPort b = RefusingPort.open();
        TestProxy proxy = TestProxy.start(yaml("{}", "", a.port(), b.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
      int reason = RetryReason.CONNECT_FAILURE.ordinal();
      assertThat(sum(proxy.proxy(), it -> it.retries.get(reason))).isEqualTo(1);
    }
  }

  @Test
  void refused_connectFailureIsNoReasonToRetry_503() {
    String none = "balance: first\nretry: {when: []}";
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(yaml("{}", none, refusing.port(), origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
      assertThat(origin.connections()).isZero();
    }
  }

  @Test
  void refused_sameServerWillDo_connectsCountAsAttempts() {
    String same = "balance: first\nretry: {attempts: 0, other_server: false}";
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.start(yaml("{}", same, refusing.port(), origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(503);
      assertThat(origin.connections()).isZero();
    }
  }

  private static void refusedBy(int count, int status) {
    List<RefusingPort> refusing = new ArrayList<>();
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"))) {
      int[] ports = new int[count + 1];
      for (int i = 0; i < count; i++) {
        refusing.add(RefusingPort.open());
        ports[i] = refusing.get(i).port();
      }
      ports[count] = origin.port();
      try (TestProxy proxy = TestProxy.start(yaml("{}", "", ports));
          RawClient client = proxy.client()) {
        assertThat(client.send(GET).readResponse().status()).isEqualTo(status);
      }
    } finally {
      refusing.forEach(RefusingPort::close);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void allRefused_503WithRetryAfterAndReason(int servers) {
    try (RefusingPort a = RefusingPort.open();
        RefusingPort b = RefusingPort.open();
        RefusingPort c = RefusingPort.open()) {
      int[] ports = servers == 1 ? new int[] {a.port()} : new int[] {a.port(), b.port(), c.port()};
      try (TestProxy proxy = TestProxy.start(yaml("{}", "", ports));
          RawClient client = proxy.client()) {
        for (int i = 0; i < 2; i++) {
          RawResponse response = client.send(post("/", "", "hello")).readResponse();
          assertThat(response.status()).isEqualTo(503);
          assertThat(response.headers().first("retry-after")).isEqualTo("1");
          assertThat(response.bodyText()).contains("no server accepted the connection");
        }
        awaitIdle(proxy);
      }
    }
  }

  @Test
  void connectTimeout_otherServerAnswers() {
    try (SilentPort silent = SilentPort.open();
        ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy =
            TestProxy.start(yaml("{connect: 100ms}", "", silent.port(), origin.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
    }
  }

  @Test
  void connectTimeout_onlyServer_503() {
    try (SilentPort silent = SilentPort.open();
        TestProxy proxy = TestProxy.start(yaml("{connect: 100ms}", "", silent.port()));
        RawClient client = proxy.client()) {
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.headers().first("retry-after")).isEqualTo("1");
      assertThat(response.bodyText()).contains("in time");
    }
  }

  // ---- broken before the answer ----

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void brokenBeforeAnswer_getGoesElsewhere(boolean reset) {
    try (ScriptedOrigin bad =
            ScriptedOrigin.start(
                reset ? OriginScript.resetOnAccept() : OriginScript.closeAfterHead());
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = TestProxy.inFrontOf(bad, good);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void brokenBeforeAnswer_postIsNotSentTwice(boolean reset) {
    OriginScript script =
        c -> {
          c.readRequest();
          if (reset) {
            c.reset();
          }
        };
    try (ScriptedOrigin bad = ScriptedOrigin.start(script);
        ScriptedOrigin other = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(bad, other);
        RawClient client = proxy.client()) {
      assertThat(client.send(post("/", "", "hello")).readResponse().status()).isEqualTo(502);
      assertThat(bad.requests().size() + other.requests().size()).isEqualTo(1);
    }
  }

  @Test
  void brokenBeforeAnswer_postWithIdempotencyKeyGoesElsewhereOnce() {
    OriginScript script =
        c -> {
          c.readRequest();
          c.close();
        };
    String body = "pay 5";
    try (ScriptedOrigin bad = ScriptedOrigin.start(script);
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.respond(ok("paid")));
        TestProxy proxy = TestProxy.inFrontOf(bad, good);
        RawClient client = proxy.client()) {
      RawResponse response = client.send(post("/", "Idempotency-Key: k1\r\n", body)).readResponse();
      assertThat(response.bodyText()).isEqualTo("paid");
      assertThat(bad.requests()).hasSize(1).allMatch(it -> it.bodyText().equals(body));
      assertThat(good.requests()).hasSize(1).allMatch(it -> it.bodyText().equals(body));
    }
  }

  @Test
  void brokenBeforeAnswer_bodyOver64KiBIsNotSentTwice() {
    OriginScript script =
        c -> {
          c.readRequest();
          c.close();
        };
    try (ScriptedOrigin bad = ScriptedOrigin.start(script);
        ScriptedOrigin other = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(bad, other);
        RawClient client = proxy.client()) {
      String request = post("/", "Idempotency-Key: k1\r\n", "x".repeat(64 * 1024 + 1));
      assertThat(client.send(request).readResponse().status()).isEqualTo(502);
      assertThat(bad.requests().size() + other.requests().size()).isEqualTo(1);
    }
  }

  @Test
  void keptConnectionBreaks_getIsRepeatedOnFreshOneToOnlyServer() {
    // Answers once per connection, and breaks it only when the second request has come.
    OriginScript script =
        c -> {
          c.readRequest();
          c.send(ok("one"));
          c.readHead();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
    }
  }

  @Test
  void keptConnectionBreaks_postIsNotSentTwice() {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send(ok("one"));
          c.readRequest();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      assertThat(client.send(post("/", "", "pay 5")).readResponse().status()).isEqualTo(502);
      assertThat(origin.requests()).hasSize(2);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"})
  void brokenAfterFirstBytes_notRepeated(String begun) {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send(begun);
        };
    try (ScriptedOrigin bad = ScriptedOrigin.start(script);
        ScriptedOrigin other = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(bad, other);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      assertThat(bad.requests().size() + other.requests().size()).isEqualTo(1);
    }
  }

  @Test
  void allServersBreak_attemptsAreBounded() {
    List<ScriptedOrigin> bad = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      bad.add(ScriptedOrigin.start(OriginScript.closeAfterHead()));
    }
    try (TestProxy proxy = TestProxy.inFrontOf(bad.toArray(new ScriptedOrigin[0]));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      assertThat(bad.stream().mapToInt(it -> it.heads().size()).sum()).isEqualTo(3);
      awaitIdle(proxy);
    } finally {
      bad.forEach(ScriptedOrigin::close);
    }
  }

  @Test
  void budgetUsedUp_failuresArePassedOn() {
    OriginScript bad = OriginScript.closeAfterHead();
    try (ScriptedOrigin a = ScriptedOrigin.start(bad);
        ScriptedOrigin b = ScriptedOrigin.start(bad);
        TestProxy proxy = TestProxy.start(yaml("{}", "retry: {budget: 1%}", a.port(), b.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 40; i++) {
        assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      }
      // The floor of 3 a second is 30 within the window of ten; two windows may be touched.
      assertThat(a.heads().size() + b.heads().size()).isBetween(70, 76);
    }
  }

  // ---- bad status ----

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void badStatus_getGoesElsewhere(int status) {
    try (ScriptedOrigin bad = ScriptedOrigin.start(OriginScript.respond(status(status)));
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = TestProxy.inFrontOf(bad, good);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void badStatus_onlyServer_passedOn(int status) {
    try (ScriptedOrigin bad = ScriptedOrigin.start(OriginScript.respond(status(status)));
        TestProxy proxy = TestProxy.inFrontOf(bad);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        RawResponse response = client.send(GET).readResponse();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.bodyText()).isEqualTo("mine");
      }
      assertThat(bad.requests()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503})
  void badStatus_post_passedOn(int status) {
    try (ScriptedOrigin bad = ScriptedOrigin.start(OriginScript.respond(status(status)));
        ScriptedOrigin other = ScriptedOrigin.start(OriginScript.respond(status(status)));
        TestProxy proxy = TestProxy.inFrontOf(bad, other);
        RawClient client = proxy.client()) {
      assertThat(client.send(post("/", "", "b")).readResponse().bodyText()).isEqualTo("mine");
      assertThat(bad.requests().size() + other.requests().size()).isEqualTo(1);
    }
  }

  private static String status(int status) {
    return "HTTP/1.1 " + status + " Bad\r\nContent-Length: 4\r\n\r\nmine";
  }

  // ---- bad answers ----

  @Test
  void noAnswer_504() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin other = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy =
            TestProxy.start(yaml("{server: 150ms}", "", origin.port(), other.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(504);
      assertThat(origin.requests().size() + other.requests().size()).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @Test
  void bodyStalls_connectionIsCut() {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{server: 150ms}", "", origin.port()));
        RawClient client = proxy.client()) {
      assertThatThrownBy(() -> client.send(GET).readResponse())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("closed after 4 of 100");
      awaitIdle(proxy);
    }
  }

  @Test
  void truncatedBody_connectionIsCut() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.truncatedBody());
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThatThrownBy(() -> client.send(GET).readResponse())
          .isInstanceOf(UncheckedIOException.class);
      assertThat(errors(proxy.proxy(), ProxyError.RESPONSE_TRUNCATED)).isEqualTo(1);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "1.0"})
  void truncatedChunks_neverACleanEnd(String version) {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo");
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/" + version + "\r\nHost: a\r\n\r\n");
      assertThatThrownBy(client::readResponse).isInstanceOf(UncheckedIOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nBad Name: 1\r\n\r\n"
      })
  void malformedAnswer_502(String answer) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"})
  void bytesBehindAnswer_neverReachAClient(String extra) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.extraBytesAfterBody(extra));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");
      }
      assertThat(origin.connections()).isEqualTo(5);
    }
  }

  @Test
  void bytesOnIdleConnection_closeIt() {
    CountDownLatch now = new CountDownLatch(1);
    OriginScript script =
        c -> {
          c.readRequest();
          c.send(ok("ok"));
          now.await();
          c.send(ok("evil"));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");
      assertThat(origin.openConnections()).isEqualTo(1);
      now.countDown();
      await("the connection to be closed").atMost(LONG).until(() -> origin.openConnections() == 0);
      assertThat(client.send(post("/", "", "b")).readResponse().bodyText()).isEqualTo("ok");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void interimAnswersWithoutEnd_502() {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(100));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.interim()).hasSizeLessThanOrEqualTo(16);
    }
  }

  @Test
  void retriesSwitchedOff_firstFailureIsPassedOn() {
    try (ScriptedOrigin bad = ScriptedOrigin.start(OriginScript.closeAfterHead());
        ScriptedOrigin other = ScriptedOrigin.start(OriginScript.closeAfterHead());
        TestProxy proxy = TestProxy.start(yaml("{}", NO_RETRY, bad.port(), other.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      assertThat(bad.heads().size() + other.heads().size()).isEqualTo(1);
    }
  }
}
