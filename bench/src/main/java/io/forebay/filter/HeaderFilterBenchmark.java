package io.forebay.filter;

import io.forebay.config.HeaderOps;
import io.forebay.config.TextTemplate;
import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ten rules for the headers of an answer with ten fields; values are always the same. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeaderFilterBenchmark {

  private static final List<String> NAMES =
      List.of(
          "Server",
          "Date",
          "Content-Type",
          "Content-Length",
          "Cache-Control",
          "ETag",
          "Last-Modified",
          "Set-Cookie",
          "X-Powered-By",
          "Vary");

  private final HttpHead received = new HttpHead();
  private final HttpHead head = new HttpHead();
  private final HeaderEdits edits =
      new HeaderEdits(
          new HeaderOps(
              List.of("Server", "X-Powered-By", "X-Internal-*"),
              Map.of(
                  "X-Frame-Options", "SAMEORIGIN",
                  "X-Content-Type-Options", "nosniff",
                  "Strict-Transport-Security", "max-age=31536000",
                  "Referrer-Policy", "no-referrer"),
              Map.of("X-Served-By", "edge", "Via", "1.1 edge"),
              Map.of("Cache-Control", "no-store")),
          TextTemplate.Scope.RESPONSE,
          null);

  @Setup
  public void setUp() {
    received.response(200);
    for (String name : NAMES) {
      byte[] bytes = Ascii.bytes(name);
      received.add(HeaderId.of(bytes, 0, bytes.length), bytes, bytes, 0, bytes.length);
    }
  }

  @Benchmark
  public int copied() {
    head.reset();
    head.copyLines(received);
    return head.count();
  }

  @Benchmark
  public int copiedAndEdited() {
    head.reset();
    head.copyLines(received);
    edits.apply(head, null);
    return head.count();
  }
}
