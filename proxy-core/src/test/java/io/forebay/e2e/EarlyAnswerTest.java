package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.post;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Answers that come while the request is still on its way. */
@ExtendWith(LeakExtension.class)
class EarlyAnswerTest {

  @Test
  void fieldOfOwnErrorWhileBodyIsUnread_saysClose() {
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy = TestProxy.start(yaml("{}", "", refusing.port()));
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nfirst");
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(client.closedByPeer(LONG)).isTrue();
    }
  }

  @Test
  void serverAnswersInsideBodyAndCloses_answerReachesClient() {
    OriginScript script =
        c -> {
          c.readHead();
          c.send(
              "HTTP/1.1 413 Content Too Large\r\n"
                  + "Connection: close\r\n"
                  + "Content-Length: 3\r\n\r\n"
                  + "big");
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin)) {
      for (int i = 0; i < 20; i++) {
        try (RawClient client = proxy.client()) {
          Thread sender =
              new Thread(
                  () -> {
                    try {
                      client.send(post("/", "", "x".repeat(4 << 20)));
                    } catch (UncheckedIOException e) {
                      // The rest of the body may be refused.
                    }
                  });
          sender.start();
          RawResponse response = client.readResponse();
          assertThat(response.status()).isEqualTo(413);
          assertThat(response.bodyText()).isEqualTo("big");
          client.reset();
          join(sender);
        }
      }
      awaitIdle(proxy);
    }
  }

  @Test
  void serverAnswersInsideBodyAndStopsReading_answerReachesClientThatWritesFirst() {
    OriginScript script =
        c -> {
          c.readHead();
          c.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
          c.pause(LONG);
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start(script);
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      client.send(post("/", "", "x".repeat(16 << 20)));
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.bodyText()).isEqualTo("big");
      assertThat(client.closedByPeer(LONG)).isTrue();
      awaitIdle(proxy);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(thread.isAlive()).isFalse();
  }
}
