package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator's own pages in place of the proxy's words. */
@ExtendWith(LeakExtension.class)
class ErrorPagesTest {

  @TempDir Path folder;

  private String page(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  /** A listener whose routes lead to a server that refuses, but for what {@code more} says. */
  private static String yaml(int port, String pages, String more) {
    return """
    global: {worker_threads: 1}
    defaults: {error_pages: %s}
    listeners:
      web:
        bind: "127.0.0.1:0"
    %s\
    backends:
      app:
        servers: ["127.0.0.1:%d"]
    """
        .formatted(pages, more.indent(4), port);
  }

  private static void serve(String pages, String more, Consumer<TestProxy> test) {
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy = TestProxy.start(yaml(refusing.port(), pages, more))) {
      test.accept(proxy);
    }
  }

  private static void serve(String pages, Consumer<TestProxy> test) {
    serve(pages, "backend: app", test);
  }

  private static RawResponse send(TestProxy proxy, String request) {
    try (RawClient client = proxy.client()) {
      return client.send(request).readResponse(request.substring(0, request.indexOf(' ')));
    }
  }

  private static RawResponse get(TestProxy proxy, String host, String path, String fields) {
    return send(proxy, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n");
  }

  private static RawResponse get(TestProxy proxy, String accept) {
    return get(proxy, "a", "/", accept.isEmpty() ? "" : "Accept: " + accept + "\r\n");
  }

  // ---- what is sent ----

  @Test
  void page_isSentInPlaceOfTheProxysWords_andTheConnectionGoesOn() throws IOException {
    String html = page("503.html", "<h1>Soon\u00e9</h1>\r\n");
    serve(
        "{503: " + html + "}",
        proxy -> {
          try (RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
              client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n");
              RawResponse response = client.readResponse();
              assertThat(response.status()).isEqualTo(503);
              assertThat(response.reason()).isEqualTo("Service Unavailable");
              assertThat(response.bodyText()).isEqualTo("<h1>Soon\u00c3\u00a9</h1>\r\n");
              assertThat(response.headers().all("content-type"))
                  .containsExactly("text/html; charset=utf-8");
              assertThat(response.headers().all("retry-after")).containsExactly("1");
              assertThat(response.headers().all("date")).hasSize(1);
              assertThat(response.headers().contains("vary")).isFalse();
              assertThat(response.headers().contains("connection")).isFalse();
            }
          }
        });
  }

  @Test
  void statusWithoutAPage_hasTheProxysWords() throws IOException {
    serve(
        "{404: " + page("404.html", "gone") + "}",
        proxy -> assertThat(get(proxy, "").bodyText()).startsWith("503 Service Unavailable: "));
  }

