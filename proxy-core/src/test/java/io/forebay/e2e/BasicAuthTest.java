package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.sum;
import static io.forebay.testkit.Program.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.e2e.PairClient.PairAnswer;
import io.forebay.http.ProxyError;
import io.forebay.stats.AuthResult;
import io.forebay.testkit.Http2Client;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in by name and password. */
@ExtendWith(LeakExtension.class)
class BasicAuthTest {
  private static final String CHEAP =
      "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

  /** Takes about 100 ms and one second to compare with. */
  private static final String SLOW = "$2y$11$abcdefghijklmnopqrstuuViuGI07N4McP9Kl.tD6XMEzyuvcY8LG";

  private static final String SLOWEST =
      "$2y$14$abcdefghijklmnopqrstuug2/T3netL3BPRcnafSaAr9lEfTNoLyC";

  @TempDir Path folder;

  private Path users(String hash) {
    try {
      return Files.writeString(folder.resolve("users"), "bob:" + hash + "\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** One event loop; {@code more} are entries of {@code basic_auth}. */
  private TestProxy proxy(String hash, String more, String listener) {
    return TestProxy.start(
        """
        global: {worker_threads: 1}
        listeners:
          web:
            bind: "127.0.0.1:0"
            basic_auth: {users_file: "%s"%s}
            http2: {max_streams: 400}
        %s
            routes:
              - {match: {path: /open}, respond: {body: open}, basic_auth: none}
              - {match: {path: /}, respond: {body: in}}
        """
            .formatted(users(hash), more, listener.indent(4)));
  }

  private TestProxy proxy(String hash) {
    return proxy(hash, "", "");
  }

  private static String basic(String both) {
    byte[] bytes = both.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  private static PairMessage get(String authorization) {
    return PairMessage.of("GET /", "").with("authorization", authorization);
  }

  private static long count(TestProxy proxy, AuthResult result) {
    return sum(proxy.proxy(), it -> it.authentications.get(result.ordinal()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rightPassword_isLetIn_theFirstTimeAndLater(boolean http2) {
    try (TestProxy proxy = proxy(CHEAP);
        PairClient client = PairClient.connect(http2, proxy.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(get(basic("bob:secret"))).whole().body()).isEqualTo("in");
      }
      assertThat(count(proxy, AuthResult.SUCCESS)).isEqualTo(3);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anythingElse_isAskedForAPassword(boolean http2) {
    try (TestProxy proxy = proxy(CHEAP, ", realm: 'Ours \"\\'", "");
        PairClient client = PairClient.connect(http2, proxy.port())) {
      List<PairMessage> refused =
          List.of(
              PairMessage.of("GET /", ""),
              get(basic("bob:wrong")),
              get(basic("bob:wrong")),
              get(basic("bob:")),
              get(basic("alice:secret")),
              get(basic(":secret")),
              get(basic("bob")),
              get("Basic !"),
              get("Bearer abc"),
              get(basic("bob:secret")).with("authorization", basic("bob:secret")));
      for (PairMessage request : refused) {
        PairMessage answer = client.send(request).whole();
        assertThat(answer.status()).as(request + "").isEqualTo(401);
        assertThat(answer.field("www-authenticate"))
            .isEqualTo("Basic realm=\"Ours \\\"\\\\\", charset=\"UTF-8\"");
        assertThat(answer.body()).contains("does not say whose it is");
      }
      assertThat(client.send(PairMessage.of("GET /open", "")).whole().status()).isEqualTo(200);
      assertThat(count(proxy, AuthResult.MISSING)).isEqualTo(5);
      assertThat(count(proxy, AuthResult.FAILURE)).isEqualTo(5);
      assertThat(errors(proxy.proxy(), ProxyError.UNAUTHORIZED)).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void servers_areToldTheNameWhereAsked_andThePasswordOnlyWhereAsked(ProtocolPairsTest.Pair pair) {
    PairMessage request =
        PairMessage.of("POST /", "body").with("authorization", basic("bob:secret"));
    for (boolean forward : List.of(false, true)) {
      try (PairOrigin origin =
              pair.origin(
                  it -> new PairOrigin.Reply(PairOrigin.Act.ANSWER, PairMessage.of("200", "")));
          TestProxy proxy =
              TestProxy.start(
                  pair.config(
                      ", basic_auth: {users_file: \"%s\", forward: %s}"
                              .formatted(users(CHEAP), forward)
                          + ", headers: {request: {set: {X-User: \"${auth_user}\"}}}",
                      "",
                      origin));
          PairClient client = pair.client(proxy)) {
        for (int i = 0; i < 2; i++) {
          assertThat(client.send(request).whole().status()).isEqualTo(200);
          PairMessage got = origin.requests().get(i);
          assertThat(got.body()).isEqualTo("body");
          assertThat(got.field("x-user")).isEqualTo("bob");
          assertThat(got.field("authorization")).isEqualTo(forward ? basic("bob:secret") : "");
        }
      }
    }
  }

  @Test
  void userName_isLogged_nobodyIsADash() throws Exception {
    Path log = folder.resolve("access.log");
    String logged = "access_log: {path: " + log + ", flush: 1ms}";
    try (TestProxy proxy = proxy(CHEAP, "", logged);
        PairClient client = PairClient.connect(false, proxy.port())) {
      client.send(get(basic("bob:secret"))).whole();
      client.send(get(basic("bob:wrong"))).whole();
      await("lines").atMost(LONG).until(() -> Files.readAllLines(log).size() == 2);
      assertThat(Files.readAllLines(log).get(0)).startsWith("127.0.0.1 - bob [");
      assertThat(Files.readAllLines(log).get(1)).startsWith("127.0.0.1 - - [");
    }
  }

  @Test
  void grpcCall_isToldInItsOwnWay() {
    try (TestProxy proxy = proxy(CHEAP);
        PairClient client = PairClient.connect(true, proxy.port())) {
      PairMessage call =
          PairMessage.of("POST /a.B/C", "\0\0\0\0\0").with("content-type", "application/grpc");
      assertThat(client.send(call).whole().field("grpc-status")).isEqualTo("16");
    }
  }

  /** Passwords take seconds in all; who needs none is served before them all. */
  @Test
  void eventLoop_servesOthersWhilePasswordsAreVerified() {
    try (TestProxy proxy = proxy(SLOW);
        Http2Client client = Http2Client.connect(proxy.port())) {
      List<Http2TestStream> waiting = flood(client, 30);
      assertThat(client.get("/open").awaitText()).isEqualTo("open");
      assertThat(count(proxy, AuthResult.FAILURE)).isLessThan(waiting.size());
    }
  }

  @Test
  void morePasswordsThanMayWait_areRefusedFor() {
    try (TestProxy proxy = proxy(SLOWEST);
        Http2Client client = Http2Client.connect(proxy.port())) {
      List<Http2TestStream> streams = flood(client, 300);
      Http2Fields refused = streams.get(299).awaitHead();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.get("retry-after")).isEqualTo("1");
      assertThat(count(proxy, AuthResult.OVERLOAD)).isPositive();
      assertThat(client.get("/open").awaitText()).isEqualTo("open");
    }
  }

  /** As many requests with passwords that are all wrong, and all different. */
  private static List<Http2TestStream> flood(Http2Client client, int count) {
    List<Http2TestStream> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Http2Fields head = Http2Fields.request("GET", "/").with("authorization", basic("bob:" + i));
      streams.add(client.open(head, true));
    }
    return streams;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientThatGoesWhileItsPasswordIsVerified_leavesNothingBehind(boolean http2) {
    try (TestProxy proxy = proxy(SLOW)) {
      try (PairClient client = PairClient.connect(http2, proxy.port())) {
        PairAnswer unread = client.send(get(basic("bob:wrong")));
        assertThat(unread).isNotNull();
      }
      awaitIdle(proxy);
    }
  }

  @Test
  void changedFile_countsAfterAReload() throws Exception {
    try (TestProxy proxy = proxy(CHEAP);
        PairClient client = PairClient.connect(false, proxy.port())) {
      assertThat(client.send(get(basic("bob:secret"))).whole().status()).isEqualTo(200);
      String other = "bob:$2y$05$abcdefghijklmnopqrstuuVQd15VhR/oN1H3pzUR5lME0fZO6.qRW";
      Files.writeString(folder.resolve("users"), other);
      String yaml =
          """
          listeners:
            web:
              bind: "127.0.0.1:0"
              basic_auth: {users_file: "%s"}
              routes: [{match: {path: /}, respond: {body: in}}]
          """;
      proxy.proxy().apply(TestProxy.parse(yaml.formatted(folder.resolve("users"))));
      assertThat(client.send(get(basic("bob:secret"))).whole().status()).isEqualTo(401);
      assertThat(client.send(get(basic("bob:other"))).whole().status()).isEqualTo(200);
    }
  }

  @Test
  void fileOfHtpasswd_letsCurlIn() throws Exception {
    Path file = folder.resolve("made");
    run("htpasswd", "-B", "-c", "-b", "-C", "5", file.toString(), "carol", "pass word:\u00fc");
    run("htpasswd", "-B", "-b", file.toString(), "dave", "second");
    String yaml =
        """
        listeners:
          web:
            bind: "127.0.0.1:0"
            basic_auth: {users_file: "%s"}
            routes: [{match: {path: /}, respond: {body: in}}]
        """;
    try (TestProxy proxy = TestProxy.start(yaml.formatted(file))) {
      String url = "http://127.0.0.1:" + proxy.port() + "/";
      assertThat(run("curl", "-s", "-u", "carol:pass word:\u00fc", url)).isEqualTo("in");
      assertThat(run("curl", "-s", "-u", "dave:second", url)).isEqualTo("in");
      assertThat(run("curl", "-s", "-i", "-u", "dave:first", url)).startsWith("HTTP/1.1 401 ");
    }
  }
}
