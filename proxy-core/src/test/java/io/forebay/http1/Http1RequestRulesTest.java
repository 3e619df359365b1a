package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.Framing;
import io.forebay.http.HttpHead;
import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import io.forebay.util.Ascii;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakExtension.class)
class Http1RequestRulesTest {

  private static HttpHead accepted(String lines) {
    HttpHead head = Heads.request(lines);
    assertThat(Http1RequestRules.apply(head)).as(lines).isNull();
    return head;
  }

  private static String path(HttpHead head) {
    return Ascii.text(head.bytes(), head.pathStart(), head.pathEnd());
  }

  // ---- targets ----

  @ParameterizedTest
  @CsvSource({"/, /", "/a/b?c, /a/b", "/?, /", "//x, //x", "/a%zz, /a%zz", "/?/?, /"})
  void originForm_isForwardedAsItCame(String target, String path) {
    HttpHead head = accepted("GET " + target + " HTTP/1.1|Host: A.test:8080");
    assertThat(head.targetText()).isEqualTo(target);
    assertThat(path(head)).isEqualTo(path);
    assertThat(head.authorityText()).isEqualTo("A.test:8080");
    assertThat(Heads.written(head))
        .isEqualTo("GET " + target + " HTTP/1.1\r\nHost: A.test:8080\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.test/x/y?z, a.test, /x/y?z, /x/y",
    "http://a.test/, a.test, /, /",
    "http://a.test, a.test, /, /",
    "http://a, a, /, /",
    "http://a.test?q=/?, a.test, /?q=/?, /",
    "http://a.test:81?, a.test:81, /?, /",
    "http://a.test:81/x, a.test:81, /x, /x",
    "HTTP://a.test/x, a.test, /x, /x",
    "https://a.test/x, a.test, /x, /x",
    "HttpS://a.test:443, a.test:443, /, /",
    "http://[::1]:81/x, [::1]:81, /x, /x",
    "http://a.test//x, a.test, //x, //x",
  })
  void absoluteForm_takesThePlaceOfHost(String url, String host, String target, String path) {
    for (String line :
        new String[] {"1.1|Host: other.test", "1.1|Host: a.test", "1.0", "1.0|Host: x"}) {
      HttpHead head = accepted("GET " + url + " HTTP/" + line + "|X-A: b");
      assertThat(head.targetText()).isEqualTo(target);
      assertThat(path(head)).isEqualTo(path);
      assertThat(head.authorityText()).isEqualTo(host);
      assertThat(Heads.written(head))
          .isEqualTo("GET " + target + " HTTP/1.1\r\nX-A: b\r\nHost: " + host + "\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http:///x",
        "http://?x",
        "http://:80/x",
        "http:/a",
        "http:a",
        "http//a",
        "https://",
        "ftp://a.test/x",
        "ws://a.test/x",
        "http://user@a.test/x",
        "http://user:pw@a.test/x",
        "http://a.test:99999/x",
        "http://a.test,b.test/x",
        "http://a%zz/x",
        "http://[::1/x",
        "http://a\\b/x",
        "a.test:80",
        "admin",
        "*",
        "*/x",
        "?x",
        ".",
        "\\x",
      })
  void target_ofOtherForm_isRefused(String target) {
    HttpHead head = Heads.request("GET " + target + " HTTP/1.1|Host: a.test");
    assertThat(Http1RequestRules.apply(head)).isEqualTo(ProxyError.MALFORMED_REQUEST);
  }

  @Test
  void asteriskForm_isForOptionsOnly() {
    HttpHead head = accepted("OPTIONS * HTTP/1.1|Host: a.test");
    assertThat(head.targetText()).isEqualTo("*");
    assertThat(Heads.written(head)).isEqualTo("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n");
    for (String method : new String[] {"POST", "options", "HEAD"}) {
      HttpHead other = Heads.request(method + " * HTTP/1.1|Host: a.test");
      assertThat(Http1RequestRules.apply(other)).isEqualTo(ProxyError.MALFORMED_REQUEST);
    }
  }

  @ParameterizedTest
  @CsvSource({"http://a.test, *", "http://a.test/, /", "http://a.test?x, /?x"})
  void absoluteForm_ofOptionsWithoutPath_becomesAsterisk(String url, String target) {
    HttpHead head = accepted("OPTIONS " + url + " HTTP/1.1|Host: b");
    assertThat(Heads.written(head))
        .isEqualTo("OPTIONS " + target + " HTTP/1.1\r\nHost: a.test\r\n");
  }

  @Test
  void absoluteForm_inFullArray_copiesHostBeforeItGrows() {
    String url = "http://host.example.com";
    String start = "GET " + url + " HTTP/1.1|Host: b|X-Fill: ";
    HttpHead head = accepted(start + "f".repeat(1024 - start.length() - 2 - 2));
    assertThat(Heads.live(head)).contains("Host: host.example.com");
    assertThat(head.authorityText()).isEqualTo("host.example.com");
    assertThat(head.targetText()).isEqualTo("/");
  }

  // ---- Host and method ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-A: b",
        "Host:",
        "Host: a|Host: a",
        "Host: a|Host: b",
        "Host: a|X-A: b|host:",
        "Host: a, b",
        "Host: u@a",
        "Host: a:80x",
        "Host: http://a",
        "Host: a/b",
      })
  void host_missingTwiceOrInvalid_isRefused(String fields) {
    HttpHead head = Heads.request("GET / HTTP/1.1|" + fields);
    assertThat(Http1RequestRules.apply(head)).isEqualTo(ProxyError.MALFORMED_REQUEST);
    HttpHead absolute = Heads.request("GET http://a.test/ HTTP/1.1|" + fields);
    assertThat(Http1RequestRules.apply(absolute)).isEqualTo(ProxyError.MALFORMED_REQUEST);
  }

  @Test
  void host_missingInHttp10_isTaken() {
    assertThat(accepted("GET / HTTP/1.0").authorityText()).isEmpty();
  }

  @Test
  void host_twiceInHttp10_isRefused() {
    HttpHead head = Heads.request("GET / HTTP/1.0|Host: a|Host: a");
    assertThat(Http1RequestRules.apply(head)).isEqualTo(ProxyError.MALFORMED_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT a.test:443", "CONNECT /", "TRACE /", "TRACE http://a.test/"})
  void method_thatProxyDoesNotTake_isNotAllowed(String start) {
    HttpHead head = Heads.request(start + " HTTP/1.1|Host: a.test");
    assertThat(Http1RequestRules.apply(head)).isEqualTo(ProxyError.METHOD_NOT_ALLOWED);
  }

  // ---- the rest ----

  @Test
  void http10_leavesAsHttp11() {
    HttpHead head = accepted("GET /a HTTP/1.0|Host: a|X-A: b|Connection: keep-alive");
    assertThat(head.isPersistent()).isTrue();
    assertThat(Heads.written(head)).isEqualTo("GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\r\n");
  }

  @Test
  void upgrade_withBody_isForgotten() {
    HttpHead head =
        accepted("POST / HTTP/1.1|Host: a|Connection: upgrade|Upgrade: x|Content-Length: 1");
    assertThat(head.isUpgrade()).isFalse();
    assertThat(head.framing()).isEqualTo(Framing.LENGTH);
  }

  @Test
  void connection_withTooManyNames_isTooLarge() {
    HttpHead head = Heads.request("GET / HTTP/1.1|Host: a|Connection: " + "x,".repeat(100));
    assertThat(Http1RequestRules.apply(head)).isEqualTo(ProxyError.HEAD_TOO_LARGE);
  }

  @Test
  void framing_isCheckedForEveryMethod() {
    HttpHead head =
        Heads.request("GET / HTTP/1.1|Host: a|Content-Length: 4|Transfer-Encoding: chunked");
    assertThat(Http1RequestRules.apply(head)).isEqualTo(ProxyError.MALFORMED_REQUEST);
  }
}
