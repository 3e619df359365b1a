package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.config.ProxyConfig;
import io.forebay.net.NameLookup;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.TestProxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Random histories of a name against what is to be seen of it, said naively. */
class NamesHistoriesTest {
  private static final ProxyConfig CONFIG =
      TestProxy.parse(
          """
          listeners: { web: { bind: "127.0.0.1:0", backend: app } }
          backends: { app: { servers: ["one.test:80"] } }
          """);

  /** What is true of the name in one history, and what has been seen of it. */
  private static final class World {
    private final ManualTicker ticker = new ManualTicker();
    private final Names names = new Names(List.of(this::find), ticker);
    private List<InetAddress> truth = List.of();
    private Duration timeToLive = Duration.ZERO;
    private Duration now = Duration.ZERO;
    private int asked;
    private Duration due = Duration.ZERO;
    private List<InetAddress> seen = List.of();
    private Duration lostAt = Duration.ZERO;
    private boolean lost;

    private CompletableFuture<NameLookup.Found> find(String host) {
      asked++;
      return CompletableFuture.completedFuture(new NameLookup.Found(truth, timeToLive));
    }

    private void advance(int millis) {
      ticker.advance(Duration.ofMillis(millis));
      now = now.plusMillis(millis);
    }

    private void look(boolean forced) {
      int before = asked;
      boolean wanted = forced || now.compareTo(due) >= 0;
      if (forced) {
        names.lookUp(CONFIG);
      } else {
        names.lookUpDue(CONFIG);
      }
      assertThat(asked - before).isEqualTo(wanted ? 1 : 0);
      if (wanted) {
        learn();
      }
      assertThat(names.addresses("one.test")).isEqualTo(seen);
    }

    private void learn() {
      if (!truth.isEmpty()) {
        long seconds = Math.max(5, Math.min(60, timeToLive.toSeconds()));
        due = now.plusSeconds(seconds);
        seen = truth;
        lost = false;
        return;
      }
      due = now.plusSeconds(5);
      if (!lost) {
        lost = true;
        lostAt = now;
      }
      if (now.minus(lostAt).compareTo(Duration.ofSeconds(30)) >= 0) {
        seen = List.of();
      }
    }
  }

  @Test
  void histories_areAsTheModelSays() throws UnknownHostException {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      World world = new World();
      for (int step = 0; step < 40; step++) {
        switch (random.nextInt(5)) {
          case 0 -> world.truth = List.of();
          case 1 -> world.truth = List.of(address(random.nextInt(3)));
          case 2 -> world.timeToLive = Duration.ofSeconds(random.nextInt(90));
          case 3 -> world.look(random.nextInt(8) == 0);
          default -> world.advance(random.nextInt(20_000));
        }
      }
      world.look(false);
    }
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }
}
