package io.forebay.e2e;

import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.change;
import static io.forebay.e2e.Setup.ok;
import static io.forebay.e2e.Setup.takeDown;
import static io.forebay.e2e.Setup.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.ServerState;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.OriginConnection;
import io.forebay.testkit.OriginScript;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.RawRequest;
import io.forebay.testkit.RawResponse;
import io.forebay.testkit.RefusingPort;
import io.forebay.testkit.ScriptedOrigin;
import io.forebay.testkit.TestProxy;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of requests to servers one of which refuses, two of which fail in any way there
 * is, and one of which is well: whatever happens, no POST is sent twice, and what may be sent twice
 * is answered.
 */
@ExtendWith(LeakExtension.class)
class RetryHistoryTest {

  private static final int REQUESTS = 150;

  private enum Conduct {
    ANSWER,
    ANSWER_AND_CLOSE,
    ANSWER_503,
    RESET_ON_ACCEPT,
    RESET_BEFORE_BODY,
    RESET_BEHIND_BODY,
    CLOSE_BEHIND_BODY,
    HALF_A_HEAD,
    HALF_A_BODY,
    HANG
  }

  private enum Kind {
    GET,
    PUT,
    POST,
    POST_WITH_KEY;

    private String request(String id, String body) {
      String head =
          "%s /%s HTTP/1.1\r\nHost: app.example.com\r\n"
              .formatted(name().startsWith("POST") ? "POST" : name(), id);
      String key = this == POST_WITH_KEY ? "Idempotency-Key: " + id + "\r\n" : "";
      String length = this == GET ? "" : "Content-Length: " + body.length() + "\r\n";
      return head + key + length + "\r\n" + (this == GET ? "" : body);
    }
  }

  /** A server that does as it is told, and writes down the ids of the requests that it sees. */
  private static final class Server implements AutoCloseable {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final ScriptedOrigin origin = ScriptedOrigin.start(script());
    private volatile Conduct conduct = Conduct.ANSWER;
    private volatile Runnable onHang = () -> {};

    private OriginScript script() {
      return c -> {
        if (conduct == Conduct.RESET_ON_ACCEPT) {
          c.reset();
          return;
        }
        for (String head = c.readHead(); head != null; head = c.readHead()) {
          seen.add(head.split("[ /]+")[1]);
          if (!isAnswered(c)) {
            return;
          }
        }
      };
    }

    private boolean isAnswered(OriginConnection c) {
      Conduct now = conduct;
      if (now == Conduct.RESET_ON_ACCEPT || now == Conduct.RESET_BEFORE_BODY) {
        c.reset();
        return false;
      }
      RawRequest request = c.readRequest();
      String answer = ok(request == null ? "" : request.target() + " " + request.bodyText());
      switch (now) {
        case ANSWER, ANSWER_AND_CLOSE -> c.send(answer);
        case ANSWER_503 -> c.send("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
        case HALF_A_HEAD -> c.send("HTTP/1.1 200 OK\r\nCon");
        case HALF_A_BODY -> c.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        case RESET_BEHIND_BODY -> c.reset();
        case HANG -> hang(c, request);
        default -> {
          // Closes without a word.
        }
      }
      return now == Conduct.ANSWER || now == Conduct.ANSWER_503;
    }

    /** Goes down; what would wait for it for ever is reset. */
    private void hang(OriginConnection c, RawRequest request) {
      onHang.run();
      if (isPlainPost(request)) {
        c.reset();
      } else {
        c.awaitClose();
      }
    }

    private static boolean isPlainPost(RawRequest request) {
      return request.method().equals("POST") && request.headers().first("idempotency-key") == null;
    }

    private boolean hasHalfAnswered(String id) {
      return seen.contains(id)
          && (conduct == Conduct.HALF_A_HEAD || conduct == Conduct.HALF_A_BODY);
    }

    @Override
    public void close() {
      origin.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverServersDo_noPostIsSentTwiceAndTheRestIsAnswered(long seed) {
    Random random = new Random(seed);
    try (RefusingPort refusing = RefusingPort.open();
        Server one = new Server();
        Server two = new Server();
        Server good = new Server();
        TestProxy proxy =
            TestProxy.start(
                yaml(
                    "{server: 60s}",
                    "retry: {attempts: 10, budget: 100%}",
                    one.origin.port(),
                    two.origin.port(),
                    good.origin.port(),
                    refusing.port()))) {
      List<Server> bad = List.of(one, two);
      one.onHang = () -> takeDown(proxy, 0);
      two.onHang = () -> takeDown(proxy, 1);
      RawClient client = proxy.client();
      for (int i = 0; i < REQUESTS; i++) {
        for (Server server : bad) {
          server.conduct = Conduct.values()[random.nextInt(Conduct.values().length)];
        }
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        String id = "r" + i;
        String body = "x".repeat(random.nextInt(2_000));
        client.send(kind.request(id, body));
        RawResponse response = answer(client);
        change(proxy, 0, it -> it.state(ServerState.UP));
        change(proxy, 1, it -> it.state(ServerState.UP));

        String history = seed + "/" + id + " " + kind + " " + one.conduct + " " + two.conduct;
        long sent =
            List.of(one, two, good).stream()
                .flatMap(it -> it.seen.stream())
                .filter(id::equals)
                .count();
        if (kind == Kind.POST) {
          assertThat(sent).as(history).isLessThanOrEqualTo(1);
        } else if (bad.stream().noneMatch(it -> it.hasHalfAnswered(id))) {
          assertThat(response).as(history).isNotNull();
          assertThat(response.status()).as(history).isEqualTo(200);
        }
        if (response != null && response.status() == 200) {
          String expected = "/" + id + " " + (kind == Kind.GET ? "" : body);
          assertThat(response.bodyText()).as(history).isEqualTo(expected);
        }
        if (response == null || "close".equals(response.headers().first("connection"))) {
          client.close();
          client = proxy.client();
        }
      }
      client.close();
      awaitIdle(proxy);
      assertThat(proxy.proxy().replayBufferBytes()).isZero();
    }
  }

  /** Null where it was cut. */
  private static RawResponse answer(RawClient client) {
    try {
      return client.readResponse();
    } catch (UncheckedIOException e) {
      return null;
    }
  }
}
