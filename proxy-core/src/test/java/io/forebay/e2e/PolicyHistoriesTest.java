package io.forebay.e2e;

import static io.forebay.e2e.PolicyYaml.pick;
import static io.forebay.e2e.Setup.LONG;
import static io.forebay.e2e.Setup.awaitIdle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.backend.ServerState;
import io.forebay.compress.Expanding;
import io.forebay.config.CompressionAlgorithm;
import io.forebay.e2e.PairClient.PairAnswer;
import io.forebay.e2e.PairOrigin.Act;
import io.forebay.e2e.PairOrigin.Reply;
import io.forebay.testkit.LeakExtension;
import io.forebay.testkit.RawClient;
import io.forebay.testkit.TestProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random requests through random combinations of all that a traffic policy has, to servers that
 * fail now and then, of clients that leave whenever they like: each answer is that of its request
 * and whole, or a clean error; no POST reaches servers twice; nothing is left behind. {@code
 * -Dforebay.histories=N} runs more of them.
 */
@ExtendWith(LeakExtension.class)
class PolicyHistoriesTest {

  private static final int HISTORIES = Integer.getInteger("forebay.histories", 6);

  /** On a busy machine time limits cut answers: only who asks for more histories hears of cuts. */
  private static final boolean CUTS_COUNT = Integer.getInteger("forebay.histories") != null;

  private static final int SEED = Integer.getInteger("forebay.seed", 1);
  private static final int OF_ONE_CONFIG = 25;
  private static final int SERVERS = 4;
  private static final Duration SLOWNESS = Duration.ofMillis(200);
  private static final Set<Integer> OWN =
      Set.of(200, 307, 400, 401, 403, 404, 408, 413, 417, 429, 500, 502, 503, 504);

  @TempDir private Path folder;

  /** What became of requests. */
  private final Set<String> posted = ConcurrentHashMap.newKeySet();

  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final AtomicInteger whole = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void anyPolicy_givesRightAnswersOrCleanErrors(boolean http2Client, boolean http2Server)
      throws IOException {
    PolicyYaml policies = new PolicyYaml(folder);
    try (LoggedErrors logged = new LoggedErrors()) {
      for (int i = 0; i < HISTORIES && logged.errors().isEmpty(); i++) {
        long seed = SEED * 1_000_000L + i;
        run(seed, http2Client, http2Server, policies);
      }
    }
    assertThat(whole).as("whole answers").hasPositiveValue();
  }

  private void run(long seed, boolean http2Client, boolean http2Server, PolicyYaml policies) {
    Random random = new Random(seed * 0x9e3779b97f4a7c15L);
    List<PairOrigin> origins =
        IntStream.range(0, SERVERS)
            .mapToObj(it -> PairOrigin.start(http2Server, this::serve))
            .toList();
    String yaml = policies.next(random, http2Server, origins);
    String about = "seed " + seed + ", HTTP/2 " + http2Client + " " + http2Server + "\n" + yaml;
    try (TestProxy proxy = TestProxy.start(yaml)) {
      History history = new History(proxy, random, http2Client, about);
      for (int i = 0; i < OF_ONE_CONFIG; i++) {
        history.step("h" + seed + "-" + i);
      }
      history.close();
      awaitIdle(proxy);
      assertThat(proxy.proxy().requestsInTarpit()).as(about).isZero();
      await("clients to be gone: " + about)
          .atMost(LONG)
          .until(() -> proxy.proxy().openConnections() == 0);
      await("held memory: " + about)
          .atMost(LONG)
          .until(() -> proxy.proxy().replayBufferBytes() == 0);
      origins.forEach(PairOrigin::close);
      await("servers to be gone: " + about).atMost(LONG).until(() -> connections(proxy) == 0);
      assertThat(violations).as(about).isEmpty();
    } finally {
      origins.forEach(PairOrigin::close);
    }
  }

  private static long connections(TestProxy proxy) {
    return proxy.proxy().backends().stream()
        .flatMap(it -> it.servers().stream())
        .mapToLong(it -> it.server().connections())
        .sum();
  }

  // ---- servers ----

  private static String id(String target) {
    return target.replaceAll(".*id=", "");
  }

  /** The same for each attempt of a request. */
  private Reply serve(PairMessage request) {
    String[] words = request.start().split(" ");
    String id = words[1].contains("id=") ? id(words[1]) : "";
    Expected expected = Expected.of(id);
    if (request.fields().isEmpty()) {
      if (words[0].equals("POST") && !posted.add(id)) {
        violations.add("sent twice: " + request.start());
      }
      if (expected.isSlow()) {
        pause();
      }
    } else {
      int length = request.body().length();
      if (!request.field("x-length").equals("" + length) || !request.body().matches("b*")) {
        violations.add("body of " + length + " bytes: " + request.start() + request.fields());
      }
      if (!request.field("x-id").equals(id)) {
        violations.add("fields of another: " + request.start() + request.fields());
      }
    }
    return new Reply(expected.act(), expected.answer());
  }

