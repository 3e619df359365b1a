package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/1.0 through a proxy that speaks HTTP/1.1 to the server. */
@ExtendWith(LeakExtension.class)
class Http10Test {

  @Test
  void request_withoutHost_isGivenTheAddressItCameTo() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      String seen = client.send("GET /a HTTP/1.0\r\nX-A: b\r\n\r\n").readResponse().bodyText();
      assertThat(seen)
          .startsWith("GET /a HTTP/1.1\r\n")
          .contains("\r\nHost: 127.0.0.1:" + proxy.port() + "\r\n")
          .doesNotContain("X-Forwarded-Host");
      assertThat(client.closedByPeer(Duration.ofSeconds(5))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /a HTTP/1.0\r\nHost: a.test\r\n", "GET http://a.test/a HTTP/1.0\r\n"})
  void request_withAuthority_keepsIt(String start) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send(start + "Connection: keep-alive\r\n\r\n").readResponse();
        assertThat(response.headers().first("connection")).isEqualTo("keep-alive");
        assertThat(response.bodyText())
            .startsWith("GET /a HTTP/1.1\r\n")
            .containsOnlyOnce("\r\nHost: a.test\r\n");
      }
    }
  }

  @Test
  void response_inChunks_isEndedByTheClose() {
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(chunked));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      RawResponse response =
          client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").readResponse();
      assertThat(response.headers().contains("transfer-encoding")).isFalse();
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(response.bodyText()).isEqualTo("abc");
    }
  }
}
