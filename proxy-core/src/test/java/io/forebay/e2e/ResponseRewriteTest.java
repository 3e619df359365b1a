package io.forebay.e2e;

import static io.forebay.e2e.Setup.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses and cookies that servers send, made fit for clients. */
@ExtendWith(LeakExtension.class)
class ResponseRewriteTest {

  private static String yaml(String rewrite, String backend, int port) {
    return """
    global: {worker_threads: 1}
    listeners:
      web:
        bind: "127.0.0.1:0"
        backend: app
        rewrite_response: %s
        routes:
          - {match: {path_prefix: /api}, backend: app, rewrite: {strip_prefix: /api}}
          - {match: {path_prefix: /old}, backend: app, rewrite: {strip_prefix: /old, add_prefix: /v2}}
          - {match: {path_prefix: /in}, backend: app, rewrite: {add_prefix: /srv}}
          - {match: {path: /ours}, redirect: {path: /app/x}}
          - {match: {path: /asis}, backend: app, rewrite_response: none}
    backends:
      app: {%s servers: ["127.0.0.1:%d"]}
    """
        .formatted(rewrite, backend, port);
  }

  private static String field(String name, String value) {
    return "HTTP/1.1 200 OK\r\n" + name + ": " + value + "\r\nContent-Length: 0\r\n\r\n";
  }

  private static RawResponse get(TestProxy proxy, String target, String more) {
    try (RawClient client = proxy.client()) {
      return client
          .send("GET " + target + " HTTP/1.1\r\nHost: a.test:8080\r\n" + more + "\r\n")
          .readResponse();
    }
  }

