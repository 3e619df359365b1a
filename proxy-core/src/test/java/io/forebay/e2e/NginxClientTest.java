package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2Script;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.Nginx;
import io.forebay.testkit.TestProxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** nginx as a client of HTTP/2 that was not written by these tests. */
@ExtendWith(LeakExtension.class)
class NginxClientTest {

  private static final Http2Fields HEAD = Http2Fields.ok().with("content-type", "application/grpc");
  private static final Http2Fields DONE = Http2Fields.of("grpc-status", "0");
  private static final String MESSAGE = "\0\0\0\0\5hello";

  @TempDir Path dir;

  @Test
  void callsThroughNginx_areAnswered() throws Exception {
    Http2Script echo =
        stream -> {
          String message = stream.awaitText();
          stream.head(HEAD, false).data(message, false).trailers(DONE);
        };
    try (Http2Origin origin = Http2Origin.start(echo);
        TestProxy proxy = proxy(origin);
        Nginx nginx = Nginx.start(dir, passingTo(proxy.port()));
        Http2Client client = Http2Client.connect(nginx.port())) {
      for (int i = 0; i < 30; i++) {
        Http2TestStream call =
            client.open(Http2Fields.grpc("/test.Echo/Say"), false).data(MESSAGE, true);
        assertThat(call.awaitHead().status()).isEqualTo(200);
        assertThat(call.awaitText()).isEqualTo(MESSAGE);
        assertThat(call.awaitTrailers().get("grpc-status")).isEqualTo("0");
      }
      assertThat(origin.heads()).hasSize(30);
    }
  }

  @Test
  void largeMessagesThroughNginx_arriveWhole() throws Exception {
    try (Http2Origin origin = Http2Origin.start(Http2Script.echo());
        TestProxy proxy = proxy(origin);
        Nginx nginx = Nginx.start(dir, passingTo(proxy.port()));
        Http2Client client = Http2Client.connect(nginx.port())) {
      String message = "forebay!".repeat(100_000);
      Http2TestStream call =
          client.open(Http2Fields.grpc("/test.Echo/Say"), false).data(message, true);
      assertThat(call.awaitText()).isEqualTo(message);
    }
  }

  private static TestProxy proxy(Http2Origin origin) {
    return TestProxy.start(
        """
        listeners: { web: { bind: "127.0.0.1:0", protocols: [h2c], backend: calls } }
        backends: { calls: { protocol: h2c, servers: ["127.0.0.1:%d"] } }
        """
            .formatted(origin.port()));
  }

  private static String passingTo(int port) {
    return """
        server {
          listen 127.0.0.1:@port@ http2;
          client_max_body_size 10m;
          location / { grpc_pass grpc://127.0.0.1:%d; }
        }
        """
        .formatted(port);
  }
}
