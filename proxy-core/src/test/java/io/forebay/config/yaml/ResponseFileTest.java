package io.forebay.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.config.ErrorPageConfig.Answer;
import io.forebay.config.ErrorPageConfig.Field;
import io.forebay.config.ErrorPageConfig.Form;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseFileTest {
  private static final String OK = "HTTP/1.1 503 Service Unavailable\r\n";
  private static final String STATUS_LINE =
      " (expected: a status line such as HTTP/1.1 503 Service Unavailable)";
  private static final String FIELD =
      " (expected: a header field, or an empty line in front of the body)";

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n"})
  void wholeAnswer_isTakenApart(String lineEnd) {
    String file =
        String.join(
            lineEnd,
            "HTTP/1.0 418 I'm a teapot",
            "Content-Type:\ttext/html ",
            "set-cookie: a=1",
            "Set-Cookie: b=2",
            "X-Empty:",
            "",
            "<p>one\r\ntwo\n\n\u00ff");
    assertThat(ResponseFile.parse("a.http", file))
        .isEqualTo(
            new Answer(
                Form.WHOLE,
                "a.http",
                418,
                List.of(
                    new Field("Content-Type", "text/html"),
                    new Field("set-cookie", "a=1"),
                    new Field("Set-Cookie", "b=2"),
                    new Field("X-Empty", "")),
                "<p>one\r\ntwo\n\n\u00ff"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: close",
        "CONTENT-LENGTH: 17",
        "Keep-Alive: timeout=5",
        "Proxy-Connection: close",
        "TE: trailers",
        "Trailer: X-A",
        "Upgrade: h2c",
        "Date: Sat, 21 Nov 2026 14:30:00 GMT"
      })
  void fieldThatTheProxyDecides_isDropped(String field) {
    Answer answer = ResponseFile.parse("a.http", OK + field + "\r\nX-A: b\r\n\r\nbody");
    assertThat(answer.fields()).containsExactly(new Field("X-A", "b"));
    assertThat(answer.body()).isEqualTo("body");
  }

  @Test
  void body_mayBeEmpty() {
    assertThat(ResponseFile.parse("a.http", OK + "\r\n").body()).isEmpty();
  }

  static Stream<Arguments> badFiles() {
    return Stream.of(
        bad("", "line 1: no line" + STATUS_LINE),
        bad("HTTP/1.1 503 Service Unavailable", "line 1: no line break" + STATUS_LINE),
        bad("<html>\n", "line 1: <html>" + STATUS_LINE),
        bad("HTTP/2 503\n\n", "line 1: HTTP/2 503" + STATUS_LINE),
        bad("HTTP/1.1 99\n\n", "line 1: HTTP/1.1 99" + STATUS_LINE),
        bad("HTTP/1.1 100 Continue\n\n", "line 1: HTTP/1.1 100 Continue" + STATUS_LINE),
        bad("HTTP/1.1 600 Odd\n\n", "line 1: HTTP/1.1 600 Odd" + STATUS_LINE),
        bad("HTTP/1.1 5030\n\n", "line 1: HTTP/1.1 5030" + STATUS_LINE),
        bad(" HTTP/1.1 503 x\n\n", "line 1:  HTTP/1.1 503 x" + STATUS_LINE),
        bad(
            "HTTP/1.1 204 No Content\n\n",
            "line 1: status 204 (expected: a status that has a body)"),
        bad("HTTP/1.1 304\r\n\r\n", "line 1: status 304 (expected: a status that has a body)"),
        bad(OK, "line 2: no line" + FIELD),
        bad(OK + "A: b\r\n", "line 3: no line" + FIELD),
        bad(OK + "A: b", "line 2: no line break" + FIELD),
        bad(OK + "<html>\r\n", "line 2: <html>" + FIELD),
        bad(
            OK + "A b: c\r\n\r\n",
            "line 2: A b: not a header name (expected: letters, digits and !#$%&'*+-.^_`|~)"),
        bad(
            OK + "A : c\r\n\r\n",
            "line 2: A : not a header name (expected: letters, digits and !#$%&'*+-.^_`|~)"),
        bad(
            OK + ": c\r\n\r\n",
            "line 2: \"\": not a header name (expected: letters, digits and !#$%&'*+-.^_`|~)"),
        bad(
            OK + "A: b\r\n  folded: c\r\n\r\n",
            "line 3:   folded: not a header name (expected: letters, digits and"
                + " !#$%&'*+-.^_`|~)"),
        bad(
            OK + "A: b\u0000c\r\n\r\n",
            "line 2: A: not a header value (expected: printable Latin-1 on one line)"),
        bad(
            OK + "A: b\rc\r\n\r\n",
            "line 2: A: not a header value (expected: printable Latin-1 on one line)"),
        bad(
            OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "line 2: Transfer-Encoding (expected: a body that is not chunked, without this field)"),
        bad(
            OK + "A: b\n".repeat(101) + "\n",
            "line 102: a field more (expected: 100 header fields at most)"));
  }

  private static Arguments bad(String text, String problem) {
    return Arguments.of(text, problem);
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void badFile_isRefusedWithItsLine(String text, String problem) {
    assertThatThrownBy(() -> ResponseFile.parse("a.http", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }
}
