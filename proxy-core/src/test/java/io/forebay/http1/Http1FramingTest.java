package io.forebay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.http.Framing;
import io.forebay.http.HttpHead;
import io.forebay.http.HttpMethod;
import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of RFC 9112 section 6.3. */
@ExtendWith(LeakExtension.class)
class Http1FramingTest {

  @ParameterizedTest
  @CsvSource({
    "X-A: 1, NONE, 0",
    "Content-Length: 0, NONE, 0",
    "Content-Length: 5, LENGTH, 5",
    "Content-Length: 5|Content-Length: 5, LENGTH, 5",
    "Content-Length: 5|Content-Length: 05, LENGTH, 5",
    "Transfer-Encoding: chunked, CHUNKED, -1",
    "transfer-encoding: CHUNKED, CHUNKED, -1",
  })
  void request_withFields_isFramed(String fields, Framing framing, long length) {
    HttpHead head = Heads.request("POST / HTTP/1.1|Host: a|" + fields);
    assertThat(Http1Framing.request(head)).isNull();
    assertThat(head.framing()).isEqualTo(framing);
    assertThat(head.contentLength()).isEqualTo(length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length:",
        "Content-Length: x",
        "Content-Length: 5, 5",
        "Content-Length: 5|Content-Length: 6",
        "Content-Length: 5|Content-Length:",
        "Content-Length: 5|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Content-Length: 5",
        "Transfer-Encoding: chunked|Content-Length: 0",
        "Content-Length: 0|X-A: b|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Transfer-Encoding: identity",
        "Transfer-Encoding: identity|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Transfer-Encoding:",
        "Transfer-Encoding:",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip",
      })
  void request_withDoubtfulFraming_isRefused(String fields) {
    HttpHead head = Heads.request("POST / HTTP/1.1|Host: a|" + fields);
    assertThat(Http1Framing.request(head)).isEqualTo(ProxyError.MALFORMED_REQUEST);
  }

  @Test
  void request_withOtherCoding_isNotImplemented() {
    HttpHead head = Heads.request("POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked");
    assertThat(Http1Framing.request(head)).isEqualTo(ProxyError.CODING_NOT_IMPLEMENTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunked", "gzip, chunked", "identity"})
  void http10_withTransferEncoding_isRefused(String coding) {
    HttpHead request = Heads.request("POST / HTTP/1.0|Transfer-Encoding: " + coding);
    assertThat(Http1Framing.request(request)).isEqualTo(ProxyError.MALFORMED_REQUEST);
    HttpHead response = Heads.response("HTTP/1.0 200 OK|Transfer-Encoding: " + coding);
    assertThat(Http1Framing.response(response, HttpMethod.GET))
        .isEqualTo(ProxyError.MALFORMED_RESPONSE);
  }

  @Test
  void http10_withoutLength_hasNoBody() {
    HttpHead head = Heads.request("POST / HTTP/1.0");
    assertThat(Http1Framing.request(head)).isNull();
    assertThat(head.framing()).isEqualTo(Framing.NONE);
  }

  @Test
  void equalLengths_leaveAsOne() {
    HttpHead head =
        Heads.request(
            "POST / HTTP/1.1|Content-Length: 5|X-A: b|Content-Length: 5|Content-Length: 5");
    assertThat(Http1Framing.request(head)).isNull();
    assertThat(Heads.live(head)).containsExactly("Content-Length: 5", "X-A: b");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 200, X-A: 1, UNTIL_CLOSE, -1",
    "GET, 200, Content-Length: 0, NONE, 0",
    "GET, 200, Content-Length: 5, LENGTH, 5",
    "GET, 200, Transfer-Encoding: chunked, CHUNKED, -1",
    "HEAD, 200, Content-Length: 5, NONE, 0",
    "HEAD, 200, Transfer-Encoding: chunked, NONE, 0",
    "HEAD, 200, X-A: 1, NONE, 0",
    "GET, 304, Content-Length: 5, NONE, 0",
    "GET, 304, X-A: 1, NONE, 0",
    "GET, 204, X-A: 1, NONE, 0",
    "GET, 204, Content-Length: 5, NONE, 0",
    "GET, 103, Content-Length: 5, NONE, 0",
    "POST, 100, Transfer-Encoding: chunked, NONE, 0",
    "GET, 101, Content-Length: 5, NONE, 0",
    "GET, 205, Content-Length: 0, NONE, 0",
    "GET, 500, Content-Length: 5, LENGTH, 5",
  })
  void response_withFields_isFramed(
      HttpMethod method, int status, String fields, Framing framing, long length) {
    HttpHead head = Heads.response("HTTP/1.1 " + status + " x|" + fields);
    assertThat(Http1Framing.response(head, method)).isNull();
    assertThat(head.framing()).isEqualTo(framing);
    assertThat(head.contentLength()).isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({"HEAD, 200, true", "GET, 304, true", "GET, 204, false", "GET, 103, false"})
  void response_withoutBody_keepsLengthWhereItMeansSomething(
      HttpMethod method, int status, boolean kept) {
    HttpHead head = Heads.response("HTTP/1.1 " + status + " x|Content-Length: 5|X-A: b");
    assertThat(Http1Framing.response(head, method)).isNull();
    assertThat(Heads.live(head).contains("Content-Length: 5")).isEqualTo(kept);
    assertThat(Heads.live(head)).contains("X-A: b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2b",
        "Content-Length: 2|Content-Length: 3",
        "Content-Length: 2|Transfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: gzip, chunked",
      })
  void response_withDoubtfulFraming_isRefusedForEveryMethodAndStatus(String fields) {
    for (HttpMethod method : HttpMethod.values()) {
      for (int status : new int[] {100, 101, 200, 204, 304, 500}) {
        HttpHead head = Heads.response("HTTP/1.1 " + status + " x|" + fields);
        assertThat(Http1Framing.response(head, method))
            .as("%s %d", method, status)
            .isEqualTo(ProxyError.MALFORMED_RESPONSE);
      }
    }
  }
}
