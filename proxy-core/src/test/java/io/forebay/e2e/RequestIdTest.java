package io.forebay.e2e;

import static io.forebay.e2e.AccessLogFile.awaitLines;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers of requests, and the traces that they belong to. */
@ExtendWith(LeakExtension.class)
class RequestIdTest {

  private static final String TRUSTED = ", forwarded: {trusted_proxies: [127.0.0.1]}";
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private static Reply answer(PairMessage request) {
    return new Reply(Act.ANSWER, PairMessage.of("200", "x").with("x-request-id", "the-servers"));
  }

  @ParameterizedTest
  @EnumSource
  void everyRequest_hasANumberOfItsOwn(Pair pair) {
    try (PairOrigin origin = pair.origin(RequestIdTest::answer);
        TestProxy proxy = TestProxy.start(pair.config(", request_id: {}", "", origin));
        PairClient client = pair.client(proxy)) {
      List<String> told = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        PairMessage answer =
            client.send(PairMessage.of("GET /", "").with("x-request-id", "forged")).whole();
        assertThat(answer.fields()).filteredOn(it -> it.getKey().equals("x-request-id")).hasSize(1);
        told.add(answer.field("x-request-id"));
      }
      assertThat(told).doesNotHaveDuplicates().allMatch(it -> it.matches("[0-9a-f]{32}"));
      assertThat(origin.requests()).map(it -> it.field("x-request-id")).isEqualTo(told);
      assertThat(origin.requests())
          .allSatisfy(
              it -> assertThat(it.fields()).doesNotContain(Map.entry("x-request-id", "forged")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void trace_isBegunOrContinued(Pair pair) {
    String listener = ", trace: {accept: always, sampled: true}";
    try (PairOrigin origin = pair.origin(RequestIdTest::answer);
        TestProxy proxy = TestProxy.start(pair.config(listener, "", origin));
        PairClient client = pair.client(proxy)) {
      client
          .send(
              PairMessage.of("GET /", "").with("traceparent", PARENT).with("tracestate", "a=1,b=2"))
          .whole();
      client.send(PairMessage.of("GET /", "").with("tracestate", "a=1")).whole();
      client
          .send(PairMessage.of("GET /", "").with("traceparent", PARENT).with("traceparent", PARENT))
          .whole();

      List<PairMessage> requests = origin.requests();
      assertThat(requests.get(0).field("traceparent")).isEqualTo(PARENT);
      assertThat(requests.get(0).field("tracestate")).isEqualTo("a=1,b=2");
      for (PairMessage request : requests.subList(1, 3)) {
        assertThat(request.fields())
            .filteredOn(it -> it.getKey().startsWith("trace"))
            .singleElement()
            .extracting(Map.Entry::getValue)
            .asString()
            .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
            .isNotEqualTo(PARENT);
      }
    }
  }

  private static RawRequest received(String listener, String fields) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(config(listener, origin));
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n").readResponse();
      return origin.requests().get(0);
    }
  }

  private static String config(String listener, ScriptedOrigin origin) {
    return Setup.yaml("{}", "", origin.port())
        .replace("backend: app}", "backend: app" + listener + "}");
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', false, abc-1, false",
    "'{}', true, abc-1, true",
    "'{accept: always}', false, abc-1, true",
    "'{accept: never}', true, abc-1, false",
    "'{accept: always}', false, 'a b', false",
    "'{accept: always}', false, 'a,b', false",
    "'{accept: always}', false, '\u00e4', false",
    "'{accept: always}', false, '', false",
    "'{accept: always}', false, 'a\r\nx-request-id: b', false",
  })
  void number_isKeptFromWhomItIsAccepted(
      String requestId, boolean trusted, String sent, boolean kept) {
    RawRequest request =
        received((trusted ? TRUSTED : "") + ", request_id: " + requestId, "X-Request-ID: " + sent);

    assertThat(request.headers().all("x-request-id"))
        .singleElement()
        .asString()
        .matches(kept ? "abc-1" : "[0-9a-f]{32}");
  }

