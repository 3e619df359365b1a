package io.forebay.e2e;

import static io.forebay.e2e.Setup.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2TestStream;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Where clients are sent. */
@ExtendWith(LeakExtension.class)
class RedirectTest {

  private static String yaml(String listener) {
    return """
    global: {worker_threads: 1}
    listeners:
      web:
        bind: "127.0.0.1:0"
    %s\
    """
        .formatted(listener.indent(4));
  }

  private static RawResponse get(TestProxy proxy, String host, String target) {
    try (RawClient client = proxy.client()) {
      return client
          .send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
          .readResponse();
    }
  }

  private static String location(String redirect, String host, String target) {
    try (TestProxy proxy = TestProxy.start(yaml("redirect: " + redirect))) {
      RawResponse response = get(proxy, host, target);
      assertThat(response.headers().all("location")).hasSizeLessThan(2);
      return response.status() + " " + response.headers().first("location");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void everyStatus_isSentInBothProtocols(int status) {
    try (TestProxy proxy =
        TestProxy.start(yaml("redirect: {scheme: https, status: %d}".formatted(status)))) {
      RawResponse response = get(proxy, "a.test", "/x?y");
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.headers().all("location")).containsExactly("https://a.test/x?y");
      assertThat(response.headers().first("content-length")).isEqualTo("0");
      try (Http2Client client = Http2Client.connect(proxy.port())) {
        Http2TestStream stream = client.open(Http2Fields.request("POST", "/x?y"), true);
        Http2Fields head = stream.awaitHead();
        assertThat(head.status()).isEqualTo(status);
        assertThat(head.all("location")).singleElement().asString().endsWith("/x?y");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{scheme: https} | a.test:8080 | / | 301 https://a.test/",
        "{scheme: https, port: 8443} | a.test:8080 | / | 301 https://a.test:8443/",
        "{host: b.test} | a.test:8080 | /x?y | 301 http://b.test/x?y",
        "{port: 81} | [::1]:8080 | / | 301 http://[::1]:81/",
        "{path: /new} | a.test:8080 | /x?y | 301 http://a.test:8080/new?y",
        "{strip_prefix: /old} | a.test | /old/x?y | 301 http://a.test/x?y",
        "{strip_prefix: /old, host: b.test} | a.test | /other | 301 http://b.test/other",
        "{strip_prefix: /old, add_prefix: /new} | a.test | /old | 301 http://a.test/new",
        "{add_prefix: /new, status: 308} | a.test | / | 308 http://a.test/new/",
        "{regex: '/p/([0-9]+)', to: '/q?p=$1'} | a.test | /p/7?a=b | 301 http://a.test/q?p=7&a=b",
      })
  void location_isMadeOfRequestAndConfiguration(
      String redirect, String host, String target, String expected) {
    assertThat(location(redirect, host, target)).isEqualTo(expected);
  }

  /** Whatever is asked for, the client stays with the host that was configured or asked. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{scheme: https} | //evil.test/x | https://a.test//evil.test/x",
        "{scheme: https} | /\\evil.test | https://a.test/\\evil.test",
        "{scheme: https} | /%0d%0aSet-Cookie:a=b | https://a.test/%0d%0aSet-Cookie:a=b",
        "{strip_prefix: /x} | /x//evil.test | http://a.test/evil.test",
        "{regex: '/x(.*)', to: '$1'} | /x//evil.test | http://a.test/evil.test",
        "{regex: '/x(.*)', to: '$1'} | /x@evil.test | http://a.test/@evil.test",
        "{host: b.test, regex: '/x(.*)', to: '$1'} | /x.evil.test | http://b.test/.evil.test",
        "{scheme: https} | http://b.test/x | https://b.test/x",
      })
  void path_neverLeadsToAnotherHost(String redirect, String target, String expected) {
    assertThat(location(redirect, "a.test", target)).isEqualTo("301 " + expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.test@evil.test", "a.test/x", "a.test\\x", "a b", "a.test:80x", "a,b"})
  void hostThatIsNone_isRefused(String host) {
    assertThat(location("{scheme: https}", host, "/")).isEqualTo("400 null");
  }

  @Test
  void requestWithoutHost_hasNowhereToGo() {
    try (TestProxy proxy = TestProxy.start(yaml("redirect: {scheme: https}"));
        RawClient client = proxy.client()) {
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").readResponse().status()).isEqualTo(400);
    }
  }

  @Test
  void pathWithDotsBehindEncodedSlashes_isRefused() {
    assertThat(location("{strip_prefix: /a}", "a.test", "/a/x%2f..%2fy")).isEqualTo("400 null");
  }

  // ---- routes beside it ----

  @Test
  void routes_winOverTheRedirectOfTheirListener() {
    String listener =
        """
        redirect: {scheme: https}
        routes:
          - {match: {path_prefix: /.well-known/acme-challenge}, backend: app}
          - {match: {path: /health}, respond: {body: fine}}
        """;
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("token")));
        TestProxy proxy =
            TestProxy.start(
                yaml(listener)
                    + "backends: {app: {servers: [\"127.0.0.1:"
                    + origin.port()
                    + "\"]}}\n")) {
      assertThat(get(proxy, "a.test", "/.well-known/acme-challenge/x").bodyText())
          .isEqualTo("token");
      assertThat(get(proxy, "a.test", "/health").bodyText()).isEqualTo("fine");
      assertThat(get(proxy, "a.test", "/healthy").headers().first("location"))
          .isEqualTo("https://a.test/healthy");
      assertThat(get(proxy, "a.test", "/.well-known/acme-challenge/../x").status()).isEqualTo(301);
    }
  }

  @Test
  void chainOfRedirects_endsWhereARouteAnswers() {
    String listener =
        """
        redirect: {path: /start}
        routes:
          - {match: {path_prefix: /start}, redirect: {strip_prefix: /start, add_prefix: /next, status: 302}}
          - {match: {path_prefix: /next}, redirect: {regex: "/next(.*)", to: "/end$1", status: 307}}
          - {match: {path_prefix: /end}, respond: {body: arrived}}
        """;
    try (TestProxy proxy = TestProxy.start(yaml(listener))) {
      String host = "127.0.0.1:" + proxy.port();
      String target = "/anything?a=b";
      StringBuilder way = new StringBuilder();
      RawResponse response = get(proxy, host, target);
      while (response.status() / 100 == 3) {
        String location = response.headers().first("location");
        assertThat(location).startsWith("http://" + host + "/");
        target = location.substring(("http://" + host).length());
        way.append(response.status()).append(target).append(' ');
        response = get(proxy, host, target);
      }
      assertThat(way.toString()).isEqualTo("301/start?a=b 302/next?a=b 307/end?a=b ");
      assertThat(response.bodyText()).isEqualTo("arrived");
    }
  }
}