  private static void pause() {
    LockSupport.parkNanos(SLOWNESS.toNanos());
  }

  /** What servers do with a request, by its id. */
  private record Expected(Act act, boolean isSlow, PairMessage answer, int count) {

    static Expected of(String id) {
      Random random = new Random(id.hashCode());
      Act act = random.nextInt(3) > 0 ? Act.ANSWER : Act.values()[random.nextInt(5)];
      String status = pick(random, "200", "200", "200", "200", "204", "301", "404", "500", "503");
      int count = random.nextInt(random.nextInt(4) == 0 ? 9000 : 100);
      boolean bodyless = status.equals("204");
      PairMessage answer =
          PairMessage.of(status, bodyless ? "" : id.repeat(count))
              .with("x-id", id)
              .with("content-type", pick(random, "text/plain", "image/png", "text/event-stream"))
              .with("set-cookie", "app=1; Path=/")
              .with("etag", "\"1\"");
      if (status.equals("301")) {
        answer = answer.with("location", "http://localhost/" + id);
      }
      if (random.nextInt(4) == 0 && !bodyless) {
        answer = answer.withTrailer("x-last", id);
      }
      return new Expected(act, random.nextInt(40) == 0, answer, bodyless ? 0 : count);
    }
  }

  // ---- clients ----

  /** Clients of one configuration. */
  private final class History {
    private final TestProxy proxy;
    private final Random random;
    private final boolean http2;
    private final String about;
    private final Set<String> cookies = new HashSet<>();
    private final List<Asked> open = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private PairClient client;

    History(TestProxy proxy, Random random, boolean http2, String about) {
      this.proxy = proxy;
      this.random = random;
      this.http2 = http2;
      this.about = about;
      this.client = PairClient.connect(http2, proxy.port());
    }

    private record Asked(PairMessage request, PairAnswer answer, String id) {}

    void step(String id) {
      if (random.nextInt(10) == 0) {
        ServerState state = random.nextBoolean() ? ServerState.DOWN : ServerState.UP;
        Setup.change(proxy, random.nextInt(2), it -> it.state(state));
      }
      if (random.nextInt(6) == 0) {
        leave(id + "x");
      }
      PairMessage request = request(id);
      try {
        open.add(new Asked(request, client.send(request), id));
      } catch (UncheckedIOException e) {
        renew();
        return;
      }
      if (!http2 || random.nextInt(4) == 0) {
        takeAll();
      }
    }

    private void takeAll() {
      boolean goesOn = true;
      for (Asked asked : open) {
        goesOn &= isTaken(asked);
      }
      open.clear();
      if (!goesOn) {
        renew();
      }
    }

    /** Returns whether another request may follow. */
    private boolean isTaken(Asked asked) {
      String text = asked.request().start() + " " + asked.request().fields() + "\n" + about;
      Expected expected = Expected.of(asked.id());
      PairMessage answer;
      try {
        answer = asked.answer().whole();
      } catch (UncheckedIOException e) {
        told.add(
            asked.request().start()
                + " "
                + asked.request().body().length()
                + ": "
                + e.getMessage());
        assertThat(e.getCause()).as(text).isNotInstanceOf(SocketTimeoutException.class);
        assertThat(e).as(text).hasMessageNotContaining("nothing for");
        if (CUTS_COUNT && expected.act() == Act.ANSWER && !about.contains("reject: close")) {
          boolean refused = asked.request().body().length() > 1000 || expected.isSlow();
          assertThat(refused).as("cut (" + e + "): " + told + text).isTrue();
        }
        return false;
      }
      told.add(
          asked.request().start()
              + " "
              + asked.request().body().length()
              + " "
              + expected.act()
              + ": "
              + answer.status());
      check(asked, expected, answer, text);
      // An answer that does not wait for its request ends the connection.
      return http2 || !answer.field("x-id").isEmpty() && expected.act() == Act.ANSWER;
    }

