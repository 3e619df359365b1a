package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.BodyExpectation;
import io.forebay.config.HttpCheckConfig;
import io.forebay.config.JsonPath;
import io.forebay.config.StatusRange;
import io.forebay.net.Transport;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.ScriptedOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a check sends, and which statuses and bodies it takes for good. */
@ExtendWith(LeakExtension.class)
class ExpectationTest {
  private static final Duration SECONDS = Duration.ofSeconds(5);

  private final ProbeFixture fixture = new ProbeFixture(Transport.best());

  @AfterEach
  void close() {
    fixture.close();
  }

  private static HttpCheckConfig with(List<StatusRange> status, BodyExpectation body) {
    return new HttpCheckConfig("GET", "/", null, Map.of(), status, body);
  }

  private static HttpCheckConfig expecting(BodyExpectation body) {
    return with(HttpCheckConfig.DEFAULT_STATUS, body);
  }

  private ProbeResult body(String body, BodyExpectation expectation) {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
    return fixture.http(answer(head + body), expecting(expectation));
  }

  /** Leaves the connection open, so that only the framing can end the body. */
  private static OriginScript answer(String bytes) {
    return c -> {
      c.readRequest();
      c.send(bytes);
      c.awaitClose();
    };
  }

  @Test
  void request_everyKey_isSent() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"))) {
      var config =
          new HttpCheckConfig(
              "OPTIONS",
              "/up?deep=1",
              "app.test",
              Map.of("X-Check", "yes", "User-Agent", "ours"),
              HttpCheckConfig.DEFAULT_STATUS,
              null);
      assertThat(fixture.http(origin.address(), config, SECONDS).success()).isTrue();
      assertThat(origin.heads().get(0))
          .startsWith("OPTIONS /up?deep=1 HTTP/1.1\r\n")
          .containsIgnoringCase("\r\nhost: app.test\r\n")
          .containsIgnoringCase("\r\nx-check: yes\r\n")
          .containsOnlyOnce("ours")
          .doesNotContain("Forebay");
    }
  }

  @Test
  void head_answerWithALengthAndNoBody_isGood() {
    var config =
        new HttpCheckConfig("HEAD", "/", null, Map.of(), List.of(StatusRange.parse("200")), null);
    assertThat(fixture.http(answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"), config))
        .isEqualTo(ProbeResult.success("check answered 200"));
  }

  @ParameterizedTest
  @CsvSource({
    "200, true",
    "201, false",
    "299, false",
    "300, true",
    "302, true",
    "303, false",
    "503, true"
  })
  void status_listsAndRanges_decide(int status, boolean good) {
    var ranges =
        List.of(StatusRange.parse("200"), StatusRange.parse("300-302"), StatusRange.parse("503"));
    var answer = answer("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");
    assertThat(fixture.http(answer, with(ranges, null)))
        .isEqualTo(new ProbeResult(good, "check answered " + status));
  }

  @Test
  void body_withTheText_isGood() {
    assertThat(body("all is well", BodyExpectation.contains("is w")))
        .isEqualTo(ProbeResult.success("check answered 200"));
  }

  @Test
  void body_withoutTheText_isBadAndShownNowhere() {
    assertThat(body("private\ntrouble", BodyExpectation.contains("secret")))
        .isEqualTo(
            ProbeResult.failure("check answered 200, the body does not contain the expected text"));
  }

  @ParameterizedTest
  @CsvSource({"version 12, true", "version x, false"})
  void body_regex_matchesAnywhere(String body, boolean good) {
    var expected = new BodyExpectation(null, "n [0-9]+$", Map.of());
    assertThat(body(body, expected).success()).isEqualTo(good);
  }

  @Test
  void body_json_everyValueMustBeAsExpected() {
    var expected =
        new BodyExpectation(
            null,
            null,
            Map.of(JsonPath.parse("$.status"), "ok", JsonPath.parse("$.database"), "true"));
    assertThat(body("{\"status\":\"ok\",\"database\":true}", expected).success()).isTrue();
    assertThat(body("{\"status\":\"ok\",\"database\":false}", expected))
        .isEqualTo(ProbeResult.failure("check answered 200, $.database is not as expected"));
    assertThat(body("{\"status\":\"ok\"}", expected).text())
        .isEqualTo("check answered 200, the body has no value at $.database");
    assertThat(body("{broken", expected).text())
        .startsWith("check answered 200, the body is no JSON as far as $.");
  }

  @Test
  void body_chunked_isPutTogether() {
    var chunked =
        answer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nal\r\n3;x=y\r\nive\r\n0\r\n\r\n");
    assertThat(fixture.http(chunked, expecting(BodyExpectation.contains("alive"))).success())
        .isTrue();
  }

  @Test
  void body_untilClose_isTaken() {
    var untilClose = OriginScript.respond("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nalive");
    assertThat(fixture.http(untilClose, expecting(BodyExpectation.contains("alive"))).success())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.0 200 OK\r\n\r\nalive", "HTTP/1.0 200\r\nContent-Length: 5\r\n\r\nalive"})
  void body_ofHttp10_isTaken(String answer) {
    assertThat(
            fixture
                .http(OriginScript.respond(answer), expecting(BodyExpectation.contains("alive")))
                .success())
        .isTrue();
  }

  @Test
  void body_behindInterimAnswers_isThatOfTheFinalOne() {
    var answer =
        answer(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </alive>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nalive");
    assertThat(fixture.http(answer, expecting(BodyExpectation.contains("alive"))).success())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n"
      })
  void body_none_isBad(String answer) {
    assertThat(fixture.http(answer(answer), expecting(BodyExpectation.contains("alive"))).text())
        .endsWith(", the body does not contain the expected text");
  }

  @Test
  void body_brokenChunk_isInvalid() {
    var broken =
        answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\naliveX\r\n0\r\n\r\n");
    assertThat(fixture.http(broken, expecting(BodyExpectation.contains("nothing"))).success())
        .isFalse();
  }

  @Test
  void body_cutShort_isBad() {
    var cut = OriginScript.respond("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nalive");
    assertThat(fixture.http(cut, expecting(BodyExpectation.contains("alive"))).success()).isFalse();
  }

  @Test
  void body_badStatus_isNotWaitedFor() {
    var endless = answer("HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\n");
    assertThat(fixture.http(endless, expecting(BodyExpectation.contains("alive"))))
        .isEqualTo(ProbeResult.failure("check answered 503"));
  }

  /** 1 GiB by its length, 1 GiB in one chunk, and as much as fits into a connection. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1073741824\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n40000000\r\n",
        "\r\n"
      })
  void body_endless_isReadUpToTheLimitOnly(String endOfHead) {
    var endless =
        (OriginScript)
            c -> {
              c.readRequest();
              c.send("HTTP/1.1 200 OK\r\n" + endOfHead + "first");
              byte[] block = new byte[BodyExpectation.MAX_BODY_BYTES];
              while (true) {
                c.send(block);
              }
            };
    assertThat(fixture.http(endless, expecting(BodyExpectation.contains("first"))).success())
        .isTrue();
    assertThat(fixture.http(endless, expecting(BodyExpectation.contains("last"))).text())
        .isEqualTo("check answered 200, the body does not contain the expected text");
  }

  @Test
  void body_textBeyondTheLimit_doesNotCount() {
    String body = "x".repeat(BodyExpectation.MAX_BODY_BYTES - 2) + "alive";
    assertThat(body(body, BodyExpectation.contains("alive")).success()).isFalse();
    assertThat(body(body, BodyExpectation.contains("xal")).success()).isTrue();
  }

  @Test
  void body_never_timesOut() {
    var silent = answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nal");
    try (ScriptedOrigin origin = ScriptedOrigin.start(silent)) {
      var config = expecting(BodyExpectation.contains("alive"));
      assertThat(fixture.http(origin.address(), config, Duration.ofMillis(200)))
          .isEqualTo(ProbeResult.failure("no answer in 200ms"));
    }
  }

  @Test
  void body_compressed_isNotAskedForAndNotDecoded() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("fine"))) {
      var config = expecting(BodyExpectation.contains("fine"));
      assertThat(fixture.http(origin.address(), config, SECONDS).success()).isTrue();
      assertThat(origin.heads().get(0)).containsIgnoringCase("\r\naccept-encoding: identity\r\n");
    }
  }
}
