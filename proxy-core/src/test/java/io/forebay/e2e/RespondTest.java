package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that need no server and tell of the request. */
@ExtendWith(LeakExtension.class)
class RespondTest {

  private static PairMessage get(String respond, boolean http2, String path, String header) {
    String yaml =
        """
        global: {worker_threads: 1}
        listeners:
          web:
            bind: "127.0.0.1:0"
            routes: [{respond: %s}]
        """
            .formatted(respond);
    try (TestProxy proxy = TestProxy.start(yaml);
        PairClient client = PairClient.connect(http2, proxy.port())) {
      return client.send(PairMessage.of("GET " + path, "").with("x-a", header)).whole();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bodyAndHeaders_areTemplates(boolean http2) {
    PairMessage answer =
        get(
            "{status: 404, headers: {X-Path: \"${path} ${status}\"},"
                + " body: \"no ${uri} for ${client_ip}, $${path}\"}",
            http2,
            "/x%20y?a=b",
            "-");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("no /x%20y?a=b for 127.0.0.1, ${path}");
    assertThat(answer.field("x-path")).isEqualTo("/x%20y 404");
    assertThat(answer.field("content-type")).isEqualTo("text/plain; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html | a<b>\"&' | a&#60;b&#62;&#34;&#38;&#39;",
        "application/xhtml+xml | <b> | &#60;b&#62;",
        "application/json | a\"b\\c<d> | a\\\"b\\\\c<d>",
        "application/problem+json; charset=utf-8 | \" | \\\"",
        "text/plain | <b>\"\\ | <b>\"\\",
      })
  void whatAVariableTells_isEscapedForTheTypeOfTheBody(String type, String told, String body) {
    String respond = "{headers: {content-type: \"" + type + "\"}, body: '${header:X-A}'}";
    assertThat(get(respond, false, "/", told).body()).isEqualTo(body);
  }

  @Test
  void textOutsideAscii_staysUtf8BesideAVariable() {
    assertThat(get("{body: 'é ${path} €'}", false, "/x", "-").body())
        .isEqualTo(Setup.text("é /x €".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void templateThatComesOutEmpty_isNoBody() {
    PairMessage answer = get("{body: '${query}'}", false, "/", "-");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "page.html, text/html; charset=utf-8",
    "PAGE.JSON, application/json",
    "page.bin, application/octet-stream"
  })
  void file_isSentAsItIs_withTheTypeOfItsName(String name, String type, @TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve(name), "`${path}` ${nothing} $${path}");
    PairMessage answer = get("{file: " + file + "}", false, "/x", "-");
    assertThat(answer.body()).isEqualTo("`${path}` ${nothing} $${path}");
    assertThat(answer.field("content-type")).isEqualTo(type);
  }
}
