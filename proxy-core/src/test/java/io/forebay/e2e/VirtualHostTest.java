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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Virtual hosts on several listeners, over real sockets. */
@ExtendWith(LeakExtension.class)
class VirtualHostTest {

  private static final String FILE =
      """
      global: {worker_threads: 1}
      listeners:
        web:
          bind: "127.0.0.1:0"
          headers: {response: {set: {X-From: listener, X-Only: listener}}}
          routes: [{respond: {body: rest}}]
        other: {bind: "127.0.0.1:0"}
        moved: {bind: "127.0.0.1:0", redirect: {scheme: https}}
      virtual_hosts:
        shop:
          hosts: [shop.test, "*.shop.test"]
          listeners: [web]
          headers: {response: {set: {X-From: host}}}
          respond: {body: shop}
          routes:
            - { match: {path_prefix: /api}, respond: {body: api} }
            - match: {path: /own}
              headers: {response: {set: {X-From: route}}}
              respond: {body: own}
        everywhere:
          hosts: all.test
          redirect: {host: www.test}
        partly:
          hosts: partly.test
          routes: [{ match: {path: /here}, respond: {body: here} }]
      """;

  private static RawResponse get(TestProxy proxy, String listener, String host, String path) {
    try (RawClient client = RawClient.connect(proxy.port(listener))) {
      return client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").readResponse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "web, shop.test, /, shop, host",
    "web, SHOP.test:80, /api/x, api, host",
    "web, a.shop.test, /own, own, route",
    "web, other.test, /, rest, listener",
    "web, partly.test, /here, here, listener",
    "web, partly.test, /, rest, listener",
  })
  void host_decidesWithItsHeaders(
      String listener, String host, String path, String body, String from) {
    try (TestProxy proxy = TestProxy.start(FILE)) {
      RawResponse response = get(proxy, listener, host, path);
      assertThat(response.bodyText()).isEqualTo(body);
      assertThat(response.headers().all("x-from")).containsExactly(from);
      assertThat(response.headers().all("x-only")).containsExactly("listener");
    }
  }

  @Test
  void hostsOfAllListeners_spareThoseThatRedirect() {
    try (TestProxy proxy = TestProxy.start(FILE)) {
      for (String listener : new String[] {"web", "other"}) {
        assertThat(get(proxy, listener, "all.test", "/x?y").headers().first("location"))
            .isEqualTo("http://www.test/x?y");
      }
      assertThat(get(proxy, "moved", "all.test", "/").headers().first("location"))
          .isEqualTo("https://all.test/");
      assertThat(get(proxy, "other", "shop.test", "/").status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "web.test, /, X-Real-IP X-Forwarded-Port",
    "shop.test, /, X-Forwarded-Host X-Forwarded-Proto",
    "shop.test, /none, ''",
  })
  void forwardedHeaders_areThoseOfTheNearest(String host, String path, String names) {
    String file =
        """
        listeners:
          web:
            bind: "127.0.0.1:0"
            backend: app
            forwarded: { add: [x-real-ip, x-forwarded-port] }
        virtual_hosts:
          shop:
            hosts: shop.test
            backend: app
            forwarded: { add: [x-forwarded-host, x-forwarded-proto] }
            routes: [{ match: { path: /none }, backend: app, forwarded: { add: [] } }]
        backends: { app: { servers: [%s] } }
        """;
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.echo());
        TestProxy proxy = TestProxy.start(file.formatted("127.0.0.1:" + origin.port()))) {
      String request = get(proxy, "web", host, path).bodyText();

      assertThat(request.lines().filter(it -> it.startsWith("X-")).map(it -> it.split(":")[0]))
          .containsExactlyInAnyOrder(names.isEmpty() ? new String[0] : names.split(" "));
    }
  }
}
