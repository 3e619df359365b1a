package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.config.CheckPace;
import io.forebay.config.HealthCheckConfig;
import io.forebay.testkit.ManualTicker;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random histories of a server's checks, rechecks and results against a naive model. */
class ServerCheckHistoriesTest {
  private static final int RISE = 2;
  private static final int FALL = 3;

  /** One history; the probe is answered by the test. */
  private static final class World implements Probe, AutoCloseable {
    private final ManualTicker ticker = new ManualTicker();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Server server = server(1);
    private final Server other = server(2);
    private final Backend backend = CheckerFixture.backend(server, other);
    private final ServerCheck check;
    private @Nullable Consumer<ProbeResult> underWay;
    private boolean stopped;
    private int rechecks;
    private int told;
    private ServerState expected = ServerState.UNCHECKED;
    private int against;

    World(Random random) {
      channel.freezeTime();
      if (random.nextBoolean()) {
        other.state(ServerState.DOWN);
      }
      var pace =
          new CheckPace(
              Duration.ofSeconds(2),
              Duration.ofMillis(500),
              Duration.ofSeconds(3),
              Duration.ofSeconds(1));
      check =
          new ServerCheck(
              channel.eventLoop(),
              ticker,
              backend,
              server,
              new HealthCheckConfig(null, pace, RISE, FALL),
              server.address(),
              this,
              (it, to, cause) -> {
                server.state(to);
                backend.refresh();
              });
      backend.refresh();
      check.start();
    }

    private static Server server(int id) {
      return CheckerFixture.server(id, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    @Override
    public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
      assertThat(underWay).as("one at a time").isNull();
      assertThat(stopped).isFalse();
      underWay = done;
      return new Attempt() {
        @Override
        public void endWithin(Duration rest) {}

        @Override
        public void cancel() {
          underWay = null;
        }
      };
    }

    private void advance(int millis) {
      ticker.advance(Duration.ofMillis(millis));
      channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }

    private void recheck() {
      rechecks++;
      check.recheck(Duration.ofMillis(300), it -> told++);
    }

    private void answer(ProbeResult.Verdict verdict) {
      Consumer<ProbeResult> done = underWay;
      if (done == null) {
        return;
      }
      underWay = null;
      expect(verdict);
      done.accept(new ProbeResult(verdict, "answer"));
      assertThat(server.state()).isEqualTo(expected);
      assertThat(told).as("whoever waits is told").isEqualTo(rechecks);
    }

    private void expect(ProbeResult.Verdict verdict) {
      if (verdict == ProbeResult.Verdict.UNKNOWN) {
        return;
      }
      ServerState shown = verdict == ProbeResult.Verdict.GOOD ? ServerState.UP : ServerState.DOWN;
      if (expected == ServerState.UNCHECKED || expected == shown) {
        expected = shown;
        against = 0;
        return;
      }
      against++;
      boolean alone = shown == ServerState.UP && !other.state().isEligible();
      if (alone || against == (shown == ServerState.UP ? RISE : FALL)) {
        expected = shown;
        against = 0;
      }
    }

    private void stop() {
      stopped = true;
      check.stop();
      assertThat(underWay).isNull();
      assertThat(told).isEqualTo(rechecks);
    }

    /** Some check begins within the longest interval, or one is under way. */
    private void requireGoingOn() {
      if (!stopped && underWay == null) {
        advance(3000);
        assertThat(underWay).as("the next check").isNotNull();
      }
    }

    @Override
    public void close() {
      check.stop();
      channel.close();
    }
  }

  @Test
  void histories_areAsTheModelSays() {
    ProbeResult.Verdict[] verdicts = ProbeResult.Verdict.values();
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      try (World world = new World(random)) {
        for (int step = 0; step < 40; step++) {
          switch (random.nextInt(8)) {
            case 0, 1 -> world.advance(random.nextInt(2500));
            case 2 -> world.recheck();
            case 3 -> {
              if (random.nextInt(20) == 0) {
                world.stop();
              }
            }
            default -> world.answer(verdicts[random.nextInt(verdicts.length)]);
          }
        }
        world.requireGoingOn();
      }
    }
  }
}
