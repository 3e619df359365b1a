package io.forebay.e2e;

import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.text;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.e2e.PairClient.PairAnswer;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users may rely on whichever protocols client and server speak. */
@ExtendWith(LeakExtension.class)
class ProtocolPairsTest {

  /** Client, then server. */
  enum Pair {
    HTTP_1_TO_HTTP_1(false, false),
    HTTP_1_TO_HTTP_2(false, true),
    HTTP_2_TO_HTTP_1(true, false),
    HTTP_2_TO_HTTP_2(true, true);

    private final boolean http2Client;
    private final boolean http2Server;

    Pair(boolean http2Client, boolean http2Server) {
      this.http2Client = http2Client;
      this.http2Server = http2Server;
    }

    boolean isHttp2Server() {
      return http2Server;
    }

    PairClient client(TestProxy proxy) {
      return PairClient.connect(http2Client, proxy.port());
    }

    PairOrigin origin(Function<PairMessage, Reply> script) {
      return PairOrigin.start(http2Server, script);
    }

    TestProxy proxy(PairOrigin... origins) {
      return TestProxy.start(config("", "", origins));
    }

    /** A configuration with further keys of the listener, each with a comma in front, and lines. */
    String config(String listener, String backend, PairOrigin... origins) {
      int[] ports = new int[origins.length];
      for (int i = 0; i < ports.length; i++) {
        ports[i] = origins[i].port();
      }
      return config(listener, backend, ports);
    }

    String config(String listener, String backend, int... ports) {
      return yaml("{}", (http2Server ? "protocol: h2c\n" : "") + backend, ports)
          .replace("backend: app}", "backend: app" + listener + "}");
    }
  }

  private static final List<Integer> SIZES =
      List.of(0, 1, 4096, 4097, 16 * 1024, 65_535, 65_536, 1 << 20);

  private static Reply ok(String body) {
    return new Reply(Act.ANSWER, PairMessage.of("200", body));
  }

  private static Function<PairMessage, Reply> always(Act act, PairMessage answer) {
    return request -> new Reply(act, answer);
  }