  @Test
  void wholeAnswer_isSentWithItsStatusAndFields() throws IOException {
    String file =
        page(
            "503.http",
            """
            HTTP/1.0 403 Not now
            Cache-Control: no-cache
            Connection: close
            Content-Length: 1
            Date: Sat, 01 Jan 2000 00:00:00 GMT
            Content-Type: text/html; charset=iso-8859-1
            Retry-After: 7
            Set-Cookie: a=1
            Set-Cookie: b=2

            <h1>Down</h1>
            """);
    serve(
        "{503: " + file + "}",
        proxy -> {
          try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
            for (RawResponse response : client.readResponses(2)) {
              assertThat(response.status()).isEqualTo(403);
              assertThat(response.reason()).isEqualTo("Forbidden");
              assertThat(response.bodyText()).isEqualTo("<h1>Down</h1>\n");
              assertThat(response.headers().names())
                  .containsExactlyInAnyOrder(
                      "Date",
                      "Cache-Control",
                      "Content-Type",
                      "Retry-After",
                      "Set-Cookie",
                      "Set-Cookie",
                      "Content-Length");
              assertThat(response.headers().first("date")).doesNotContain("2000");
              assertThat(response.headers().first("content-length")).isEqualTo("14");
              assertThat(response.headers().first("retry-after")).isEqualTo("7");
            }
          }
        });
  }

  @Test
  void wholeAnswerOf503_bringsItsOwnRetryAfter() throws IOException {
    String file = page("503.http", "HTTP/1.1 503 Busy\nRetry-After: 7\n\nx");
    serve(
        "{5xx: " + file + "}",
        proxy -> assertThat(get(proxy, "").headers().all("retry-after")).containsExactly("7"));
  }

  @Test
  void wholeAnswerWithoutBody_hasNone() throws IOException {
    String file = page("503.http", "HTTP/1.1 503 Busy\nX-Why: none\n\n");
    serve(
        "{503: " + file + "}",
        proxy -> {
          RawResponse response = get(proxy, "");
          assertThat(response.headers().first("content-length")).isEqualTo("0");
          assertThat(response.headers().first("x-why")).isEqualTo("none");
        });
  }

  @Test
  void head_hasTheLengthWithoutTheBody() throws IOException {
    serve(
        "{503: " + page("503.html", "<h1>Soon</h1>") + "}",
        proxy -> {
          try (RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
              client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
              RawResponse response = client.readResponse("HEAD");
              assertThat(response.status()).isEqualTo(503);
              assertThat(response.headers().first("content-length")).isEqualTo("13");
              assertThat(response.headers().first("content-type"))
                  .isEqualTo("text/html; charset=utf-8");
            }
          }
        });
  }

  @Test
  void headersOfTheListener_areOnItToo() throws IOException {
    String file = page("503.http", "HTTP/1.1 503 Busy\nX-Kept: page\nX-Set: page\nServer: x\n\nx");
    serve(
        "{503: " + file + "}",
        "backend: app\nheaders: {response: {set: {X-Set: listener}, remove: Server}}",
        proxy -> {
          RawResponse response = get(proxy, "");
          assertThat(response.headers().all("x-set")).containsExactly("listener");
          assertThat(response.headers().all("x-kept")).containsExactly("page");
          assertThat(response.headers().contains("server")).isFalse();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "html | <p>${status} ${path} ${header:X-A}</p> | <p>503 /x a&#60;&#34;&#62;</p>",
        "json | {\"status\": ${status}, \"a\": \"${header:X-A}\"} | {\"status\": 503, \"a\": \"a<\\\">\"}",
        "txt | ${host}: ${header:X-A} | a: a<\">",
        "html | `${count}` ${Status} ${a.b} $${path} | `${count}` ${Status} ${a.b} ${path}",
      })
  void whatAPageTellsOfTheRequest_isEscapedForIt(String form, String content, String expected)
      throws IOException {
    String file = page("503." + form, content);
    serve(
        "{503: " + file + "}",
        proxy ->
            assertThat(get(proxy, "a", "/x?y", "X-A: a<\">\r\n").bodyText()).isEqualTo(expected));
  }

  @Test
  void pageThatIsLong_staysAsItIs() throws IOException {
    String content = "${status}" + "x".repeat(40_000);
    serve(
        "{503: " + page("503.html", content) + "}",
        proxy -> assertThat(get(proxy, "").bodyText()).isEqualTo(content));
  }

  // ---- Accept ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | <p> | text/html; charset=utf-8",
        "*/* | <p> | text/html; charset=utf-8",
        "image/png | <p> | text/html; charset=utf-8",
        "text/plain | <p> | text/html; charset=utf-8",
        "text/html;q=0.4, application/json;q=0.5 | {} | application/json",
        "application/problem+json, text/html;q=0.9 | {} | application/problem+json",
        "application/*, text/html;q=0.9 | {} | application/problem+json"
      })
  void accept_choosesBetweenFiles(String accept, String body, String contentType)
      throws IOException {
    String files =
        "{503: {html: %s, json: %s}}".formatted(page("503.html", "<p>"), page("503.json", "{}"));
    serve(
        files,
        proxy -> {
          RawResponse response = get(proxy, accept);
          assertThat(response.bodyText()).isEqualTo(body);
          assertThat(response.headers().first("content-type")).isEqualTo(contentType);
          assertThat(response.headers().all("vary")).containsExactly("Accept");
        });
  }

  @Test
  void textFile_isForThoseWithoutAWish() throws IOException {
    String files =
        "{503: {html: %s, text: %s}}".formatted(page("503.html", "<p>"), page("503.txt", "text"));
    serve(
        files,
        proxy -> {
          RawResponse response = get(proxy, "*/*");
          assertThat(response.bodyText()).isEqualTo("text");
          assertThat(response.headers().first("content-type"))
              .isEqualTo("text/plain; charset=utf-8");
          assertThat(get(proxy, "text/html").bodyText()).isEqualTo("<p>");
        });
  }

  @Test
  void jsonFileAlone_isForEverybody() throws IOException {
    serve(
        "{503: {json: " + page("503.json", "{}") + "}}",
        proxy -> {
          RawResponse response = get(proxy, "text/html");
          assertThat(response.bodyText()).isEqualTo("{}");
          assertThat(response.headers().first("content-type")).isEqualTo("application/json");
          assertThat(response.headers().contains("vary")).isFalse();
        });
  }

  // ---- where it is said ----

  @ParameterizedTest
  @CsvSource({
    "a, /, listener",
    "a, /route, route",
    "a, /none, 503 Service Unavailable: no server accepted the connection",
    "shop.test, /, host",
    "shop.test, /route, host route"
  })
  void nearestPage_wins(String host, String path, String body) throws IOException {
    String more =
        """
        backend: app
        error_pages: {503: %s}
        routes:
          - {match: {path: /route}, backend: app, error_pages: {503: %s}}
          - {match: {path: /none}, backend: app, error_pages: {503: none}}
        """
            .formatted(page("listener.txt", "listener"), page("route.txt", "route"));
    String hosts =
        """
        virtual_hosts:
          shop:
            hosts: shop.test
            backend: app
            error_pages: {503: %s}
            routes: [{match: {path: /route}, backend: app, error_pages: {503: %s}}]
        """
            .formatted(page("host.txt", "host"), page("host-route.txt", "host route"));
    String pages = "{503: " + page("default.txt", "default") + "}";
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy = TestProxy.start(yaml(refusing.port(), pages, more) + hosts)) {
      assertThat(get(proxy, host, path, "").bodyText().strip()).isEqualTo(body);
    }
  }

  @Test
  void requestWithoutARoute_getsThePageOfItsListener() throws IOException {
    serve(
        "{404: " + page("404.html", "default") + "}",
        "routes: [{match: {path: /a}, backend: app}]\nerror_pages: {404: "
            + page("own.html", "own")
            + "}",
        proxy -> {
          RawResponse response = get(proxy, "");
          assertThat(response.status()).isEqualTo(404);
          assertThat(response.bodyText()).isEqualTo("own");
        });
  }

  @Test
  void bodyAboveTheLimit_getsThePageOfItsRoute() throws IOException {
    String more =
        "routes: [{backend: app, max_request_body: 4B, error_pages: {413: "
            + page("413.html", "too much")
            + "}}]";
    serve(
        "{}",
        more,
        proxy -> {
          RawResponse response = send(proxy, Setup.post("/", "", "hello"));
          assertThat(response.status()).isEqualTo(413);
          assertThat(response.bodyText()).isEqualTo("too much");
        });
  }

  // ---- refused while it was read ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1~Host: a~Accept: application/json~bad line~~ | 400 | 400 {}",
        "GET / HTTP/1.1~bad line~Accept: application/json~~ | 400 | 400 <p>",
        "GET / HTTP/1.1~Accept: application/json~~ | 400 | 400 {}",
        "CONNECT a:80 HTTP/1.1~Host: a:80~Accept: application/json~~ | 405 | 4xx {}",
        "GET / HTTP/1.1~Host: a~Accept: application/json~X: y | 408 | 4xx {}",
        "GET /LONG | 414 | 4xx <p>",
        "GET / HTTP/1.1~Host: a~Accept: application/json~A: b~A: b~~ | 431 | 4xx {}",
        "GET / HTTP/2.0~~ | 505 | 505 <p>"
      })
  void requestRefusedWhileRead_getsThePageOfItsListener(String request, int status, String body)
      throws IOException {
    String more =
        """
        backend: app
        limits: {fields: 3, request_line: 256B}
        timeouts: {request_headers: 150ms}
        error_pages: {400: %s, 505: %s, 4xx: %s}
        """
            .formatted(both("400"), both("505"), both("4xx"));
    serve(
        "{}",
        more,
        proxy -> {
          String wire = request.replace("~", "\r\n").replace("LONG", "x".repeat(300));
          try (RawClient client = proxy.client()) {
            RawResponse response = client.send(wire).readResponse();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.bodyText()).isEqualTo(body);
            assertThat(response.headers().first("connection")).isEqualTo("close");
            assertThat(client.readAll()).isEmpty();
          }
        });
  }

  private String both(String name) throws IOException {
    return "{html: %s, json: %s}"
        .formatted(page(name + ".html", name + " <p>"), page(name + ".json", name + " {}"));
  }

  // ---- what is not replaced ----

  @Test
  void answersOfServersAndOfRespond_areNotReplaced() throws IOException {
    String own = "HTTP/1.1 503 Busy\r\nContent-Length: 3\r\n\r\nown";
    String more =
        """
        backend: app
        retry: {attempts: 0}
        routes: [{match: {path: /fixed}, respond: {status: 503, body: fixed}}]
        """;
    String pages = "{5xx: " + page("5xx.html", "page") + "}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(own));
        TestProxy proxy = TestProxy.start(yaml(origin.port(), pages, more))) {
      assertThat(get(proxy, "").bodyText()).isEqualTo("own");
      assertThat(get(proxy, "a", "/fixed", "").bodyText()).isEqualTo("fixed");
    }
  }

  // ---- reload ----

  @Test
  void file_isReadAtStartAndAtReload() throws Exception {
    Path file = Path.of(page("503.html", "before"));
    try (RefusingPort refusing = RefusingPort.open()) {
      String yaml = yaml(refusing.port(), "{503: " + file + "}", "backend: app");
      try (TestProxy proxy = TestProxy.start(yaml)) {
        Files.writeString(file, "after");
        assertThat(get(proxy, "").bodyText()).isEqualTo("before");
        proxy.proxy().apply(TestProxy.parse(yaml));
        assertThat(get(proxy, "").bodyText()).isEqualTo("after");
      }
    }
  }
}
