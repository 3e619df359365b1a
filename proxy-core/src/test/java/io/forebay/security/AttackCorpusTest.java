package io.forebay.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.CorpusFile;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message of the attack corpus through a real proxy, from either side. */
@ExtendWith(LeakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackCorpusTest {

  private static final String GET = "GET /plain HTTP/1.1\r\nHost: a.test\r\n\r\n";
  private static final int BYTEWISE_BYTES = 400;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  /** Sees no head but of legal requests. */
  private ScriptedOrigin origin;

  /** May see heads of requests whose bodies are refused later. */
  private ScriptedOrigin bodyOrigin;

  private TestProxy proxy;
  private TestProxy bodyProxy;
  private int legal;

  @BeforeAll
  void start() {
    origin = ScriptedOrigin.start(OriginScript.echo());
    proxy = TestProxy.inFrontOf(origin);
    bodyOrigin = ScriptedOrigin.start(OriginScript.echo());
    bodyProxy = TestProxy.inFrontOf(bodyOrigin);
  }

  @AfterAll
  void stop() {
    proxy.close();
    bodyProxy.close();
    // Fails if the proxy ever sent a request that is not strictly valid.
    origin.close();
    bodyOrigin.close();
    assertThat(attacked(origin.heads())).as("heads that came late included").isEqualTo(legal);
    assertThat(attacked(bodyOrigin.requests().stream().map(RawRequest::head).toList())).isZero();
  }

  /** How many of these heads are not of the request that tests put beside the attack. */
  private static int attacked(List<String> heads) {
    return (int) heads.stream().filter(it -> !it.startsWith("GET /plain ")).count();
  }

  private TestProxy proxy(CorpusFile file) {
    return file.phase() == CorpusFile.Phase.HEAD ? proxy : bodyProxy;
  }

  static List<CorpusFile> requests() {
    return CorpusFile.requests();
  }

  static List<CorpusFile> smallRequests() {
    return requests().stream().filter(it -> it.bytes().length <= BYTEWISE_BYTES).toList();
  }

  static List<CorpusFile> responses() {
    return CorpusFile.responses();
  }

  // ---- what clients send ----

  @ParameterizedTest
  @MethodSource("requests")
  void request_sentWhole_isAnsweredAsExpected(CorpusFile file) {
    try (RawClient client = proxy(file).client()) {
      check(file, client, () -> client.send(file.bytes()));
    }
  }

  @ParameterizedTest
  @MethodSource("smallRequests")
  void request_sentByteByByte_isAnsweredAsExpected(CorpusFile file) {
    try (RawClient client = proxy(file).client()) {
      check(file, client, () -> sendBytewise(client, file.bytes()));
    }
  }

  @ParameterizedTest
  @MethodSource("smallRequests")
  void request_behindAnother_isAnsweredAsExpected(CorpusFile file) {
    try (RawClient client = proxy(file).client()) {
      check(
          file,
          client,
          () -> {
            client.send(GET + new String(file.bytes(), ISO_8859_1));
            assertThat(client.readResponse().bodyText()).startsWith("GET /plain HTTP/1.1\r\n");
          });
    }
  }

  private void check(CorpusFile file, RawClient client, Runnable send) {
    send.run();
    RawResponse response = client.readResponse();
    assertThat(response.status()).as(file.title()).isEqualTo(file.expect());
    if (file.isLegal()) {
      legal++;
      if (response.headers().all("connection").isEmpty()) {
        assertThat(client.send(GET).readResponse().status()).as("still in step").isEqualTo(200);
      }
    } else {
      assertThat(response.headers().first("connection")).isEqualTo("close");
      assertThat(client.closedByPeer(CLOSE)).as("closed behind the refusal").isTrue();
    }
    assertThat(attacked(origin.heads())).as("heads at the origin").isEqualTo(legal);
    assertThat(bodyOrigin.requests()).allMatch(it -> it.target().equals("/plain"));
  }

  private static void sendBytewise(RawClient client, byte[] bytes) {
    try {
      for (byte b : bytes) {
        client.send(new byte[] {b});
      }
    } catch (UncheckedIOException e) {
      // Refused and closed before the last byte; the answer tells.
    }
  }

  @Test
  void legalRequests_reachTheServerUnambiguously() {
    for (CorpusFile file : requests()) {
      if (file.isLegal()) {
        try (RawClient client = proxy.client()) {
          String seen = client.send(file.bytes()).readResponse().bodyText();
          legal++;
          String fields = seen.toLowerCase(java.util.Locale.ROOT);
          assertThat(seen.split("\r\n", 2)[0]).as(file.name()).endsWith(" HTTP/1.1");
          assertThat(fields.split("\r\nhost:", -1)).as(file.name()).hasSize(2);
          int framed =
              fields.split("\r\ncontent-length:", -1).length
                  + fields.split("\r\ntransfer-encoding:", -1).length
                  - 2;
          assertThat(framed).as(file.name()).isLessThanOrEqualTo(1);
        }
      }
    }
  }

  // ---- what servers answer ----

  @ParameterizedTest
  @MethodSource("responses")
  void response_ofServer_isRefusedWithoutHarmToTheNextClient(CorpusFile file) {
    String good = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";
    OriginScript script =
        c -> {
          for (var request = c.readRequest(); request != null; request = c.readRequest()) {
            if (!request.target().equals("/attack")) {
              c.send(good);
              continue;
            }
            c.send(file.bytes());
            if (file.name().equals("legal-until-close")
                || file.name().equals("response-without-head")) {
              return;
            }
          }
        };
    try (ScriptedOrigin bad = ScriptedOrigin.start(script);
        TestProxy front = TestProxy.inFrontOf(bad)) {
      // Both directions share one connection to the server, if there is one to share.
      for (int round = 0; round < 2; round++) {
        try (RawClient client = front.client()) {
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
        }
        try (RawClient client = front.client()) {
          client.send("GET /attack HTTP/1.1\r\nHost: a.test\r\n\r\n");
          checkAnswer(file, client);
        }
      }
      try (RawClient client = front.client()) {
        for (int i = 0; i < 3; i++) {
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
        }
      }
    }
  }

  private static void checkAnswer(CorpusFile file, RawClient client) {
    if (file.isLegal()) {
      assertThat(client.readResponse().status()).isEqualTo(200);
    } else if (file.phase() == CorpusFile.Phase.HEAD) {
      RawResponse response = client.readResponse();
      assertThat(response.status()).isEqualTo(file.expect());
      // The client did nothing wrong and keeps its connection.
      assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("good");
    } else {
      String all = readToCut(client);
      assertThat(all).doesNotContain("\r\n0\r\n");
      if (all.startsWith("HTTP/1.1 200")) {
        assertThat(all).contains("Transfer-Encoding: chunked\r\n");
      } else if (!all.isEmpty()) {
        assertThat(all).startsWith("HTTP/1.1 502 ");
      }
    }
  }

  /** Everything up to the end of the connection, be it FIN or RST. */
  private static String readToCut(RawClient client) {
    try {
      return client.readAll();
    } catch (UncheckedIOException e) {
      return "";
    }
  }

  // ---- response splitting ----

  private static final String STOLEN = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen";

  @Test
  void bytesBehindAnAnswer_neverReachAnotherClient() {
    try (ScriptedOrigin splitting = ScriptedOrigin.start(OriginScript.extraBytesAfterBody(STOLEN));
        TestProxy front = TestProxy.inFrontOf(splitting)) {
      for (int i = 1; i <= 10; i++) {
        try (RawClient client = front.client()) {
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");
        }
      }
      assertThat(splitting.connections()).as("none was used twice").isEqualTo(20);
    }
  }

  @Test
  void bytesBehindAnAnswerWithoutBody_neverReachAnotherClient() {
    for (String first :
        List.of(
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
      try (ScriptedOrigin splitting = ScriptedOrigin.start(OriginScript.respond(first + STOLEN));
          TestProxy front = TestProxy.inFrontOf(splitting)) {
        for (int i = 0; i < 3; i++) {
          try (RawClient client = front.client()) {
            assertThat(client.send(GET).readResponse().body()).isEmpty();
            assertThat(client.send(GET).readResponse().body()).isEmpty();
          }
        }
        assertThat(splitting.connections()).isEqualTo(6);
      }
    }
  }

  @Test
  void bodyOfAnAnswerToHead_neverReachesAnotherClient() {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + STOLEN.length() + "\r\n\r\n" + STOLEN;
    try (ScriptedOrigin splitting = ScriptedOrigin.start(OriginScript.respond(answer));
        TestProxy front = TestProxy.inFrontOf(splitting);
        RawClient client = front.client()) {
      for (int i = 0; i < 3; i++) {
        client.send("HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        assertThat(client.readResponse("HEAD").body()).isEmpty();
        assertThat(client.send(GET).readResponse().bodyText()).isEqualTo(STOLEN);
      }
    }
  }

  @Test
  void unsolicitedBytes_onIdleConnection_closeIt() {
    OriginScript script =
        c -> {
          c.readRequest();
          c.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          c.pause(Duration.ofMillis(50)); // Long enough for the connection to be idle again.
          c.send(STOLEN);
          c.awaitClose();
        };
    try (ScriptedOrigin chatty = ScriptedOrigin.start(script);
        TestProxy front = TestProxy.inFrontOf(chatty)) {
      for (int i = 1; i <= 3; i++) {
        try (RawClient client = front.client()) {
          assertThat(client.send(GET).readResponse().bodyText()).isEqualTo("ok");
          await().atMost(CLOSE).until(() -> chatty.openConnections() == 0);
          assertThat(client.silentFor(Duration.ofMillis(20))).isTrue();
        }
        assertThat(chatty.connections()).isEqualTo(i);
      }
    }
  }

  @Test
  void request_behindAnotherWithBody_isFlushedToTheServer() {
    try (RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        String post = "POST /plain HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello";
        client.send(
            GET
                + GET.replace("GET", "POST")
                    .replace(
                        "\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
                + post
                + GET);
        legal += 2;
        assertThat(client.readResponses(4)).allMatch(it -> it.status() == 200);
      }
    }
  }

  @Test
  void smuggledRequest_inABody_isNotAnswered() {
    String inner = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";
    try (RawClient client = proxy.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: "
              + inner.length()
              + "\r\n\r\n"
              + inner
              + GET);
      List<RawResponse> responses = client.readResponses(2);
      legal++;
      assertThat(responses.get(0).bodyText()).startsWith("POST / ").endsWith(inner);
      assertThat(responses.get(1).bodyText()).startsWith("GET /plain ");
      assertThat(origin.requests()).noneMatch(it -> it.target().equals("/smuggled"));
    }
  }
}
