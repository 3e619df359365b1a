package io.forebay.e2e;

import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.errors;
import static io.forebay.e2e.Setup.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.compress.Expanding;
import io.forebay.config.CompressionAlgorithm;
import io.forebay.e2e.PairClient.PairAnswer;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.http.ProxyError;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import io.forebay.util.Ascii;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed answers, whichever protocols client and server speak. */
@ExtendWith(LeakExtension.class)
class CompressionTest {

  private static final String ALL = ", compression: {algorithms: [gzip, br, zstd]}";
  private static final String BODY = "{\"name\": \"value\", \"number\": 12345}\n".repeat(600);

  private static Function<PairMessage, Reply> always(Act act, PairMessage answer) {
    return request -> new Reply(act, answer);
  }

  private static PairMessage json(String body) {
    return PairMessage.of("200", body).with("content-type", "application/json; charset=utf-8");
  }

  private static PairMessage get(String accepted) {
    return PairMessage.of("GET /", "").with("accept-encoding", accepted);
  }

  private static String expanded(PairMessage answer) {
    for (CompressionAlgorithm algorithm : CompressionAlgorithm.values()) {
      if (answer.field("content-encoding").equals(algorithm.toString())) {
        return text(Expanding.whole(algorithm, Ascii.bytes(answer.body())));
      }
    }
    assertThat(answer.field("content-encoding")).isEmpty();
    return answer.body();
  }

  private static TestProxy proxy(Pair pair, String listener, int port) {
    return TestProxy.start(pair.config(listener, "", port));
  }

  @ParameterizedTest
  @EnumSource
  void answers_areCompressedAsTheClientWants(Pair pair) {
    PairMessage made =
        json(BODY).with("etag", "\"1\"").with("accept-ranges", "bytes").with("content-md5", "x");
    try (PairOrigin origin = pair.origin(always(Act.ANSWER, made));
        TestProxy proxy = proxy(pair, ALL, origin.port());
        PairClient client = pair.client(proxy)) {
      for (CompressionAlgorithm algorithm : CompressionAlgorithm.values()) {
        for (int i = 0; i < 3; i++) {
          PairMessage answer = client.send(get("x, " + algorithm)).whole();
          assertThat(answer.field("content-encoding")).isEqualTo(algorithm.toString());
          assertThat(answer.field("vary")).isEqualTo("Accept-Encoding");
          assertThat(answer.field("etag")).isEqualTo("W/\"1\"");
          assertThat(answer.field("accept-ranges") + answer.field("content-md5")).isEmpty();
          assertThat(answer.body().length()).isLessThan(BODY.length() / 10);
          assertThat(expanded(answer)).isEqualTo(BODY);
        }
      }
      awaitIdle(proxy);
      assertThat(origin.requests().get(0).field("accept-encoding")).isEqualTo("x, gzip");
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatAcceptsNone_getsTheAnswerAsItIs(Pair pair) {
    try (PairOrigin origin = pair.origin(always(Act.ANSWER, json(BODY).with("etag", "\"1\"")));
        TestProxy proxy = proxy(pair, ALL, origin.port());
        PairClient client = pair.client(proxy)) {
      for (String accepted : new String[] {"identity", "gzip;q=0, compress", "deflate"}) {
        PairMessage answer = client.send(get(accepted)).whole();
        assertThat(answer.field("content-encoding")).isEmpty();
        assertThat(answer.field("vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.field("etag")).isEqualTo("\"1\"");
        assertThat(answer.body()).isEqualTo(BODY);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void trailers_passBehindACompressedBody(Pair pair) {
    PairMessage made = json(BODY).withTrailer("x-sum", "1234");
    try (PairOrigin origin = pair.origin(always(Act.ANSWER, made));
        TestProxy proxy = proxy(pair, ALL, origin.port());
        PairClient client = pair.client(proxy)) {
      PairMessage answer = client.send(get("gzip")).whole();
      assertThat(expanded(answer)).isEqualTo(BODY);
      assertThat(answer.trailer("x-sum")).isEqualTo("1234");
    }
  }

  @ParameterizedTest
  @EnumSource
  void headOfHead_isThatOfGet(Pair pair) {
    Function<PairMessage, Reply> script =
        request -> new Reply(Act.ANSWER, json(BODY).with("etag", "\"1\""));
    try (PairOrigin origin = pair.origin(script);
        TestProxy proxy = proxy(pair, ALL, origin.port());
        PairClient client = pair.client(proxy)) {
      PairMessage head = PairMessage.of("HEAD /", "").with("accept-encoding", "gzip");
      for (int i = 0; i < 3; i++) {
        PairMessage answer = client.send(head).whole();
        assertThat(answer.body()).isEmpty();
        assertThat(answer.field("content-encoding")).isEqualTo("gzip");
        assertThat(answer.field("etag")).isEqualTo("W/\"1\"");
      }
      assertThat(expanded(client.send(get("gzip")).whole())).isEqualTo(BODY);
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerThatIsCut_hasNoEndForTheClient(Pair pair) {
    try (PairOrigin origin = pair.origin(always(Act.CUT, json(BODY)));
        TestProxy proxy = proxy(pair, ALL, origin.port())) {
      for (CompressionAlgorithm algorithm : CompressionAlgorithm.values()) {
        try (PairClient client = pair.client(proxy)) {
          PairAnswer answer = client.send(get(algorithm.toString()));
          assertThatThrownBy(answer::whole).isInstanceOf(UncheckedIOException.class);
        }
      }
      awaitIdle(proxy);
      assertThat(errors(proxy.proxy(), ProxyError.RESPONSE_TRUNCATED)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientsThatDoNotRead_andGo_leaveNothing(Pair pair) {
    byte[] noise = new byte[8 << 20];
    new Random(1).nextBytes(noise);
    try (PairOrigin origin = pair.origin(always(Act.ANSWER, json(text(noise))));
        TestProxy proxy = proxy(pair, ", compression: {level: 1}", origin.port())) {
      for (int i = 0; i < 3; i++) {
        PairClient client = pair.client(proxy);
        client.send(get("gzip"));
        int sent = i + 1;
        await().atMost(Setup.LONG).until(() -> origin.requests().size() == sent);
        client.close();
      }
      awaitIdle(proxy);
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomBodies_inRandomParts_arriveAsTheyWere(Pair pair) {
    try (PartsOrigin origin = PartsOrigin.start(pair, "application/json");
        TestProxy proxy = proxy(pair, ALL, origin.port());
        PairClient client = pair.client(proxy)) {
      for (int seed = 0; seed < 60; seed++) {
        Random random = new Random(seed);
        CompressionAlgorithm algorithm = CompressionAlgorithm.values()[seed % 3];
        PairMessage request =
            PairMessage.of("GET /" + seed, "").with("accept-encoding", "" + algorithm);
        PairMessage answer = client.send(request).whole();
        assertThat(answer.field("content-encoding")).isEqualTo("" + algorithm);
        assertThat(expanded(answer)).as("seed %d", seed).isEqualTo(PartsOrigin.body(random));
      }
      awaitIdle(proxy);
    }
  }
}
