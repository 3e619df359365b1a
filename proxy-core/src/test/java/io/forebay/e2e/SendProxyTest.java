package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.sum;
import static io.forebay.testkit.ProxyHeaders.v1;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.Haproxy;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.Nginx;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are told of clients by the PROXY protocol: another proxy, and foreign programs. */
@ExtendWith(LeakExtension.class)
class SendProxyTest {

  @TempDir Path dir;

  private static TestProxy sending(String bind, String listener, String version, int port) {
    return TestProxy.start(
        """
        global: {worker_threads: 1}
        listeners:
          web: {bind: "%s", backend: app%s}
        backends: {app: {send_proxy: %s, servers: ["127.0.0.1:%d"]}}
        """
            .formatted(bind, listener, version, port));
  }

  /** Believes the header that clients of these tests begin with. */
  private static TestProxy sending(String version, int port) {
    return sending("127.0.0.1:0", ", proxy_protocol: {from: 127.0.0.1}", version, port);
  }

  private static TestProxy receiving(ScriptedOrigin origin) {
    return TestProxy.start(
        """
        global: {worker_threads: 1}
        listeners:
          web: {bind: "127.0.0.1:0", backend: app, proxy_protocol: {from: 127.0.0.1}}
        backends: {app: {servers: ["127.0.0.1:%d"]}}
        """
            .formatted(origin.port()));
  }

  private static List<String> told(ScriptedOrigin origin, String field) {
    return origin.requests().stream().map(it -> it.headers().first(field)).toList();
  }

  private static long connections(TestProxy proxy) {
    return sum(proxy.proxy(), it -> it.connectionsOpened.get(0));
  }

  private static long refused(TestProxy proxy) {
    return sum(proxy.proxy(), it -> it.badProxyHeaders.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void clientsInTurn_eachRequestHasAConnectionOfItsClient(String version) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy receiving = receiving(origin);
        TestProxy proxy = sending(version, receiving.port());
        RawClient one = proxy.client();
        RawClient two = proxy.client()) {
      one.send(v1("198.51.100.7"));
      two.send(v1("2001:db8::7"));
      for (int i = 0; i < 3; i++) {
        assertThat(one.send(GET).readResponse().status()).isEqualTo(200);
        assertThat(two.send(GET).readResponse().status()).isEqualTo(200);
      }
      assertThat(told(origin, "x-real-ip"))
          .containsExactly(
              "198.51.100.7",
              "2001:db8::7",
              "198.51.100.7",
              "2001:db8::7",
              "198.51.100.7",
              "2001:db8::7");
      assertThat(told(origin, "x-forwarded-port")).containsOnly("443");
      assertThat(connections(receiving)).isEqualTo(6);
    }
  }

  @Test
  void requestsOfOneHttp2Client_eachByTheAddressOfItsOwn() {
    String trusting = ", forwarded: {trusted_proxies: [127.0.0.1]}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy receiving = receiving(origin);
        TestProxy proxy = sending("127.0.0.1:0", trusting, "v2", receiving.port());
        Http2Client client = Http2Client.connect(proxy.port())) {
      for (int i = 1; i <= 3; i++) {
        Http2Fields head =
            Http2Fields.request("GET", "/").with("x-forwarded-for", "198.51.100." + i);
        assertThat(client.open(head, true).awaitHead().status()).isEqualTo(200);
      }
      assertThat(told(origin, "x-real-ip"))
          .containsExactly("198.51.100.1", "198.51.100.2", "198.51.100.3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void clientOnAUnixSocket_isNobody(String version) {
    Path socket = dir.resolve("s");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy receiving = receiving(origin);
        TestProxy proxy = sending("unix:" + socket, "", version, receiving.port());
        RawClient client = RawClient.connect(socket)) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      assertThat(told(origin, "x-real-ip")).containsExactly("127.0.0.1");
      assertThat(refused(receiving)).isZero();
      assertThat(proxy.proxy().backend("app").servers()).hasSize(1);
    }
  }

  @Test
  void largeBody_arrivesWholeBehindTheHeader() {
    String body = "forebay!".repeat(40_000);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy receiving = receiving(origin);
        TestProxy proxy = sending("v2", receiving.port());
        RawClient client = proxy.client()) {
      client.send(v1("198.51.100.7") + Setup.post("/", "", body));
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(origin.requests().get(0).bodyText()).isEqualTo(body);
    }
  }

  @Test
  void reloadWithout_nextConnectionHasNone() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("one"));
        TestProxy receiving = receiving(origin);
        TestProxy proxy = sending("127.0.0.1:0", "", "v1", receiving.port());
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readResponse().status()).isEqualTo(200);
      String without =
          """
          global: {worker_threads: 1}
          listeners:
            web: {bind: "127.0.0.1:0", backend: app}
          backends: {app: {servers: ["127.0.0.1:%d"]}}
          """
              .formatted(receiving.port());
      proxy.proxy().apply(TestProxy.parse(without));
      assertThat(client.send(GET).readResponse().status()).isEqualTo(502);
      assertThat(refused(receiving)).isPositive();
    }
  }

  // ---- foreign programs ----

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void nginxBehind_seesTheClient(String version) throws Exception {
    String server =
        """
        server {
          listen 127.0.0.1:@port@ proxy_protocol;
          location / { return 200 "$proxy_protocol_addr $proxy_protocol_port $proxy_protocol_server_port"; }
        }
        """;
    try (Nginx nginx = Nginx.start(dir, server)) {
      expect("198.51.100.7 40000 443", version, nginx.port());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void haproxyBehind_seesTheClient(String version) throws Exception {
    String section =
        """
        frontend in
          mode http
          bind 127.0.0.1:@port@ accept-proxy
          http-request return status 200 content-type text/plain lf-string "%[src] %[src_port] %[dst_port]"
        """;
    try (Haproxy haproxy = Haproxy.start(dir, section)) {
      expect("198.51.100.7 40000 443", version, haproxy.port());
    }
  }

  private static void expect(String text, String version, int port) {
    try (TestProxy proxy = sending(version, port);
        RawClient client = proxy.client()) {
      client.send(v1("198.51.100.7"));
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send(GET).readResponse();
        assertThat(response.bodyText()).isEqualTo(text);
      }
    }
  }
}
