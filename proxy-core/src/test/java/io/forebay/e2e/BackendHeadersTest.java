package io.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Header changes of backends, and those of answers of the proxy's own. */
@ExtendWith(LeakExtension.class)
class BackendHeadersTest {

  private static Reply answer(PairMessage request) {
    return new Reply(
        Act.ANSWER, PairMessage.of("200", "x").with("x-server", "1").with("x-internal-a", "2"));
  }

  @ParameterizedTest
  @EnumSource
  void areClosestToTheServer(Pair pair) {
    String listener =
        ", headers: {request: {set: {X-Both: outer, X-Outer: \"1\"}},"
            + " response: {set: {X-Both: outer, X-Seen: \"${response_header:X-Inner}\"}}}";
    String backend =
        "headers: {request: {set: {X-Both: inner}, remove: [X-Outer, \"X-Internal-*\"],"
            + " add: {X-To: \"${backend}\"}}, response: {remove: \"x-internal-*\","
            + " set: {X-Both: inner, X-Inner: \"${server}\"}}}";
    try (PairOrigin origin = pair.origin(BackendHeadersTest::answer);
        TestProxy proxy = TestProxy.start(pair.config(listener, backend, origin));
        PairClient client = pair.client(proxy)) {
      PairMessage answer =
          client
              .send(PairMessage.of("GET /", "").with("x-internal-b", "1").with("x_internal_c", "1"))
              .whole();

      PairMessage request = origin.requests().get(0);
      assertThat(request.fields()).filteredOn(it -> it.getKey().equals("x-both")).hasSize(1);
      assertThat(request.field("x-both")).isEqualTo("inner");
      assertThat(request.field("x-to")).isEqualTo("app");
      assertThat(request.fields())
          .map(Map.Entry::getKey)
          .doesNotContain("x-outer", "x-internal-b", "x_internal_c");
      assertThat(answer.field("x-both")).isEqualTo("outer");
      assertThat(answer.field("x-inner")).isEqualTo("s1");
      assertThat(answer.field("x-seen")).isEqualTo("s1");
      assertThat(answer.field("x-server")).isEqualTo("1");
      assertThat(answer.field("x-internal-a")).isEmpty();
    }
  }

  /** A fallback gets the request as it was before the backend that has no server for it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "headers: {request: {set: {X-To: spare}}},"})
  void fallingBack_isUnderTheChangesOfTheOtherBackend(String ofSpare) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.named("spare"));
        RefusingPort refusing = RefusingPort.open();
        TestProxy proxy = TestProxy.start(fallback(ofSpare, refusing.port(), origin.port()));
        RawClient client = proxy.client()) {
      // The first request fails at the server, which is down from then on.
      for (int i = 0; i < 2; i++) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Kept: 1\r\n\r\n");
        RawResponse answer = client.readResponse();
        if (answer.status() == 200) {
          assertThat(answer.headers().contains("x-of-app")).isFalse();
        }
      }
      List<RawRequest> requests = origin.requests();
      assertThat(requests).isNotEmpty();
      for (RawRequest request : requests) {
        assertThat(request.headers().all("x-kept")).containsExactly("1");
        assertThat(request.headers().all("x-route")).containsExactly("1");
        assertThat(request.headers().contains("x-app")).isFalse();
        assertThat(request.headers().all("host")).containsExactly("a");
        assertThat(request.headers().all("x-to"))
            .isEqualTo(ofSpare.isEmpty() ? List.of() : List.of("spare"));
      }
    }
  }

  private static String fallback(String ofSpare, int refusing, int spare) {
    return """
    global: {worker_threads: 1}
    listeners:
      web:
        bind: "127.0.0.1:0"
        backend: app
        headers: {request: {set: {X-Route: "1"}}}
    backends:
      app:
        fallback_backend: spare
        host: app.test
        headers:
          request: {set: {X-To: app, X-App: "1"}, remove: [X-Kept, X-Route]}
          response: {set: {X-Of-App: "1"}}
        passive_check: {max_fails: 1, count: [connect_failure], action: eject, eject_for: 10m, max_ejected: 100%%}
        servers: ["127.0.0.1:%d"]
      spare:
        %s
        servers: ["127.0.0.1:%d"]
    """
        .formatted(refusing, ofSpare.replaceFirst(",$", ""), spare);
  }

  @Test
  void answersOfTheProxysOwn_haveThoseOfAllThatTheyBelongTo() throws Exception {
    try (RefusingPort refusing = RefusingPort.open();
        TestProxy proxy =
            TestProxy.start(
                """
                listeners:
                  web:
                    bind: "127.0.0.1:0"
                    headers: {response: {set: {X-L: "${status}"}}}
                    routes:
                      - {match: {path: /b}, backend: app}
                      - {match: {path: /r}, redirect: {path: /}}
                      - {match: {path: /d}, respond: {status: 200}, access: {deny: 127.0.0.1}}
                backends:
                  app:
                    headers: {response: {set: {X-B: "${status}"}}}
                    servers: ["127.0.0.1:%d"]
                """
                    .formatted(refusing.port()))) {
      for (String want : List.of("/b 503", "/r 301", "/d 403", "/n 404", "/b 413")) {
        String[] words = want.split(" ");
        boolean large = words[1].equals("413");
        try (RawClient client = proxy.client()) {
          String more = large ? "Content-Length: 99999999999999999999\r\n" : "";
          RawResponse answer =
              client
                  .send("GET " + words[0] + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n")
                  .readResponse();
          assertThat(answer.headers().all("x-l")).as(want).containsExactly("" + answer.status());
          assertThat(answer.headers().contains("x-b")).as(want).isEqualTo(want.equals("/b 503"));
          if (!large) {
            assertThat(answer.status()).isEqualTo(Integer.parseInt(words[1]));
          }
        }
      }
    }
  }
}
