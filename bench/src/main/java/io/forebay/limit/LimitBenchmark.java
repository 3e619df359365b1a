package io.forebay.limit;

import io.forebay.config.LimitAlgorithm;
import io.forebay.config.RequestRate;
import io.forebay.util.KeyedHash64;
import io.forebay.util.Ticker;
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

/** What a limit is asked for each request: the hash of an IPv4 address, and its state. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LimitBenchmark {

  private static final int BURST = 100_000;

  @Param({"TOKEN_BUCKET", "SLIDING_WINDOW"})
  private LimitAlgorithm algorithm;

  /** How many clients take turns. */
  @Param({"1", "100000"})
  private int clients;

  private final KeyedHash64 hash = KeyedHash64.random();
  private final byte[] address = new byte[4];
  private LimitStore store;
  private int turn;

  @Setup
  public void setUp() {
    RequestRate rate = RequestRate.parse("1000000/s");
    store =
        algorithm == LimitAlgorithm.TOKEN_BUCKET
            ? new TokenBuckets(rate, 2 * clients, Ticker.system())
            : new SlidingWindows(rate, 2 * clients, Ticker.system());
  }

  @Benchmark
  public long hash() {
    nextClient();
    return hash.of(address, 0, address.length);
  }

  @Benchmark
  public boolean hashAndTake() {
    nextClient();
    return store.take(hash.of(address, 0, address.length), BURST).passed();
  }

  private void nextClient() {
    turn = turn + 1 == clients ? 0 : turn + 1;
    address[1] = (byte) (turn >>> 16);
    address[2] = (byte) (turn >>> 8);
    address[3] = (byte) turn;
  }
}
