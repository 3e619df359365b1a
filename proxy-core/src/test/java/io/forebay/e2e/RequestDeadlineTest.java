package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.SilentPort;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code timeouts.total} and {@code timeouts.per_try}. */
@ExtendWith(LeakExtension.class)
class RequestDeadlineTest {

  private static final String TOTAL = "{total: 200ms}";
  private static final String PER_TRY = "{per_try: 1s}";

  @Test
  void totalBeforeAnswer_504AndServerIsLetGo() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.start(yaml(TOTAL, "", origin.port()));
        RawClient client = proxy.client()) {
      RawResponse response = client.send(GET).readResponse();
      assertThat(response.status()).isEqualTo(504);
      assertThat(response.bodyText()).contains("longer than it may");
      assertThat(errors(proxy.proxy(), ProxyError.TOTAL_TIMEOUT)).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @Test
  void totalWhileConnecting_504() {
    try (SilentPort silent = SilentPort.open();
        TestProxy proxy = TestProxy.start(yaml(TOTAL, "", silent.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(504);
      awaitIdle(proxy);
    }
  }

  @Test
  void totalWithinAnswer_cutsIt() {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun");
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{total: 1s}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send(GET);
      assertThatThrownBy(client::readResponse).isInstanceOf(UncheckedIOException.class);
      awaitIdle(proxy);
    }
  }

  @Test
  void totalWhileWaitingForAServer_504() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    "{total: 500ms}", "max_connections: 1\nqueue: {timeout: 30s}", origin.port()));
        RawClient first = proxy.client();
        RawClient second = proxy.client()) {
      first.send(GET);
      second.send(GET);
      assertThat(first.readResponse().status()).isEqualTo(504);
      assertThat(second.readResponse().status()).isEqualTo(504);
      awaitIdle(proxy);
      assertThat(proxy.proxy().backend("app").queue().length()).isZero();
    }
  }

  @Test
  void totalPassed_tunnelGoesOn() {
    OriginScript script =
        c -> {
          c.readHead();
          c.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
          c.send(c.readExactly(5));
          c.awaitClose();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.start(yaml("{total: 1s}", "", origin.port()));
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(101);
      assertThat(client.silentFor(Duration.ofMillis(1200))).isTrue();
      client.send("hello");
      assertThat(Setup.text(client.readExactly(5))).isEqualTo("hello");
    }
  }

  @Test
  void slowTry_getGoesToAnotherServer() {
    try (ScriptedOrigin slow = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy = TestProxy.start(yaml(PER_TRY, "", slow.port(), good.port()));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
      }
      assertThat(slow.requests()).isNotEmpty();
      awaitIdle(proxy);
    }
  }

  @Test
  void slowTry_postIsNotSentTwice() {
    try (ScriptedOrigin a = ScriptedOrigin.start(OriginScript.neverAnswer());
        ScriptedOrigin b = ScriptedOrigin.start(OriginScript.neverAnswer());
        TestProxy proxy = TestProxy.start(yaml(PER_TRY, "", a.port(), b.port()));
        RawClient client = proxy.client()) {
      RawResponse response = client.send(post("/", "", "hello")).readResponse();
      assertThat(response.status()).isEqualTo(504);
      assertThat(response.bodyText()).contains("did not begin its answer in time");
      assertThat(a.requests().size() + b.requests().size()).isEqualTo(1);
      assertThat(errors(proxy.proxy(), ProxyError.TRY_TIMEOUT)).isEqualTo(1);
      awaitIdle(proxy);
    }
  }

  @Test
  void connectSlowerThanATry_isGivenUp() {
    try (SilentPort silent = SilentPort.open();
        ScriptedOrigin good = ScriptedOrigin.start(OriginScript.named("good"));
        TestProxy proxy =
            TestProxy.start(yaml("{connect: 60s, per_try: 1s}", "", silent.port(), good.port()));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
    }
  }
}