  @ParameterizedTest
  @CsvSource({"128, true", "129, false"})
  void number_isKeptUpTo128Characters(int length, boolean kept) {
    String number = "x".repeat(length);
    RawRequest request = received(", request_id: {accept: always}", "X-Request-ID: " + number);

    assertThat(number.equals(request.headers().first("x-request-id"))).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', false, false",
    "'{}', true, true",
    "'{accept: never}', true, false",
    "'{accept: always}', false, true",
  })
  void trace_isContinuedFromWhomItIsAccepted(String trace, boolean trusted, boolean kept) {
    RawRequest request =
        received(
            (trusted ? TRUSTED : "") + ", trace: " + trace,
            "traceparent: " + PARENT + "\r\nTraceState: a=1");

    assertThat(PARENT.equals(request.headers().first("traceparent"))).isEqualTo(kept);
    assertThat(request.headers().contains("tracestate")).isEqualTo(kept);
    if (!kept) {
      assertThat(request.headers().first("traceparent")).endsWith("-00");
    }
  }

  @Test
  void withoutTheKeys_whatClientsSayPasses() {
    RawRequest request = received("", "X-Request-ID: a b\r\ntraceparent: no");

    assertThat(request.headers().first("x-request-id")).isEqualTo("a b");
    assertThat(request.headers().first("traceparent")).isEqualTo("no");
  }

  @Test
  void keys_areMergedOneByOne_andNoneSwitchesOff() {
    String listener =
        ", request_id: {header: X-Number, echo: false}, trace: {},"
            + " routes: [{match: {path: /off}, backend: app, request_id: none, trace: none},"
            + " {match: {path: /on}, backend: app, request_id: {echo: true}}]";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(config(listener, origin));
        RawClient client = proxy.client()) {
      RawResponse off = client.send("GET /off HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      RawResponse on = client.send("GET /on HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      RawResponse rest = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();

      assertThat(off.headers().contains("x-number")).isFalse();
      assertThat(rest.headers().contains("x-number")).isFalse();
      assertThat(on.headers().first("x-number"))
          .isEqualTo(origin.requests().get(1).headers().first("x-number"));
      assertThat(origin.requests())
          .map(it -> it.headers().contains("x-number") && it.headers().contains("traceparent"))
          .containsExactly(false, true, true);
    }
  }

  /** Errors before and behind the route, a redirect, and an answer of the proxy's own. */
  @Test
  void answersOfTheProxysOwn_haveANumberToo() {
    String yaml =
        """
        listeners:
          web:
            bind: "127.0.0.1:0"
            request_id: {}
            headers: {response: {set: {X-By: "${request_id}"}}}
            routes:
              - {match: {path: /moved}, redirect: {path: /}}
              - {match: {path: /said}, respond: {body: x}}
              - {match: {path: /denied}, respond: {body: x}, access: {deny: 127.0.0.1}}
        """;
    try (TestProxy proxy = TestProxy.start(yaml)) {
      for (String target : List.of("/moved", "/said", "/denied", "/absent", "no path")) {
        try (RawClient client = proxy.client()) {
          RawResponse answer =
              client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
          assertThat(answer.headers().first("x-request-id"))
              .as(target)
              .matches("[0-9a-f]{32}")
              .isEqualTo(answer.headers().first("x-by"));
        }
      }
    }
  }

  @Test
  void accessLog_tellsWhatTheRequestGoesBy(@TempDir Path folder) {
    Path file = folder.resolve("access.log");
    String log =
        ", access_log: {path: %s, format: '${request_id} ${trace_id}', flush: 20ms}"
            .formatted(file);
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy =
            TestProxy.start(config(log + ", request_id: {}, trace: {accept: always}", origin));
        RawClient client = proxy.client()) {
      client
          .send(
              "GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: b\r\ntraceparent: " + PARENT + "\r\n\r\n")
          .readResponse();
      client.send(Setup.GET).readResponse();

      List<String> lines = awaitLines(file, 2);
      List<RawRequest> requests = origin.requests();
      assertThat(lines.get(0))
          .isEqualTo(
              requests.get(0).headers().first("x-request-id")
                  + " 0af7651916cd43dd8448eb211c80319c");
      assertThat(lines.get(1))
          .isEqualTo(
              requests.get(1).headers().first("x-request-id")
                  + " "
                  + String.valueOf(requests.get(1).headers().first("traceparent")).split("-")[1]);
    }
  }
}
