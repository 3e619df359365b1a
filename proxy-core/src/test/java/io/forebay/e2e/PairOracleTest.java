package io.forebay.e2e;

import static io.forebay.e2e.Setup.awaitIdle;
import static io.forebay.e2e.Setup.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.TestProxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random requests and answers are the same at the other end, whichever protocols client and server
 * speak: what goes through HTTP/1 alone is what the other three pairs are held against. {@code
 * -Dforebay.histories=N} sends more of them.
 */
@ExtendWith(LeakExtension.class)
class PairOracleTest {

  private static final int MESSAGES = Integer.getInteger("forebay.histories", 200);
  private static final int SEED = Integer.getInteger("forebay.seed", 1);
  private static final int MOST_BODY = 70_000;
  private static final Set<String> OF_THE_WAY = Set.of("date", "x-forwarded-port");
  private static final Comparator<Map.Entry<String, String>> BY_NAME =
      Map.Entry.<String, String>comparingByKey().thenComparing(Map.Entry.comparingByValue());

  /** One of the four ways, with what the server is to answer next. */
  private static final class Way implements AutoCloseable {
    private final boolean http2Client;
    private final boolean http2Server;
    private final PairOrigin origin;
    private final TestProxy proxy;
    private @Nullable PairClient client;
    private volatile PairMessage answer = PairMessage.of("200", "");

    Way(boolean http2Client, boolean http2Server) {
      this.http2Client = http2Client;
      this.http2Server = http2Server;
      this.origin = PairOrigin.start(http2Server, request -> new Reply(Act.ANSWER, answer));
      String more = http2Server ? "protocol: h2c" : "";
      this.proxy = TestProxy.start(Setup.yaml("{}", more, origin.port()));
    }

    /** What the server saw, and what the client got. */
    List<PairMessage> send(PairMessage request, PairMessage next) {
      answer = next;
      int before = origin.requests().size();
      PairClient used = client == null ? PairClient.connect(http2Client, proxy.port()) : client;
      client = used;
      PairMessage got = used.send(request).whole();
      if (got.field("connection").equals("close") || got.status() >= 400) {
        used.close();
        client = null;
      }
      List<PairMessage> seen = origin.requests().subList(before, origin.requests().size());
      List<PairMessage> both = new ArrayList<>();
      seen.forEach(it -> both.add(sorted(it)));
      both.add(sorted(got));
      return both;
    }

    @Override
    public void close() {
      if (client != null) {
        client.close();
      }
      awaitIdle(proxy);
      proxy.close();
      origin.close();
    }

    @Override
    public String toString() {
      return "HTTP/" + (http2Client ? 2 : 1) + " to HTTP/" + (http2Server ? 2 : 1);
    }
  }

  /** Fields of different names may change places; a failure need not show whole bodies. */
  private static PairMessage sorted(PairMessage message) {
    return new PairMessage(
        message.start(),
        Stream.concat(
                message.fields().stream()
                    .filter(it -> !OF_THE_WAY.contains(it.getKey()) && !isCookie(it)),
                Stream.of(Map.entry("cookie", cookies(message))))
            .sorted(BY_NAME)
            .toList(),
        message.body().length() + " " + message.body().hashCode(),
        message.trailers().stream().sorted(BY_NAME).toList());
  }

  private static boolean isCookie(Map.Entry<String, String> field) {
    return field.getKey().equals("cookie");
  }

  /** HTTP/2 may send them apart, and HTTP/1 must not (RFC 9113 section 8.2.3). */
  private static String cookies(PairMessage message) {
    return message.fields().stream()
        .filter(PairOracleTest::isCookie)
        .map(Map.Entry::getValue)
        .filter(it -> !it.isEmpty())
        .collect(Collectors.joining("; "))
        .strip();
  }

  @Test
  void whatGoesThrough_isTheSameForAllPairs() {
    try (LoggedErrors errors = new LoggedErrors();
        Way plain = new Way(false, false);
        Way up = new Way(false, true);
        Way down = new Way(true, false);
        Way both = new Way(true, true)) {
      for (int i = 0; i < MESSAGES && errors.errors().isEmpty(); i++) {
        Random random = new Random(SEED * 1_000_000L + i);
        PairMessage request = request(random);
        PairMessage answer = answer(random, request);
        List<PairMessage> expected = plain.send(request, answer);
        for (Way way : List.of(up, down, both)) {
          assertThat(way.send(request, answer))
              .as("message %d, %s: %s", i, way, request.start())
              .isEqualTo(expected);
        }
      }
    }
  }

  private static PairMessage request(Random random) {
    String method =
        pick(random, "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "X-1");
    String path = method.equals("OPTIONS") && random.nextInt(3) == 0 ? "*" : path(random);
    boolean bodyless = random.nextBoolean() || method.equals("HEAD");
    return more(random, PairMessage.of(method + " " + path, bodyless ? "" : body(random)));
  }

  private static PairMessage answer(Random random, PairMessage request) {
    String status =
        pick(random, "200", "200", "201", "204", "206", "301", "304", "404", "418", "500");
    boolean bodyless =
        status.equals("204") || status.equals("304") || request.start().startsWith("HEAD ");
    PairMessage answer = PairMessage.of(status, bodyless ? "" : body(random));
    PairMessage more = more(random, answer);
    return bodyless ? new PairMessage(status, more.fields(), "", List.of()) : more;
  }

  private static String body(Random random) {
    int most = random.nextInt(4) == 0 ? MOST_BODY : 2000;
    return random.nextInt(4) == 0 ? "" : text(Setup.bytes(random.nextInt(most)));
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder("/");
    for (int i = random.nextInt(12); i > 0; i--) {
      path.append(
          pick(
              random, "a", "/", "%20", "?", "&", "=", "..", ".", ";", "%2F", "*", ":", "@", "~",
              "%2e"));
    }
    return path.toString();
  }

  private static PairMessage more(Random random, PairMessage message) {
    PairMessage more = message;
    for (int i = random.nextInt(6); i > 0; i--) {
      String name =
          pick(
              random,
              "x-a",
              "x-b",
              "accept",
              "cookie",
              "via",
              "x-forwarded-for",
              "user-agent",
              "expect",
              "priority",
              "cache-control",
              "set-cookie",
              "range",
              "content-type",
              "accept-encoding",
              "forwarded",
              "x-request-id",
              "referer",
              "proxy-authorization");
      more = more.with(name, name.equals("expect") ? "100-continue" : value(random));
    }
    return random.nextInt(4) == 0 ? more.withTrailer("x-last", value(random)) : more;
  }

  private static String value(Random random) {
    StringBuilder value = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      value.append(
          pick(
              random, "a", "b=c", ",", ";", "\u00e9", "\"", "a b", "a\tb", "(x)", "x, y", "=",
              "\\"));
    }
    return value.toString().strip();
  }

  private static String pick(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
