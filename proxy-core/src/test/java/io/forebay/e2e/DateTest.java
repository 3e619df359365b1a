package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Date of answers (RFC 9110 section 6.6.1). */
@ExtendWith(LeakExtension.class)
class DateTest {

  private static List<String> dates(RawResponse response) {
    return response.headers().all("date");
  }

  private static void assertNow(RawResponse response, Instant before) {
    assertThat(dates(response)).hasSize(1);
    String date = dates(response).get(0);
    assertThat(date).matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    assertThat(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
        .isBetween(before.minusSeconds(1), Instant.now());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"
      })
  void answerWithoutDate_getsTheTime(String answer) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      Instant before = Instant.now();
      for (int i = 0; i < 3; i++) {
        assertNow(client.send(GET).readResponse(), before);
      }
    }
  }

  @Test
  void answerWithDate_keepsIt() {
    String date = "Sun, 06 Nov 1994 08:49:37 GMT";
    String answer = "HTTP/1.1 200 OK\r\ndate: " + date + "\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(dates(client.send(GET).readResponse())).containsExactly(date);
    }
  }

  @Test
  void interimAnswer_getsNone() {
    String interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(interim + ok("")));
        TestProxy proxy = TestProxy.inFrontOf(origin);
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).readHead()).isEqualTo(interim);
      assertThat(dates(client.readResponse())).hasSize(1);
    }
  }

  @Test
  void removedByConfiguration_staysAway() {
    String headers = "headers: {response: {remove: Date}}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("")));
        TestProxy proxy =
            TestProxy.start(
                yaml("{}", "", origin.port()).replace("backend: app", "backend: app, " + headers));
        RawClient client = proxy.client()) {
      assertThat(dates(client.send(GET).readResponse())).isEmpty();
    }
  }

  @Test
  void answerOfTheProxyItself_hasTheTime() {
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy = TestProxy.start(yaml("{}", "", refusing.port()));
        RawClient client = proxy.client()) {
      Instant before = Instant.now();
      assertNow(client.send(GET).readResponse(), before);
    }
  }
}
