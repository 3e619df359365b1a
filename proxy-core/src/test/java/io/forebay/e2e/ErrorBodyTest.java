package io.forebay.e2e;

import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which form the proxy says why it answers with an error. */
@ExtendWith(LeakExtension.class)
class ErrorBodyTest {

  private static RawResponse ask(String method, String accept) {
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy = TestProxy.start(yaml("{}", "", refusing.port()));
        RawClient client = proxy.client()) {
      String fields = accept.isEmpty() ? "" : "Accept: " + accept.replace("~", "\r\n") + "\r\n";
      client.send(method + " / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
      return client.readResponse(method);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | text/plain; charset=utf-8",
        "*/* | text/plain; charset=utf-8",
        "image/png | text/plain; charset=utf-8",
        "text/html;q=x | text/plain; charset=utf-8",
        ";,;q=1 | text/plain; charset=utf-8",
        "text/html,application/xhtml+xml,*/*;q=0.8 | text/html; charset=utf-8",
        "text/plain;q=0, text/* | text/html; charset=utf-8",
        "application/json, text/plain, */* | application/problem+json",
        "text/html;q=0.5~Accept: application/json | application/problem+json",
        "text/html;q=0.5, APPLICATION/problem+json;q=0.501 | application/problem+json"
      })
  void accept_choosesForm(String accept, String contentType) {
    RawResponse response = ask("GET", accept);
    assertThat(response.headers().first("content-type")).isEqualTo(contentType);
    assertThat(response.headers().first("vary")).isEqualTo("Accept");
  }

  @Test
  void text_isOneLine() {
    assertThat(ask("GET", "").bodyText())
        .isEqualTo("503 Service Unavailable: no server accepted the connection\n");
  }

  @Test
  void html_isWholePage() {
    assertThat(ask("GET", "text/html").bodyText())
        .startsWith("<!doctype html>")
        .contains("<h1>503 Service Unavailable</h1><p>no server accepted the connection</p>")
        .endsWith("</html>\n");
  }

  @Test
  void json_isProblemDetails() {
    assertThat(ask("GET", "application/json").bodyText())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                + "\"detail\":\"no server accepted the connection\"}\n");
  }

  @Test
  void head_hasTheFieldsWithoutTheBody() {
    RawResponse response = ask("HEAD", "application/json");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers().first("content-type")).isEqualTo("application/problem+json");
    assertThat(response.bodyText()).isEmpty();
  }

  @Test
  void grpcCall_getsStatusInTheHead() {
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy = TestProxy.start(yaml("{}", "", refusing.port()));
        RawClient client = proxy.client()) {
      client.send(
          "POST /a.B/C HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc+proto\r\n"
              + "Content-Length: 0\r\n\r\n");
      RawResponse response = client.readResponse();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers().first("content-type")).isEqualTo("application/grpc");
      assertThat(response.headers().first("grpc-status")).isEqualTo("14");
      assertThat(response.headers().first("grpc-message"))
          .isEqualTo("no server accepted the connection");
      assertThat(response.headers().first("retry-after")).isNull();
      assertThat(response.bodyText()).isEmpty();
    }
  }
}
