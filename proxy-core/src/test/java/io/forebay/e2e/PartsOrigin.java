package io.forebay.e2e;

import io.forebay.e2e.ProtocolPairsTest.Pair;
import io.forebay.testkit.Http2Fields;
import io.forebay.testkit.Http2Origin;
import io.forebay.testkit.Http2TestStream;
import io.forebay.testkit.OriginConnection;
import io.forebay.testkit.ScriptedOrigin;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A server of either protocol that sends its answers in parts, without saying their length. The
 * path of a request is the seed of a random body.
 */
record PartsOrigin(int port, AutoCloseable server) implements AutoCloseable {

  private static final String WORDS = "{\"abc\": [12, 34, true]}\n";

  /** A server of random bodies of a type. */
  static PartsOrigin start(Pair pair, String type) {
    return start(pair, type, (path, out) -> send(Integer.parseInt(path.substring(1)), out));
  }

  /** Answers a request for a path, part by part. */
  interface Script {
    void answer(String path, Consumer<String> out);
  }

  static PartsOrigin start(Pair pair, String type, Script script) {
    if (pair.isHttp2Server()) {
      Http2Origin origin = Http2Origin.start(stream -> serve(stream, type, script));
      return new PartsOrigin(origin.port(), origin);
    }
    ScriptedOrigin origin = ScriptedOrigin.start(connection -> serve(connection, type, script));
    return new PartsOrigin(origin.port(), origin);
  }

  private static void serve(Http2TestStream stream, String type, Script script) {
    String path = stream.awaitHead().get(":path");
    stream.head(Http2Fields.ok().with("content-type", type), false);
    script.answer(path, part -> stream.data(part, false));
    stream.data("", true);
  }

  private static void serve(OriginConnection connection, String type, Script script) {
    for (String head = connection.readHead(); head != null; head = connection.readHead()) {
      connection.readRequest();
      connection.send(
          "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n");
      script.answer(
          head.split(" ")[1],
          part -> connection.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n"));
      connection.send("0\r\n\r\n");
    }
  }

  private static void send(int seed, Consumer<String> out) {
    Random random = new Random(seed);
    String body = body(random);
    for (int at = 0; at < body.length(); ) {
      int next = Math.min(body.length(), at + 1 + random.nextInt(body.length()));
      out.accept(body.substring(at, next));
      at = next;
      if (random.nextInt(3) == 0) {
        pause(Duration.ofMillis(random.nextInt(40)));
      }
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The body that follows from a seed. */
  static String body(Random random) {
    StringBuilder body = new StringBuilder();
    int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 400_000 : 10_000);
    while (body.length() < length) {
      int from = random.nextInt(WORDS.length());
      body.append(WORDS, from, from + random.nextInt(WORDS.length() - from) + 1);
    }
    return body.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
