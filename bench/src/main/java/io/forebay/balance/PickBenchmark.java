package io.forebay.balance;

import io.forebay.backend.EligibleServers;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Server;
import io.forebay.backend.WeightedServer;
import io.forebay.config.Balance;
import io.forebay.config.BalanceConfig;
import io.forebay.util.Hash64;
import io.forebay.util.Ticker;
import java.net.InetSocketAddress;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Picking a server and counting it in flight, by two event loops at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@Threads(2)
public class PickBenchmark {

  @Param({"ROUND_ROBIN", "LEAST_CONN", "RANDOM_TWO", "CONSISTENT_HASH", "FIRST", "LEAST_TIME"})
  private Balance balance;

  @Param({"3", "30"})
  private int servers;

  private LoadBalancer balancer;
  private EligibleServers eligible;

  /** The keys of one event loop. */
  @State(Scope.Thread)
  public static class Keys {
    private long next;

    long next() {
      return Hash64.mix(next++);
    }
  }

  @Setup
  public void setUp() {
    List<WeightedServer> all = new ArrayList<>();
    for (int i = 1; i <= servers; i++) {
      InetSocketAddress address = new InetSocketAddress("127.0.0.1", i);
      all.add(new WeightedServer(new Server(i, "app", "s" + i, address), 1));
    }
    balancer = Balancers.of(BalanceConfig.of(balance), Ticker.system());
    eligible = EligibleServers.of(all);
  }

  @Benchmark
  public Object pick(Keys keys) {
    Server server = balancer.pick(eligible, keys.next(), null);
    server.begin();
    server.end();
    return server;
  }
}
