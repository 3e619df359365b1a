package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plain requests through a real proxy to a real server. */
@ExtendWith(LeakExtension.class)
class ForwardingTest {

  private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: app.example.com\r\n\r\n";

  @Test
  void get_reachesServerWithForwardedFields() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      RawResponse response = client.send(GET).readResponse();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.bodyText())
          .startsWith("GET /a?b=c HTTP/1.1\r\nHost: app.example.com\r\n")
          .contains("X-Forwarded-For: 127.0.0.1\r\n")
          .contains("X-Forwarded-Proto: http\r\n")
          .contains("X-Forwarded-Host: app.example.com\r\n")
          .contains("X-Forwarded-Port: " + proxy.port() + "\r\n")
          .contains("X-Real-IP: 127.0.0.1\r\n");
    }
  }

  @Test
  void requestsOnOneConnection_shareOneConnectionToServer() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 10; i++) {
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("one");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void pipelinedRequests_answeredInOrder() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                OriginScript.respondWith(
                    request -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + request.target()));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 9; i++) {
        requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      client.send(requests.toString());
      assertThat(client.readResponses(9))
          .extracting(RawResponse::bodyText)
          .containsExactly("/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8");
    }
  }
}
