package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Backend;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.config.CheckPace;
import io.forebay.config.HealthCheckConfig;
import io.forebay.testkit.ManualTicker;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a server is checked, on a clock that the test moves. */
class ServerCheckTimesTest {
  private static final Duration STEP = Duration.ofMillis(10);

  private final ManualTicker ticker = new ManualTicker();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Long> startedMillis = new ArrayList<>();
  private final List<Duration> timeouts = new ArrayList<>();
  private final List<ProbeResult> rechecked = new ArrayList<>();
  private final Server server = server(1);
  private final Server other = server(2);
  private boolean good = true;
  private ServerCheck check;

  private static Server server(int id) {
    return CheckerFixture.server(id, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
  }

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @AfterEach
  void stop() {
    check.stop();
    channel.close();
  }

  private void start(Duration interval, Duration fast, Duration down, int rise, int fall) {
    Backend backend = CheckerFixture.backend(server, other);
    CheckPace pace = new CheckPace(interval, fast, down, Duration.ofSeconds(1));
    check =
        new ServerCheck(
            channel.eventLoop(),
            ticker,
            backend,
            server,
            new HealthCheckConfig(null, pace, rise, fall),
            server.address(),
            this::probe,
            (it, to, cause) -> {
              server.state(to);
              backend.refresh();
            });
    check.start();
  }

  private Probe.Attempt probe(Duration timeout, Consumer<ProbeResult> done) {
    startedMillis.add(TimeUnit.NANOSECONDS.toMillis(ticker.nanos()));
    done.accept(new ProbeResult(good, "check answered"));
    timeouts.add(timeout);
    return new EndedAttempt();
  }

  /** Moves the clock on until there were so many more checks. */
  private void awaitChecks(int more) {
    int wanted = startedMillis.size() + more;
    for (int i = 0; i < 100_000 && startedMillis.size() < wanted; i++) {
      ticker.advance(STEP);
      channel.advanceTimeBy(STEP.toMillis(), TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
    assertThat(startedMillis).hasSize(wanted);
  }

  private List<Long> gaps(int last) {
    List<Long> gaps = new ArrayList<>();
    for (int i = startedMillis.size() - last; i < startedMillis.size(); i++) {
      gaps.add(startedMillis.get(i) - startedMillis.get(i - 1));
    }
    return gaps;
  }

  @Test
  void up_interval5sFall3_isDownWithTheThirdFailedCheck() {
    start(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 2, 3);
    awaitChecks(2);
    good = false;
    awaitChecks(2);
    assertThat(server.state()).isEqualTo(ServerState.UP);
    awaitChecks(1);
    assertThat(server.state()).isEqualTo(ServerState.DOWN);
    assertThat(gaps(3)).containsExactly(5000L, 5000L, 5000L);
  }

  @Test
  void checks_areReportedWithTheirProgress() {
    start(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 2, 3);
    awaitChecks(1);
    assertThat(server.checkReport()).isEqualTo(new CheckReport("check answered", 0, 0, 3, 2, 0));
    good = false;
    awaitChecks(2);
    assertThat(server.checkReport()).isEqualTo(new CheckReport("check answered", 0, 2, 3, 2, 2));
    awaitChecks(1);
    assertThat(server.checkReport()).isEqualTo(new CheckReport("check answered", 0, 0, 2, 2, 3));
    good = true;
    awaitChecks(1);
    assertThat(server.checkReport()).isEqualTo(new CheckReport("check answered", 0, 1, 2, 3, 3));
  }

  @Test
  void up_failures_followAtTheFastInterval() {
    start(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofSeconds(5), 2, 3);
    awaitChecks(2);
    good = false;
    awaitChecks(3);
    assertThat(server.state()).isEqualTo(ServerState.DOWN);
    assertThat(gaps(3)).containsExactly(5000L, 700L, 700L);
  }

  @Test
  void up_recheckFails_countsAndTheFastIntervalApplies() {
    start(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofSeconds(5), 2, 3);
    awaitChecks(1);
    good = false;
    check.recheck(Duration.ofMillis(500), rechecked::add);
    assertThat(rechecked).containsExactly(ProbeResult.failure("check answered"));
    assertThat(timeouts).last().isEqualTo(Duration.ofMillis(500));
    awaitChecks(2);
    assertThat(server.state()).isEqualTo(ServerState.DOWN);
    assertThat(gaps(2)).containsExactly(700L, 700L);
    assertThat(timeouts).last().isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void up_recheckPasses_nextOneStandsOnTheGridAgain() {
    start(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofSeconds(5), 2, 3);
    awaitChecks(2);
    long before = startedMillis.get(2);
    ticker.advance(Duration.ofMillis(1230));
    channel.advanceTimeBy(1230, TimeUnit.MILLISECONDS);
    check.recheck(Duration.ofSeconds(9), rechecked::add);
    assertThat(rechecked).hasSize(1);
    assertThat(timeouts).last().isEqualTo(Duration.ofSeconds(1));
    awaitChecks(1);
    assertThat(startedMillis).last().isEqualTo(before + 5000);
  }

  @Test
  void recheck_whenStopped_isToldThatNothingIsKnown() {
    start(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofSeconds(5), 2, 3);
    check.stop();
    check.recheck(Duration.ofMillis(500), rechecked::add);
    assertThat(rechecked).containsExactly(ProbeResult.unknown("no longer checked"));
    assertThat(startedMillis).hasSize(1);
  }

  @Test
  void down_isCheckedAtTheDownInterval() {
    good = false;
    start(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofSeconds(20), 2, 3);
    assertThat(server.state()).isEqualTo(ServerState.DOWN);
    awaitChecks(4);
    assertThat(gaps(3)).containsExactly(20_000L, 20_000L, 20_000L);
  }

  @Test
  void down_successes_followAtTheFastInterval() {
    good = false;
    start(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofSeconds(20), 3, 3);
    awaitChecks(2);
    good = true;
    awaitChecks(3);
    assertThat(server.state()).isEqualTo(ServerState.UP);
    assertThat(gaps(3)).containsExactly(20_000L, 700L, 700L);
    awaitChecks(2);
    assertThat(gaps(1)).containsExactly(5000L);
  }

  @Test
  void down_nobodyElseUp_isCheckedEvery250msWhateverTheDownInterval() {
    other.state(ServerState.DOWN);
    good = false;
    start(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofSeconds(20), 3, 3);
    awaitChecks(3);
    assertThat(gaps(3)).containsExactly(250L, 250L, 250L);
    good = true;
    awaitChecks(1);
    assertThat(server.state()).isEqualTo(ServerState.UP);
  }
}
