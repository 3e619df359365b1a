package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Headers that are made of templates, and what clients can do about them. */
@ExtendWith(LeakExtension.class)
class HeaderTemplatesTest {

  private static String headers(String direction, String operation, String... fields) {
    StringBuilder map = new StringBuilder();
    for (String field : fields) {
      String[] parts = field.split("=", 2);
      map.append(parts[0]).append(": \"").append(parts[1]).append("\", ");
    }
    return ", headers: {%s: {%s: {%s}}}".formatted(direction, operation, map);
  }

  private static Reply answer(PairMessage request) {
    return new Reply(Act.ANSWER, PairMessage.of("201", "x").with("x-from", "origin"));
  }

  @ParameterizedTest
  @EnumSource
  void ofRequests_tellWhatWasReceived(Pair pair) {
    String listener =
        headers(
            "request",
            "set",
            "X-Client=${client_ip}",
            "X-Line=${method} ${scheme} ${host} ${path} ${query} ${uri}",
            "X-Names=${listener} ${route} ${backend} [${node}]",
            "X-Header=<${header:X-Two}>",
            "X-Two=${cookie:b}",
            "X-None=${header:absent}${cookie:B}${auth_user}${tls_version}${client_cert_subject}");
    try (PairOrigin origin = pair.origin(HeaderTemplatesTest::answer);
        TestProxy proxy = TestProxy.start(pair.config(listener, "", origin));
        PairClient client = pair.client(proxy)) {
      client
          .send(
              PairMessage.of("GET /p%20q/?a=%0d%0ab&c", "")
                  .with("x-two", "1")
                  .with("x-two", "2")
                  .with("x-none", "forged")
                  .with("cookie", "a=0; b=\"1 2\"; b=3"))
          .whole();

      PairMessage request = origin.requests().get(0);
      assertThat(request.field("x-client")).isEqualTo("127.0.0.1");
      assertThat(request.field("x-line"))
          .isEqualTo("GET http localhost /p%20q/ a=%0d%0ab&c /p%20q/?a=%0d%0ab&c");
      assertThat(request.field("x-names")).isEqualTo("web * app []");
      assertThat(request.field("x-header")).isEqualTo("<1, 2>");
      assertThat(request.fields()).contains(Map.entry("x-two", "\"1 2\""));
      assertThat(request.fields()).filteredOn(it -> it.getKey().equals("x-two")).hasSize(1);
      assertThat(request.fields()).noneMatch(it -> it.getKey().equals("x-none"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofAnswers_tellWhatHasBecomeOfTheRequest(Pair pair) {
    String listener =
        headers(
            "response",
            "add",
            "X-By=${server} ${status} ${backend}",
            "X-Was=${response_header:x-from}",
            "X-Agent=${header:X-Agent}",
            "X-Time=${time}",
            "X-Id=${request_id}");
    try (PairOrigin origin = pair.origin(HeaderTemplatesTest::answer);
        TestProxy proxy = TestProxy.start(pair.config(listener, "", origin));
        PairClient client = pair.client(proxy)) {
      PairMessage answer = client.send(PairMessage.of("GET /", "").with("x-agent", "me")).whole();

      assertThat(answer.field("x-by")).isEqualTo("s1 201 app");
      assertThat(answer.field("x-was")).isEqualTo("origin");
      assertThat(answer.field("x-agent")).isEqualTo("me");
      assertThat(answer.field("x-time"))
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
      assertThat(answer.field("x-id")).matches("[0-9a-f]{32}");
    }
  }

  @Test
  void afterARewriteOfTheSameField_theAnswersOwnValueIsStillThere() {
    String listener = headers("response", "set", "X-From=was ${response_header:X-From}");
    assertThat(get(listener, "", "HTTP/1.1 200 OK\r\nX-From: a\r\nContent-Length: 0\r\n\r\n"))
        .satisfies(it -> assertThat(it.headers().all("x-from")).containsExactly("was a"));
  }

  @ParameterizedTest
  @CsvSource({
    "X-In: a, 'X-Out: a'",
    "X-In:, 'X-Out: default'",
    "X-Other: a, 'X-Out: default'",
    "'X-In: caf\u00e9 \"\\', 'X-Out: caf\u00e9 \"\\'",
    "'X-In: a\tb', 'X-Out: a b'",
  })
  void valueThatComesOutEmpty_isNoField(String sent, String received) {
    String listener =
        ", headers: {request: {set: {X-Out: \"${header:X-None} ${header:X-In} ${header:X-None}\"},"
            + " set_if_absent: {X-Out: default}}}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(config(listener, origin));
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + sent + "\r\nX-Out: forged\r\n\r\n");
      client.readResponse();
      assertThat(origin.heads().get(0).split("\r\n"))
          .contains(received)
          .doesNotContain("X-Out: forged");
      assertThat(origin.requests().get(0).headers().all("x-out")).hasSize(1);
    }
  }

  @Test
  void valueOfMoreThan16KiB_isNoField() {
    String listener =
        ", limits: {head: 40KiB}, headers: {request: {set: {X-Out: \"${header:X-In}${header:X-In}\"}}}";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(config(listener, origin));
        RawClient client = proxy.client()) {
      for (int length : new int[] {8192, 8193, 33_000}) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX-In: " + "x".repeat(length) + "\r\n\r\n");
        client.readResponse();
      }
      assertThat(origin.requests().get(0).headers().first("x-out")).hasSize(16_384);
      assertThat(origin.requests().get(1).headers().all("x-out")).isEmpty();
      assertThat(origin.requests().get(2).headers().all("x-out")).isEmpty();
    }
  }

