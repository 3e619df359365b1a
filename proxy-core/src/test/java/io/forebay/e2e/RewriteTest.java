package io.forebay.e2e;

import static io.forebay.e2e.Setup.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What servers are sent in place of the path that was asked for. */
@ExtendWith(LeakExtension.class)
class RewriteTest {

  private static final String ROUTES =
      """
      routes:
        - {match: {path_prefix: /api}, backend: app, rewrite: {strip_prefix: /api}}
        - {match: {path_prefix: /old}, backend: app, rewrite: {strip_prefix: /old, add_prefix: /v2}}
        - {match: {path_prefix: /user}, backend: app, rewrite: {regex: "/user/([a-z]+)", to: "/u/$1"}}
        - {match: {path: /one}, backend: app, rewrite: {path: /two}}
        - {match: {path_prefix: /files}, backend: app, rewrite: {add_prefix: /srv}}
      """;

  private static String yaml(String listener, String backend, int... ports) {
    return Setup.yaml("{}", backend, ports)
        .replace(
            "web: {bind: \"127.0.0.1:0\", backend: app}",
            "web:\n    bind: \"127.0.0.1:0\"\n    backend: app\n" + listener.indent(4));
  }

  private static String yaml(String listener, ScriptedOrigin origin) {
    return yaml(listener, "", origin.port());
  }

  private static RawResponse get(TestProxy proxy, String target, String fields) {
    try (RawClient client = proxy.client()) {
      return client
          .send("GET " + target + " HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n")
          .readResponse();
    }
  }

  private static RawRequest only(ScriptedOrigin origin) {
    assertThat(origin.requests()).hasSize(1);
    return origin.requests().get(0);
  }

