package io.forebay.e2e;

import static io.forebay.e2e.Setup.GET;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that send any frames at all: servers see whole and sound requests only, each of them
 * once, and nothing is left behind. {@code -Dforebay.histories=N} runs more of them.
 */
@ExtendWith(LeakExtension.class)
class Http2FrameHistoriesTest {

  private static final int HISTORIES = Integer.getInteger("forebay.histories", 300);
  private static final int SEED = Integer.getInteger("forebay.seed", 1);
  private static final String TIMEOUTS = "{client: 200ms, server: 5s}";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anyFrames_leaveNothingBehind(boolean http2Server) {
    try (LoggedErrors errors = new LoggedErrors();
        PathOrigin origin = http2Server ? new Two() : new One();
        TestProxy proxy =
            TestProxy.start(
                Setup.yaml(TIMEOUTS, http2Server ? "protocol: h2c" : "", origin.port()))) {
      for (int i = 0; i < HISTORIES && errors.errors().isEmpty(); i++) {
        run(proxy, new Random(SEED * 1_000_000L + i), "h" + i);
        if (i % 20 == 19) {
          assertThat(ask(proxy)).as("after history %d", i).isEqualTo(200);
        }
      }
      awaitIdle(proxy);
      await("connections to close").atMost(LONG).until(() -> proxy.proxy().openConnections() == 0);
      assertOnce(origin.posts());
    }
  }

  private static int ask(TestProxy proxy) {
    try (RawClient client = proxy.client()) {
      return client.send(GET).readResponse().status();
    }
  }

  private static void assertOnce(List<String> posts) {
    assertThat(posts).isNotEmpty();
    Set<String> before = new HashSet<>();
    posts.forEach(it -> assertThat(before.add(it)).as("%s comes once", it).isTrue());
  }

  private static void run(TestProxy proxy, Random random, String history) {
    List<byte[]> parts = new RandomFrames(random, history).parts();
    int sent = random.nextInt(4) == 0 ? random.nextInt(parts.size() + 1) : parts.size();
    try (RawClient client = proxy.client()) {
      parts.subList(0, sent).forEach(client::send);
      switch (random.nextInt(4)) {
        case 0 -> client.reset();
        case 1 -> {
          client.shutdownOutput();
          client.readAll();
        }
        case 2 -> client.silentFor(Duration.ofMillis(random.nextInt(5)));
        default -> {}
      }
    } catch (UncheckedIOException e) {
      // The proxy has closed first, as it may.
    }
  }

  private interface PathOrigin extends AutoCloseable {
    int port();

    /** The targets of POSTs whose heads came. */
    List<String> posts();

    @Override
    void close();
  }

  private static final class One implements PathOrigin {
    private final ScriptedOrigin origin = ScriptedOrigin.start(OriginScript.respondWith(One::ok));

    private static String ok(RawRequest request) {
      return Setup.ok(request.method().equals("HEAD") ? "" : request.bodyText());
    }

    @Override
    public int port() {
      return origin.port();
    }

    @Override
    public List<String> posts() {
      return origin.heads().stream()
          .filter(it -> it.startsWith("POST "))
          .map(it -> it.split(" ")[1])
          .toList();
    }

    @Override
    public void close() {
      origin.close();
    }
  }

  private static final class Two implements PathOrigin {
    private final Http2Origin origin = Http2Origin.start(Two::echo);

    private static void echo(Http2TestStream stream) {
      boolean toHead = "HEAD".equals(stream.awaitHead().get(":method"));
      String body = stream.awaitText();
      stream.respond(Http2Fields.ok(), toHead ? "" : body);
    }

    @Override
    public int port() {
      return origin.port();
    }

    @Override
    public List<String> posts() {
      return origin.heads().stream()
          .filter(it -> "POST".equals(it.get(":method")))
          .map(it -> it.get(":path") + "")
          .toList();
    }

    @Override
    public void close() {
      origin.close();
    }
  }
}