  @ParameterizedTest
  @EnumSource
  void bodiesOfManySizes_arriveWholeBothWays(Pair pair) {
    try (PairOrigin origin = pair.origin(request -> ok(request.body()));
        TestProxy proxy = pair.proxy(origin);
        PairClient client = pair.client(proxy)) {
      for (int size : SIZES) {
        String body = text(Setup.bytes(size));
        PairMessage answer = client.send(PairMessage.of("POST /" + size, body)).whole();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().equals(body)).as("%d bytes", size).isTrue();
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyRequestsBehindEachOther_areEachAnswered(Pair pair) {
    try (PairOrigin origin = pair.origin(request -> ok(request.start()));
        TestProxy proxy = pair.proxy(origin);
        PairClient client = pair.client(proxy)) {
      for (int i = 0; i < 100; i++) {
        PairMessage answer = client.send(PairMessage.of("GET /" + i, "")).whole();
        assertThat(answer.body()).isEqualTo("GET /" + i);
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyClientsAtOnce_getTheirOwnAnswers(Pair pair) {
    try (PairOrigin origin = pair.origin(request -> ok(request.start() + request.body()));
        TestProxy proxy = pair.proxy(origin)) {
      List<PairClient> clients = new ArrayList<>();
      List<PairAnswer> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        PairClient client = pair.client(proxy);
        clients.add(client);
        answers.add(client.send(PairMessage.of("POST /" + i, "x".repeat(i * 1000))));
      }
      for (int i = 0; i < 30; i++) {
        String expected = "POST /" + i + "x".repeat(i * 1000);
        assertThat(answers.get(i).whole().body()).isEqualTo(expected);
      }
      clients.forEach(PairClient::close);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void fields_passBothWays(Pair pair) {
    PairMessage answer =
        PairMessage.of("207", "body").with("x-answer", "a, b").with("set-cookie", "c=d");
    try (PairOrigin origin = pair.origin(always(Act.ANSWER, answer));
        TestProxy proxy = pair.proxy(origin);
        PairClient client = pair.client(proxy)) {
      PairMessage request =
          PairMessage.of("GET /a/b?c=d%20e", "").with("x-request", "q").with("cookie", "a=b; c=d");
      PairMessage got = client.send(request).whole();
      assertThat(got.status()).isEqualTo(207);
      assertThat(got.field("x-answer")).isEqualTo("a, b");
      assertThat(got.field("set-cookie")).isEqualTo("c=d");
      PairMessage atServer = origin.requests().get(0);
      assertThat(atServer.start()).isEqualTo("GET /a/b?c=d%20e");
      assertThat(atServer.field("x-request")).isEqualTo("q");
      assertThat(atServer.field("cookie")).isEqualTo("a=b; c=d");
      assertThat(atServer.field("x-forwarded-host")).isEqualTo("localhost");
    }
  }

  @ParameterizedTest
  @EnumSource
  void trailers_passBothWays(Pair pair) {
    Function<PairMessage, Reply> script =
        request ->
            new Reply(
                Act.ANSWER, PairMessage.of("200", request.body()).withTrailer("x-sum", "1234"));
    try (PairOrigin origin = pair.origin(script);
        TestProxy proxy = pair.proxy(origin);
        PairClient client = pair.client(proxy)) {
      PairMessage request = PairMessage.of("POST /", "hello").withTrailer("x-check", "5678");
      PairMessage answer = client.send(request).whole();
      assertThat(answer.body()).isEqualTo("hello");
      assertThat(answer.trailer("x-sum")).isEqualTo("1234");
      assertThat(origin.requests().get(0).trailer("x-check")).isEqualTo("5678");
    }
  }

  @ParameterizedTest
  @EnumSource
  void interimAnswer_passes(Pair pair) {
    try (PairOrigin origin = pair.origin(always(Act.ANSWER_TWICE, PairMessage.of("200", "x")));
        TestProxy proxy = pair.proxy(origin);
        PairClient client = pair.client(proxy)) {
      PairAnswer answer = client.send(PairMessage.of("GET /", ""));
      assertThat(answer.whole().body()).isEqualTo("x");
      assertThat(answer.interim()).containsExactly(103);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersWithoutBody_areWhole(Pair pair) {
    Function<PairMessage, Reply> script =
        request ->
            new Reply(
                Act.ANSWER,
                request.start().startsWith("HEAD")
                    ? PairMessage.of("200", "left out")
                    : PairMessage.of(request.start().substring(5), ""));
    try (PairOrigin origin = pair.origin(script);
        TestProxy proxy = pair.proxy(origin);
        PairClient client = pair.client(proxy)) {
      for (String request : List.of("GET /204", "HEAD /", "GET /304", "GET /200", "HEAD /")) {
        PairMessage answer = client.send(PairMessage.of(request, "")).whole();
        assertThat(answer.body()).isEmpty();
        assertThat(answer.start()).isEqualTo(request.endsWith("/") ? "200" : request.substring(5));
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerBeforeTheWholeRequest_reachesTheClient(Pair pair) {
    try (PairOrigin origin = pair.origin(always(Act.ANSWER_EARLY, PairMessage.of("413", "big")));
        TestProxy proxy = pair.proxy(origin)) {
      for (int i = 0; i < 5; i++) {
        try (PairClient client = pair.client(proxy)) {
          PairMessage answer = client.sendPart("POST /", 1_000_000, "first").whole();
          assertThat(answer.status()).isEqualTo(413);
          assertThat(answer.body()).isEqualTo("big");
        }
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerThatIsCut_isCutForTheClientToo(Pair pair) {
    try (PairOrigin origin = pair.origin(always(Act.CUT, PairMessage.of("200", "part")));
        TestProxy proxy = pair.proxy(origin);
        PairClient client = pair.client(proxy)) {
      PairAnswer answer = client.send(PairMessage.of("GET /", ""));
      assertThatThrownBy(answer::whole).isInstanceOf(UncheckedIOException.class);
      awaitIdle(proxy);
      assertThat(errors(proxy.proxy(), ProxyError.RESPONSE_TRUNCATED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestThatIsDropped_isRepeatedElsewhereIfItMayBe(Pair pair) {
    try (PairOrigin drops = pair.origin(always(Act.DROP, PairMessage.of("200", "")));
        PairOrigin takes = pair.origin(request -> ok(request.start()));
        TestProxy proxy = pair.proxy(drops, takes);
        PairClient client = pair.client(proxy)) {
      int failed = 0;
      for (int i = 0; i < 4; i++) {
        PairMessage get = client.send(PairMessage.of("GET /", "")).whole();
        assertThat(get.body()).isEqualTo("GET /");
        try (PairClient other = pair.client(proxy)) {
          failed += other.send(PairMessage.of("POST /", "x")).whole().status() == 502 ? 1 : 0;
        }
      }
      assertThat(failed).isPositive();
      assertThat(drops.requests()).hasSizeGreaterThan(failed);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatGivesUp_freesTheServer(Pair pair) {
    try (PairOrigin origin = pair.origin(request -> ok("x".repeat(8 << 20)));
        TestProxy proxy = pair.proxy(origin)) {
      for (int i = 0; i < 3; i++) {
        PairClient client = pair.client(proxy);
        client.send(PairMessage.of("GET /", ""));
        int sent = i + 1;
        await().atMost(LONG).until(() -> origin.requests().size() == sent);
        client.close();
      }
      awaitIdle(proxy);
    }
  }
}