  /** Line breaks cannot arrive in a head; encoded ones stay what they are. */
  @ParameterizedTest
  @CsvSource({
    "/%0d%0aX-Evil:%201?a=%0D%0A",
    "/?%0aX-Evil:1",
    "/;\"<script>'",
  })
  void target_cannotMakeAFieldOfItsOwn(String target) {
    String listener = headers("response", "set", "X-Uri=${uri}");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(config(listener, origin));
        RawClient client = proxy.client();
        Http2Client second = Http2Client.connect(proxy.port())) {
      RawResponse first =
          client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
      Http2Fields head = second.open(Http2Fields.request("GET", target), true).awaitHead();

      assertThat(first.headers().first("x-uri")).isEqualTo(target);
      assertThat(first.headers().all("x-evil")).isEmpty();
      assertThat(head.get("x-uri")).isEqualTo(target);
      assertThat(head.get("x-evil")).isNull();
    }
  }

  @Test
  void refusedBeforeItWasRead_isAnsweredWithWhatThereIs() {
    String listener =
        headers(
            "response",
            "set",
            "X-Line=[${method}${path}${query}${uri}${host}${protocol}${server}]",
            "X-Status=${status}");
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("a"));
        TestProxy proxy = TestProxy.start(config(listener, origin));
        RawClient client = proxy.client()) {
      RawResponse response = client.send("GET\r\n\r\n").readResponse();

      assertThat(response.headers().first("x-line")).isEqualTo("[]");
      assertThat(response.headers().first("x-status")).isEqualTo("400");
    }
  }

  @Test
  void dollarTwice_isALiteral() {
    String listener = headers("response", "set", "X-Out=$${host} ${status}");
    assertThat(get(listener, "", Setup.ok("")).headers().first("x-out")).isEqualTo("${host} 200");
  }

  @Test
  void node_isNamed() {
    String listener = headers("response", "set", "X-Node=${node}");
    assertThat(get(listener, ", node: edge1", Setup.ok("")).headers().first("x-node"))
        .isEqualTo("edge1");
  }

  private static RawResponse get(String listener, String global, String answer) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy proxy =
            TestProxy.start(
                config(listener, origin)
                    .replace("worker_threads: 2", "worker_threads: 2" + global));
        RawClient client = proxy.client()) {
      return client.send(Setup.GET).readResponse();
    }
  }

  private static String config(String listener, ScriptedOrigin origin) {
    return Setup.yaml("{}", "", origin.port())
        .replace("backend: app}", "backend: app" + listener + "}");
  }
}
