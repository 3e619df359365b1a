package io.forebay.route;

import io.forebay.util.Ascii;
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

/** Finding the route of a request in tables of several kinds and sizes, each time another one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RouteBenchmark {

  /** What tells the routes of a table apart. */
  public enum Kind {
    /** The host; each has two prefixes. */
    HOST,
    /** The end of the host, {@code *.name}. */
    WILDCARD,
    /** The prefix of the path, on one host. */
    PREFIX
  }

  /** A power of two, so that taking the next request costs nothing. */
  private static final int REQUESTS = 1024;

  @Param private Kind kind;

  @Param({"10", "1000"})
  private int routes;

  private final byte[][] requests = new byte[REQUESTS][];
  private final int[] hostEnds = new int[REQUESTS];
  private RouteTable<String> table;
  private int next;

  @Setup
  public void setUp() {
    RouteTable.Builder<String> builder = RouteTable.builder();
    for (int i = 0; i < routes; i++) {
      switch (kind) {
        case HOST -> builder.prefix(host(i), "/api/", "api " + i).prefix(host(i), "/", "rest " + i);
        case WILDCARD -> builder.prefix("*." + host(i), "/api/", "api " + i);
        case PREFIX -> builder.prefix("app.example.test", "/api/" + i + "/", "api " + i);
      }
    }
    table = builder.build();
    for (int i = 0; i < REQUESTS; i++) {
      int route = i * 7 % routes;
      String host =
          switch (kind) {
            case HOST -> host(route);
            case WILDCARD -> "www." + host(route);
            case PREFIX -> "app.example.test";
          };
      String path = kind == Kind.PREFIX ? "/api/" + route + "/items/1" : "/api/v1/items";
      requests[i] = Ascii.bytes(host + path);
      hostEnds[i] = host.length();
    }
  }

  private static String host(int number) {
    return "tenant-" + number + ".example.test";
  }

  @Benchmark
  public Object match() {
    int i = next++ & (REQUESTS - 1);
    byte[] request = requests[i];
    int hostEnd = hostEnds[i];
    return table.match(request, 0, hostEnd, hostEnd, request.length);
  }
}
