package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions of routes and answers of the proxy's own, over real sockets. */
@ExtendWith(LeakExtension.class)
class ConditionsTest {

  private static TestProxy proxy(String listener) {
    return TestProxy.start(
        """
        global: {worker_threads: 1}
        listeners:
          web:
            bind: "127.0.0.1:0"
        %s\
        """
            .formatted(listener.indent(4)));
  }

  private static RawResponse send(TestProxy proxy, String request) {
    try (RawClient client = proxy.client()) {
      return client.send(request.replace("~", "\r\n") + "\r\n").readResponse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "method: [PUT, PURGE] | PUT / HTTP/1.1~Host: a~ | yes",
        "method: [PUT, PURGE] | PURGE / HTTP/1.1~Host: a~ | yes",
        "method: [PUT, PURGE] | GET / HTTP/1.1~Host: a~ | no",
        "header: {X-Kind: [a, b]} | GET / HTTP/1.1~Host: a~x-kind: b~ | yes",
        "header: {X-Kind: [a, b]} | GET / HTTP/1.1~Host: a~X-Kind: z~X-Kind: a~ | yes",
        "header: {X-Kind: [a, b]} | GET / HTTP/1.1~Host: a~X-Kind: A~ | no",
        "header: {X-Kind: [a, b]} | GET / HTTP/1.1~Host: a~ | no",
        "header: {X-Kind: {prefix: v2.}} | GET / HTTP/1.1~Host: a~X-Kind: v2.1~ | yes",
        "header: {X-Kind: {prefix: v2.}} | GET / HTTP/1.1~Host: a~X-Kind: v2~ | no",
        "header: {X-Kind: {regex: '[0-9]+'}} | GET / HTTP/1.1~Host: a~X-Kind: 12~ | yes",
        "header: {X-Kind: {regex: '[0-9]+'}} | GET / HTTP/1.1~Host: a~X-Kind: 12a~ | no",
        "header: {X-Kind: {present: true}} | GET / HTTP/1.1~Host: a~X-Kind:~ | yes",
        "header: {X-Kind: {present: true}} | GET / HTTP/1.1~Host: a~ | no",
        "header: {X-Kind: {present: false}} | GET / HTTP/1.1~Host: a~ | yes",
        "header: {X-Kind: {present: false}} | GET / HTTP/1.1~Host: a~X-Kind: a~ | no",
        "query: {v: '2'} | GET /?a&v=2 HTTP/1.1~Host: a~ | yes",
        "query: {v: '2'} | GET /?v=1&v=2 HTTP/1.1~Host: a~ | yes",
        "query: {v: '2'} | GET /?vv=2 HTTP/1.1~Host: a~ | no",
        "query: {v: '2'} | GET / HTTP/1.1~Host: a~ | no",
        "query: {v: a b} | GET /?%76=a+b HTTP/1.1~Host: a~ | yes",
        "query: {v: a b} | GET /?v=a%20b HTTP/1.1~Host: a~ | yes",
        "query: {v: {present: true}} | GET /?v HTTP/1.1~Host: a~ | yes",
        "cookie: {beta: '1'} | GET / HTTP/1.1~Host: a~Cookie: a=b; beta=1~ | yes",
        "cookie: {beta: '1'} | GET / HTTP/1.1~Host: a~Cookie: a=beta=1; beta=10~ | no",
        "cookie: {beta: '1'} | GET / HTTP/1.1~Host: a~Cookie: a=b~Cookie: beta=1~ | yes",
        "cookie: {beta: {present: false}} | GET / HTTP/1.1~Host: a~Cookie: a=b~ | yes",
        "source: [10.0.0.0/8, 127.0.0.0/8] | GET / HTTP/1.1~Host: a~ | yes",
        "source: 10.0.0.0/8 | GET / HTTP/1.1~Host: a~X-Forwarded-For: 10.1.1.1~ | no",
        "websocket: true | GET / HTTP/1.1~Host: a~Connection: Upgrade~Upgrade: WebSocket~ | yes",
        "websocket: true | GET / HTTP/1.1~Host: a~Upgrade: websocket~ | no",
        "websocket: true | GET / HTTP/1.1~Host: a~Connection: Upgrade~Upgrade: h2c~ | no",
        "websocket: false | GET / HTTP/1.1~Host: a~ | yes",
        "not: {method: GET} | GET / HTTP/1.1~Host: a~ | no",
        "not: {method: GET} | PUT / HTTP/1.1~Host: a~ | yes",
        "not: {method: GET, path_prefix: /x} | GET /x/y HTTP/1.1~Host: a~ | no",
        "not: {method: GET, path_prefix: /x} | GET /y HTTP/1.1~Host: a~ | yes",
        "not: {host: '*.b', path_regex: '/[0-9]+'} | GET /1 HTTP/1.1~Host: a.b:1~ | no",
        "not: {host: '*.b', path_regex: '/[0-9]+'} | GET /1 HTTP/1.1~Host: b~ | yes",
        "grpc_service: a.B | POST /a.B/C HTTP/1.1~Host: a~Content-Type: application/grpc~Content-Length: 0~ | yes",
        "grpc_service: a.B | POST /a.B/C HTTP/1.1~Host: a~Content-Type: application/grpc+proto~Content-Length: 0~ | yes",
        "grpc_service: a.B | POST /a.B/C HTTP/1.1~Host: a~Content-Type: Application/gRPC;a=b~Content-Length: 0~ | yes",
        "grpc_service: a.B | POST /a.B/C HTTP/1.1~Host: a~Content-Type: application/grpc-web~Content-Length: 0~ | no",
        "grpc_service: a.B | POST /a.B/C HTTP/1.1~Host: a~Content-Type: application/json~Content-Length: 0~ | no",
        "grpc_service: a.B | POST /a.B/C HTTP/1.1~Host: a~Content-Length: 0~ | no",
        "grpc_service: a.B | POST /a.Bc/C HTTP/1.1~Host: a~Content-Type: application/grpc~Content-Length: 0~ | no",
        "grpc_service: a.B, grpc_method: C | POST /a.B/C HTTP/1.1~Host: a~Content-Type: application/grpc~Content-Length: 0~ | yes",
        "grpc_service: a.B, grpc_method: C | POST /a.B/D HTTP/1.1~Host: a~Content-Type: application/grpc~Content-Length: 0~ | no",
        "grpc_method: C | POST /x.Y/C HTTP/1.1~Host: a~Content-Type: application/grpc~Content-Length: 0~ | yes",
        "grpc_method: C | POST /x.Y/xC HTTP/1.1~Host: a~Content-Type: application/grpc~Content-Length: 0~ | no",
        "grpc_method: C | POST /x/Y/C HTTP/1.1~Host: a~Content-Type: application/grpc~Content-Length: 0~ | no",
        "grpc_method: C | POST /C HTTP/1.1~Host: a~Content-Type: application/grpc~Content-Length: 0~ | no",
        "not: {grpc_service: a.B} | POST /a.B/C HTTP/1.1~Host: a~Content-Type: application/grpc~Content-Length: 0~ | no",
        "not: {grpc_service: a.B} | POST /a.B/C HTTP/1.1~Host: a~Content-Type: text/plain~Content-Length: 0~ | yes",
        "method: GET, query: {a: '1'} | GET /?a=1 HTTP/1.1~Host: a~ | yes",
        "method: GET, query: {a: '1'} | PUT /?a=1 HTTP/1.1~Host: a~ | no",
        "path_regex: '/v[0-9]+/.*' | GET /v%31/x HTTP/1.1~Host: a~ | yes",
        "path_regex: '/v[0-9]+/.*' | GET /x/v1/x HTTP/1.1~Host: a~ | no",
      })
  void condition_decides(String match, String request, String answer) {
    String listener =
        """
        routes:
          - { respond: {body: no} }
          - { match: {%s}, respond: {body: yes} }
        """
            .formatted(match);
    try (TestProxy proxy = proxy(listener)) {
      assertThat(send(proxy, request).bodyText()).isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'203.0.113.9', yes",
    "'203.0.113.9, 127.0.0.1', yes",
    "'203.0.113.9, 192.0.2.1', no",
    "'203.0.113.9, junk', no",
    "'192.0.2.1, 203.0.113.9', yes",
  })
  void source_behindTrustedProxy_isTheRightmostUntrustedAddress(String chain, String answer) {
    String listener =
        """
        forwarded: {trusted_proxies: [127.0.0.0/8]}
        routes:
          - { respond: {body: no} }
          - { match: {source: 203.0.113.0/24}, respond: {body: yes} }
        """;
    try (TestProxy proxy = proxy(listener)) {
      RawResponse response = send(proxy, "GET / HTTP/1.1~Host: a~X-Forwarded-For: " + chain + "~");
      assertThat(response.bodyText()).isEqualTo(answer);
    }
  }