    private void check(Asked asked, Expected expected, PairMessage answer, String text) {
      String echo = answer.field("x-echo");
      if (!echo.isEmpty()) {
        assertThat(echo).as(text).isEqualTo(asked.id());
      }
      String of = answer.field("x-id");
      if (of.isEmpty()) {
        assertThat(answer.status()).as(text).isIn(OWN);
        String fixed = answer.field("x-fixed");
        assertThat(fixed.isEmpty() ? asked.id() : fixed).as(text).isEqualTo(asked.id());
        return;
      }
      assertThat(of).as(text).isEqualTo(asked.id());
      assertThat(answer.status()).as(text).isEqualTo(expected.answer().status());
      if (asked.request().start().startsWith("HEAD")) {
        assertThat(answer.body()).isEmpty();
      } else {
        String body = expand(answer);
        assertThat(body.equals(asked.id().repeat(expected.count())))
            .as("%d bytes, %s: %s", body.length(), answer.fields(), text)
            .isTrue();
        if (answer.status() != 204) {
          String last = expected.answer().trailer("x-last");
          assertThat(answer.trailer("x-last")).as(text).isEqualTo(last);
        }
      }
      answer.fields().stream()
          .filter(it -> it.getKey().equals("set-cookie"))
          .forEach(it -> cookies.add(it.getValue().split(";")[0]));
      whole.incrementAndGet();
    }

    private static String expand(PairMessage answer) {
      CompressionAlgorithm algorithm =
          switch (answer.field("content-encoding")) {
            case "gzip" -> CompressionAlgorithm.GZIP;
            case "br" -> CompressionAlgorithm.BR;
            case "zstd" -> CompressionAlgorithm.ZSTD;
            default -> null;
          };
      byte[] body = answer.body().getBytes(StandardCharsets.ISO_8859_1);
      return Setup.text(algorithm == null ? body : Expanding.whole(algorithm, body));
    }

    private PairMessage request(String id) {
      String method = pick(random, "GET", "GET", "POST", "PUT", "HEAD", "DELETE");
      String place = pick(random, "/", "/split", "/away", "/fixed", "/new/a", "/%61", "/split/..");
      boolean bodyless = method.equals("GET") || method.equals("HEAD") || random.nextInt(3) == 0;
      int length = bodyless ? 0 : random.nextInt(random.nextInt(3) == 0 ? 60_000 : 500);
      String target = method + " " + place + "?id=" + id;
      PairMessage request =
          PairMessage.of(target, "b".repeat(length)).with("x-length", "" + length).with("x-id", id);
      if (random.nextBoolean()) {
        request =
            request.with("accept-encoding", pick(random, "gzip", "br, gzip;q=0.5", "*", "zstd"));
      }
      if (random.nextInt(3) == 0) {
        request = request.with("x-forwarded-for", pick(random, "192.0.2.1", "192.0.2.200", "!"));
      }
      if (random.nextInt(3) > 0) {
        String both = pick(random, "bob:secret", "bob:secret", "bob:secret", "bob:no", ":");
        byte[] bytes = both.getBytes(StandardCharsets.ISO_8859_1);
        String basic = "Basic " + Base64.getEncoder().encodeToString(bytes);
        request = request.with("authorization", basic);
      }
      if (random.nextInt(5) == 0) {
        request = request.with("expect", "100-continue");
      }
      if (random.nextBoolean() && !cookies.isEmpty()) {
        String all = String.join("; ", cookies);
        int cut = random.nextInt(4) == 0 ? random.nextInt(all.length()) : all.length();
        request = request.with("cookie", all.substring(0, cut).strip());
      }
      return random.nextInt(5) == 0 && length > 0 ? request.withTrailer("x-end", id) : request;
    }

    /** A client that goes in the middle, or says no more. */
    private void leave(String id) {
      String request =
          "%s %s?id=%s HTTP/1.1\r\nHost: localhost\r\nX-Id: %s\r\nX-Length: 9000\r\nContent-Length: 9000\r\n\r\n"
                  .formatted(
                      pick(random, "PUT", "POST"), pick(random, "/", "/split", "/fixed"), id, id)
              + "b".repeat(9000);
      try (RawClient raw = proxy.client()) {
        raw.send(request.substring(0, random.nextInt(request.length())));
        switch (random.nextInt(4)) {
          case 0 -> raw.reset();
          case 1 -> raw.shutdownOutput();
          case 2 -> raw.silentFor(Duration.ofMillis(random.nextInt(20)));
          default -> {
            // Closes.
          }
        }
      }
      if (http2) {
        try (PairClient other = PairClient.connect(true, proxy.port())) {
          other.sendPart("POST /split?id=" + id + "2", 5000, "b".repeat(random.nextInt(4000)));
          other.send(request(id + "3"));
        }
      }
    }

    private void renew() {
      told.clear();
      client.close();
      client = PairClient.connect(http2, proxy.port());
    }

    void close() {
      takeAll();
      client.close();
    }
  }
}