  @ParameterizedTest
  @EnumSource
  void rewrittenPath_isSentInBothProtocols(Pair pair) {
    try (PairOrigin origin =
            pair.origin(
                request ->
                    new PairOrigin.Reply(
                        PairOrigin.Act.ANSWER, PairMessage.of("200", request.start())));
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    ROUTES,
                    pair == Pair.HTTP_1_TO_HTTP_2 || pair == Pair.HTTP_2_TO_HTTP_2
                        ? "protocol: h2c"
                        : "",
                    origin.port()));
        PairClient client = pair.client(proxy)) {
      for (String[] each :
          new String[][] {
            {"/api/x%20y?z=1", "/x%20y?z=1"},
            {"/api", "/"},
            {"/old/a", "/v2/a"},
            {"/user/me?q", "/u/me?q"},
            {"/user/7", "/user/7"},
            {"/one?a=b", "/two?a=b"},
            {"/files/a/../b", "/srv/files/b"},
            {"/else", "/else"}
          }) {
        String answer = client.send(PairMessage.of("POST " + each[0], "body")).whole().body();
        assertThat(answer).isEqualTo("POST " + each[1]);
      }
      PairMessage atServer = origin.requests().get(0);
      assertThat(atServer.field("x-forwarded-prefix")).isEqualTo("/api");
      assertThat(atServer.body()).isEqualTo("body");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/x%2f..%2fy",
    "/api/..;/x",
    "/files/x%2f..%2fetc/passwd",
  })
  void pathThatWouldEscape_isRefused(String target) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("x")));
        TestProxy proxy = TestProxy.start(yaml(ROUTES, origin))) {
      assertThat(get(proxy, target, "").status()).isEqualTo(400);
      assertThat(origin.requests()).isEmpty();
    }
  }

  @Test
  void requestsOfOneConnection_doNotMeddleWithEachOther() {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("x")));
        TestProxy proxy = TestProxy.start(yaml(ROUTES, origin));
        RawClient client = proxy.client()) {
      String get = "GET %s HTTP/1.1\r\nHost: a\r\n\r\n";
      client.send(get.formatted("/api/a") + get.formatted("/b") + get.formatted("/one"));
      client.readResponses(3);
      assertThat(origin.requests().stream().map(RawRequest::target))
          .containsExactly("/a", "/b", "/two");
      assertThat(origin.requests().get(1).headers().contains("x-forwarded-prefix")).isFalse();
    }
  }

  // ---- X-Forwarded-Prefix ----

  @ParameterizedTest
  @CsvSource({
    "/api/x, /api",
    "/old/x, /old",
    "/user/me, ''",
    "/one, ''",
    "/files/x, ''",
    "/else, ''",
  })
  void prefixOfPeerThatIsNotTrusted_isDropped(String target, String prefix) {
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("x")));
        TestProxy proxy = TestProxy.start(yaml(ROUTES, origin))) {
      get(proxy, target, "X-Forwarded-Prefix: /evil\r\n");
      assertThat(String.join(",", only(origin).headers().all("x-forwarded-prefix")))
          .isEqualTo(prefix);
    }
  }

  @ParameterizedTest
  @CsvSource({"/api/x, /outer/api", "/one, /outer"})
  void prefixOfTrustedPeer_staysInFront(String target, String prefix) {
    String listener = ROUTES + "forwarded: {trusted_proxies: 127.0.0.1}\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("x")));
        TestProxy proxy = TestProxy.start(yaml(listener, origin))) {
      get(proxy, target, "X-Forwarded-Prefix: /outer\r\n");
      assertThat(only(origin).headers().all("x-forwarded-prefix")).containsExactly(prefix);
    }
  }

  @Test
  void prefixThatTheOperatorSets_stays() {
    String listener = ROUTES + "headers: {request: {set: {X-Forwarded-Prefix: /mine}}}\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("x")));
        TestProxy proxy = TestProxy.start(yaml(listener, origin))) {
      get(proxy, "/api/x", "");
      assertThat(only(origin).headers().all("x-forwarded-prefix")).containsExactly("/mine");
    }
  }

  // ---- other servers, other observers ----

  @Test
  void retriedRequest_isRewrittenForEachServer() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(
                OriginScript.respond("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"));
        ScriptedOrigin other = ScriptedOrigin.start(OriginScript.respond(ok("other")));
        TestProxy proxy =
            TestProxy.start(yaml(ROUTES, "balance: first", origin.port(), other.port()))) {
      assertThat(get(proxy, "/api/x?y", "").bodyText()).isEqualTo("other");
      assertThat(only(origin).target()).isEqualTo("/x?y");
      assertThat(only(other).target()).isEqualTo("/x?y");
      assertThat(only(other).headers().all("x-forwarded-prefix")).containsExactly("/api");
    }
  }

  @Test
  void fallbackBackend_getsTheRewrittenPath() throws Exception {
    try (RefusingPort refusing = RefusingPort.open();
        ScriptedOrigin other = ScriptedOrigin.start(OriginScript.respond(ok("other")));
        TestProxy proxy =
            TestProxy.start(
                yaml(ROUTES, "fallback_backend: spare", refusing.port())
                    + "\n  spare: {servers: [\"127.0.0.1:"
                    + other.port()
                    + "\"]}\n")) {
      Setup.takeDown(proxy, 0);
      assertThat(get(proxy, "/api/x", "").bodyText()).isEqualTo("other");
      assertThat(only(other).target()).isEqualTo("/x");
    }
  }

  @Test
  void hash_isThatOfThePathAskedFor() {
    String backend = "balance: {type: consistent_hash, key: path}";
    String listener = "routes: [{match: {path_prefix: /}, backend: app, rewrite: {path: /same}}]\n";
    try (ScriptedOrigin one = ScriptedOrigin.start(OriginScript.named("s1"));
        ScriptedOrigin two = ScriptedOrigin.start(OriginScript.named("s2"));
        TestProxy proxy = TestProxy.start(yaml(listener, backend, one.port(), two.port()))) {
      for (int i = 0; i < 40; i++) {
        get(proxy, "/p" + i, "");
      }
      assertThat(List.of(one, two)).allMatch(it -> !it.requests().isEmpty());
      assertThat(one.requests()).allMatch(it -> it.target().equals("/same"));
    }
  }

  @Test
  void accessLog_tellsWhatWasAskedFor(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("access.log");
    String listener =
        ROUTES + "access_log: {path: " + file + ", format: \"${target} ${status}\"}\n";
    try (ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respond(ok("x")));
        TestProxy proxy = TestProxy.start(yaml(listener, origin))) {
      get(proxy, "/api/x?y=z", "");
      assertThat(only(origin).target()).isEqualTo("/x?y=z");
    }
    assertThat(Files.readString(file)).isEqualTo("/api/x?y=z 200\n");
  }
}
