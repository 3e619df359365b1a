package io.forebay.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** Whether an address is in a set of networks, each time another one; half of them are. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NetworkSetBenchmark {

  /** A power of two, so that taking the next address costs nothing. */
  private static final int ADDRESSES = 1024;

  @Param({"4", "16"})
  private int addressBytes;

  @Param({"10", "100000"})
  private int networks;

  private final byte[][] addresses = new byte[ADDRESSES][];
  private NetworkSet set;
  private int next;

  @Setup
  public void setUp() {
    Random random = new Random(1);
    List<Cidr> all = new ArrayList<>();
    for (int i = 0; i < networks; i++) {
      all.add(network(random));
    }
    set = NetworkSet.of(all);
    for (int i = 0; i < ADDRESSES; i++) {
      addresses[i] = new byte[addressBytes];
      random.nextBytes(addresses[i]);
      if (i % 2 == 0) {
        addresses[i] = all.get(random.nextInt(networks)).network();
        addresses[i][addressBytes - 1] = (byte) i;
      }
    }
  }

  private Cidr network(Random random) {
    byte[] bytes = new byte[addressBytes];
    random.nextBytes(bytes);
    bytes[addressBytes - 1] = 0;
    return new Cidr(bytes, 8 * addressBytes - 8);
  }

  @Benchmark
  public boolean contains() {
    return set.contains(addresses[next++ & ADDRESSES - 1]);
  }
}