  @Test
  void priority_winsOverPath() {
    String listener =
        """
        routes:
          - { match: {path: /a}, respond: {body: path} }
          - { priority: 1, match: {path_prefix: /, method: PUT}, respond: {body: urgent} }
        """;
    try (TestProxy proxy = proxy(listener)) {
      assertThat(send(proxy, "GET /a HTTP/1.1~Host: a~").bodyText()).isEqualTo("path");
      assertThat(send(proxy, "PUT /a HTTP/1.1~Host: a~").bodyText()).isEqualTo("urgent");
    }
  }

  // ---- respond ----

  @Test
  void respond_statusHeadersAndBody() {
    String listener =
        """
        headers: {response: {set: {X-Frame-Options: DENY}}}
        routes:
          - respond: {status: 503, headers: {Retry-After: "60", X-A: b}, body: "s\u00fc\u00df"}
        """;
    try (TestProxy proxy = proxy(listener);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers().all("content-length")).containsExactly("5");
        assertThat(response.headers().all("content-type"))
            .containsExactly("text/plain; charset=utf-8");
        assertThat(response.headers().all("retry-after")).containsExactly("60");
        assertThat(response.headers().all("x-a")).containsExactly("b");
        assertThat(response.headers().all("x-frame-options")).containsExactly("DENY");
      }
    }
  }

  @Test
  void respond_toHead_hasNoBody() {
    try (TestProxy proxy = proxy("routes: [{respond: {body: hello}}]");
        RawClient client = proxy.client()) {
      RawResponse head = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse("HEAD");
      assertThat(head.headers().all("content-length")).containsExactly("5");
      assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse().bodyText())
          .isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @CsvSource({"204", "304"})
  void respond_withoutBody_hasNoLength(int status) {
    try (TestProxy proxy = proxy("routes: [{respond: {status: " + status + "}}]");
        RawClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers().contains("content-length")).isFalse();
        assertThat(response.headers().contains("content-type")).isFalse();
      }
    }
  }

  @Test
  void respond_file_isReadWithTheConfiguration(@TempDir Path folder) throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "<p>${later}</p>\n");
    String route = "routes: [{respond: {status: 200, file: '" + page + "'}}]";
    try (TestProxy proxy = proxy(route)) {
      Files.delete(page);
      RawResponse response = send(proxy, "GET / HTTP/1.1~Host: a~");
      assertThat(response.bodyText()).isEqualTo("<p>${later}</p>\n");
      assertThat(response.headers().first("content-type")).isEqualTo("text/html; charset=utf-8");
    }
  }

  @Test
  void labels_ofEqualPathsDiffer() {
    String listener =
        """
        routes:
          - { match: {path: /a, method: GET}, respond: {body: a} }
          - { match: {path: /a, method: PUT}, respond: {body: b} }
        """;
    try (TestProxy proxy = proxy(listener)) {
      assertThat(proxy.proxy().metricIds().routes())
          .extracting(it -> it.route())
          .contains("/a", "/a#2");
    }
  }
}
