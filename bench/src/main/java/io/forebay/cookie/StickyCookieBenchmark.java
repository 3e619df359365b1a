package io.forebay.cookie;

import io.forebay.http.HeaderId;
import io.forebay.http.HttpHead;
import io.forebay.util.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Finding the server that a cookie names behind two others, and taking that cookie away. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StickyCookieBenchmark {

  private static final byte[] NAME = Ascii.bytes("SERVERID");

  @Param({"3", "1000"})
  private int servers;

  private final HttpHead received = new HttpHead();
  private final HttpHead head = new HttpHead();
  private TokenTable<Integer> table;

  @Setup
  public void setUp() {
    CookieKey key = CookieKey.of("benchmark");
    List<TokenTable.Entry<Integer>> entries = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      entries.add(new TokenTable.Entry<>(key.token("sticky", "app", "server" + i), i));
    }
    table = new TokenTable<>(entries);
    String token = Ascii.text(entries.get(1).token(), 0, CookieKey.TOKEN_CHARS);
    addCookies("session=4f9a2c71e8d34b0f; theme=dark; SERVERID=" + token);
  }

  private void addCookies(String cookies) {
    received.response(200);
    byte[] value = Ascii.bytes(cookies);
    received.add(HeaderId.COOKIE, HeaderId.COOKIE.nameBytes(), value, 0, value.length);
  }

  @Benchmark
  public void found(Blackhole result) {
    result.consume(find(received));
  }

  @Benchmark
  public void foundAndRemoved(Blackhole result) {
    head.reset();
    head.copyLines(received);
    result.consume(find(head));
    RequestCookies.remove(head, NAME);
    result.consume(head.count());
  }

  private Object find(HttpHead request) {
    CookieCursor cookies = new CookieCursor(request);
    while (cookies.next()) {
      if (cookies.isNamed(NAME)) {
        return table.find(request.bytes(), cookies.valueStart(), cookies.valueEnd());
      }
    }
    return this;
  }
}
