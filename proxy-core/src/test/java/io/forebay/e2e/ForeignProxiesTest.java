package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Haproxy;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawHeaders;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol as programs speak it that were not written by these tests. */
@ExtendWith(LeakExtension.class)
class ForeignProxiesTest {

  @TempDir Path dir;

  private ScriptedOrigin origin;

  @BeforeEach
  void startOrigin() {
    origin = ScriptedOrigin.start(OriginScript.named("one"));
  }

  @AfterEach
  void stopOrigin() {
    origin.close();
  }

  private TestProxy proxy() {
    return TestProxy.start(
        """
        global: {worker_threads: 1}
        listeners:
          web: {bind: "127.0.0.1:0", backend: app, proxy_protocol: {from: 127.0.0.1}}
        backends: {app: {servers: ["127.0.0.1:%d"]}}
        """
            .formatted(origin.port()));
  }

  private RawHeaders last() {
    return origin.requests().get(origin.requests().size() - 1).headers();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send-proxy",
        "send-proxy-v2",
        "send-proxy-v2 proxy-v2-options crc32c,unique-id",
        "send-proxy-v2 check inter 50ms",
        "send-proxy check inter 50ms"
      })
  void haproxyInFront_sendsItsClientsAddress(String options) throws Exception {
    try (TestProxy proxy = proxy();
        Haproxy haproxy =
            Haproxy.start(
                dir,
                """
                listen in
                  mode tcp
                  bind 127.0.0.1:@port@ accept-proxy
                  server web 127.0.0.1:%d %s
                """
                    .formatted(proxy.port(), options));
        RawClient client = RawClient.connect(haproxy.port())) {
      client.send("PROXY TCP4 198.51.100.7 192.0.2.9 40000 443\r\n" + GET);
      assertThat(client.readResponse().status()).isEqualTo(200);
      client.send(GET);
      assertThat(client.readResponse().status()).isEqualTo(200);

      assertThat(last().all("x-real-ip")).containsExactly("198.51.100.7");
      assertThat(last().all("x-forwarded-port")).containsExactly("443");
      if (options.contains("check")) {
        await("a check, which says that it is nobody's connection")
            .atMost(Setup.LONG)
            .until(() -> sum(proxy.proxy(), it -> it.emptyConnections.get(0)) > 0);
      }
      assertThat(sum(proxy.proxy(), it -> it.badProxyHeaders.get(0))).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
  void curl_saysItsOwnAddress(String protocol) throws Exception {
    assumeThat(isInstalled("curl")).as("curl is installed").isTrue();
    try (TestProxy proxy = proxy()) {
      Process curl =
          new ProcessBuilder(
                  "curl",
                  "-sS",
                  "--noproxy",
                  "*",
                  "--haproxy-protocol",
                  protocol,
                  "http://127.0.0.1:" + proxy.port() + "/")
              .redirectErrorStream(true)
              .start();
      byte[] answer = curl.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("one");
      assertThat(curl.waitFor()).isZero();
      assertThat(last().all("x-real-ip")).containsExactly("127.0.0.1");
      assertThat(last().all("x-forwarded-port")).containsExactly("" + proxy.port());
    }
  }

  private static boolean isInstalled(String program) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(program, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