  /** What the client gets of {@code value}; {@code PORT} is the server's. */
  private static String rewritten(String rewrite, String target, String name, String value) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("x")));
        TestProxy proxy = TestProxy.start(yaml(rewrite, "", origin.port()))) {
      String port = "" + origin.port();
      origin.script(OriginScript.respond(field(name, value.replace("PORT", port))));
      RawResponse response = get(proxy, target, "");
      assertThat(response.headers().all(name)).hasSize(1);
      return response.headers().first(name).replace(port, "PORT");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, http://127.0.0.1:PORT/x?y#z, http://a.test:8080/x?y#z",
    "/, https://a.test:PORT/x, http://a.test:8080/x",
    "/, http://A.TEST/x, http://a.test:8080/x",
    "/, //a.test/x, http://a.test:8080/x",
    "/, http://a.test:8080, http://a.test:8080",
    "/, http://a.test:81/x, http://a.test:81/x",
    "/, http://127.0.0.1:1/x, http://127.0.0.1:1/x",
    "/, http://b.test/x, http://b.test/x",
    "/, http://a.test.evil.test/x, http://a.test.evil.test/x",
    "/, http://a.test@b.test/x, http://a.test@b.test/x",
    "/, ftp://a.test/x, ftp://a.test/x",
    "/, mailto:a@a.test, mailto:a@a.test",
    "/, /x, /x",
    "/, x, x",
    "/api/q, /x?y, /api/x?y",
    "/api/q, /, /api/",
    "/api/q, http://a.test/x, http://a.test:8080/api/x",
    "/api/q, http://a.test, http://a.test:8080",
    "/api/q, http://b.test/x, http://b.test/x",
    "/api/q, /api/x, /api/x",
    "/api/q, x, x",
    "/old/q, /v2/x, /old/x",
    "/old/q, /v2, /old",
    "/old/q, /v3/x, /v3/x",
    "/in/q, /srv/in/x, /in/x",
    "/in/q, /srv, /",
    "/asis, http://127.0.0.1:PORT/x, http://127.0.0.1:PORT/x",
  })
  void ownAddress_becomesWhatTheClientAsked(String target, String value, String expected) {
    assertThat(rewritten("{location: true}", target, "Location", value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Location, /x, /api/x",
    "Refresh, 5; URL=http://a.test/x, 5; URL=http://a.test:8080/api/x",
    "Refresh, 5, 5",
    "Link, </x>, </x>",
  })
  void otherFieldsWithAddresses_areRewrittenToo(String name, String value, String expected) {
    assertThat(rewritten("{location: true}", "/api/q", name, value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://app.test/x, /x",
    "http://app.test/shop/x, /shop/x",
    "/app/x, /x",
    "/application, lication",
    "http://b.test/x, http://b.test/x",
  })
  void map_replacesWhatAnAddressBeginsWith(String value, String expected) {
    assertThat(
            rewritten(
                "{location: {\"http://app.test/\": /, /app/: /, /app: \"\"}}",
                "/",
                "Location",
                value))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=b | a=b; Secure; SameSite=Lax",
        "a=b; Path=/app/x; HttpOnly | a=b; Path=/shop/x; Secure; SameSite=Lax",
        "a=b;path=/app/;secure;samesite=None | a=b; path=/shop/; Secure; SameSite=Lax",
        "a=b; Domain=.App.test; Max-Age=5 | a=b; Domain=.shop.test; Max-Age=5; Secure; SameSite=Lax",
        "a=b; Domain=x.app.test; Path=/x | a=b; Domain=x.app.test; Path=/x; Secure; SameSite=Lax",
        "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT | a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; SameSite=Lax",
      })
  void cookie_getsPathDomainAndFlags(String value, String expected) {
    String rewrite =
        "{cookie_path: {/app/: /shop/}, cookie_domain: {app.test: shop.test},"
            + " cookie_flags: {secure: true, http_only: false, same_site: lax}}";
    assertThat(rewritten(rewrite, "/", "Set-Cookie", value)).isEqualTo(expected);
  }

  @Test
  void everyCookie_isRewritten_andTheirOrderStays() {
    String answer =
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-Between: 1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy =
            TestProxy.start(yaml("{cookie_flags: {http_only: true}}", "", origin.port()))) {
      assertThat(get(proxy, "/", "").headers().all("set-cookie"))
          .containsExactly("a=1; HttpOnly", "b=2; HttpOnly");
    }
  }

  @Test
  void answersOfOurOwn_stay() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("x")));
        TestProxy proxy =
            TestProxy.start(
                yaml("{location: {\"http://a.test:8080/app\": /}}", "", origin.port()))) {
      assertThat(get(proxy, "/ours", "").headers().first("location"))
          .isEqualTo("http://a.test:8080/app/x");
    }
  }

  @Test
  void schemeThatATrustedProxyTells_isTheClients() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(OriginScript.respond(field("Location", "http://a.test:8080/x")));
        TestProxy proxy =
            TestProxy.start(
                yaml("{location: true}", "", origin.port())
                    .replace(
                        "backend: app\n",
                        "backend: app\n    forwarded: {trusted_proxies: 127.0.0.1}\n"))) {
      assertThat(get(proxy, "/", "X-Forwarded-Proto: https\r\n").headers().first("location"))
          .isEqualTo("https://a.test:8080/x");
      assertThat(get(proxy, "/", "").headers().first("location")).isEqualTo("http://a.test:8080/x");
    }
  }

  @ParameterizedTest
  @EnumSource
  void locationAndCookies_areRewrittenInEveryPairOfProtocols(Pair pair) {
    PairMessage answer =
        PairMessage.of("302", "").with("location", "/login").with("set-cookie", "s=1; Path=/");
    boolean http2 = pair == Pair.HTTP_1_TO_HTTP_2 || pair == Pair.HTTP_2_TO_HTTP_2;
    try (PairOrigin origin = pair.origin(request -> new Reply(Act.ANSWER, answer));
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    "{location: true, cookie_path: {/: /api/}}",
                    http2 ? "protocol: h2c," : "",
                    origin.port()));
        PairClient client = pair.client(proxy)) {
      PairMessage got = client.send(PairMessage.of("GET /api/x", "")).whole();
      assertThat(got.field("location")).isEqualTo("/api/login");
      assertThat(got.field("set-cookie")).isEqualTo("s=1; Path=/api/");
    }
  }

  /** The same rules in nginx, for what both do alike. */
  @Test
  void mapsAgreeWithNginx(@TempDir Path dir) throws Exception {
    String rules =
        """
        proxy_redirect http://app.test/two/ http://front.test/one/;
        proxy_redirect /two/ http://front.test/one/;
        proxy_cookie_path /two/ /one/;
        proxy_cookie_domain app.test front.test;
        """;
    String rewrite =
        "{location: {\"http://app.test/two/\": \"http://front.test/one/\","
            + " /two/: \"http://front.test/one/\"}, cookie_path: {/two/: /one/},"
            + " cookie_domain: {app.test: front.test}}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("x")));
        Nginx nginx =
            Nginx.start(
                dir,
                "server { listen 127.0.0.1:@port@; location / { proxy_pass http://127.0.0.1:"
                    + origin.port()
                    + "; "
                    + rules
                    + " } }");
        TestProxy proxy = TestProxy.start(yaml(rewrite, "", origin.port()))) {
      for (List<String> each :
          List.of(
              List.of("Location", "http://app.test/two/x?y"),
              List.of("Location", "/two/x"),
              List.of("Location", "http://other.test/two/x"),
              List.of("Refresh", "3; url=http://app.test/two/x"),
              List.of("Set-Cookie", "a=b; Path=/two/x; Domain=app.test; Secure"),
              List.of("Set-Cookie", "a=b; path=/three; domain=.APP.test"),
              List.of("Set-Cookie", "a=b; Domain=x.app.test"),
              List.of("Set-Cookie", "a=/two/; HttpOnly"))) {
        String answer = field(each.get(0), each.get(1));
        origin.script(
            OriginScript.respond(
                answer.replace("Content-Length", "Connection: close\r\nContent-Length")));
        String ours = get(proxy, "/", "").headers().first(each.get(0));
        try (RawClient client = RawClient.connect(nginx.port())) {
          RawResponse theirs =
              client
                  .send("GET / HTTP/1.1\r\nHost: a.test:8080\r\nConnection: close\r\n\r\n")
                  .readResponse();
          assertThat(ours)
              .as(each.toString())
              .isEqualToIgnoringCase(theirs.headers().first(each.get(0)));
        }
      }
    }
  }
}
