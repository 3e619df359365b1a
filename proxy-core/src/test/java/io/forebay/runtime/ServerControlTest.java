package io.forebay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.AdminState;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import io.forebay.observe.Event;
import io.forebay.observe.Events;
import io.forebay.testkit.ManualTicker;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Admin states over time, by clocks that are set by hand. */
class ServerControlTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final ManualTicker ticker = new ManualTicker();
  private final Events events = new Events(Clock.systemUTC());
  private final Server server = new Server(1, "app", "one", new InetSocketAddress(1));
  private final Backend backend =
      new Backend(
          "app",
          List.of(new WeightedServer(server, 1)),
          (eligible, key, tried) -> eligible.size() == 0 ? null : eligible.server(0),
          new UpstreamSettings(true, 4));
  private final Fake fake = new Fake();
  private final ServerControl control = new ServerControl(loop.eventLoop(), fake, events, ticker);

  private final class Fake implements ServerControl.Owner {
    private boolean gone;
    private int evacuated;
    private int evicted;

    @Override
    public @Nullable Backend backend(String name) {
      return gone ? null : backend;
    }

    @Override
    public Duration drainTimeout(Server server) {
      return TIMEOUT;
    }

    @Override
    public void evacuate(Server server) {
      evacuated++;
    }

    @Override
    public void evict(Server server) {
      evicted++;
    }
  }

  private ServerControlTest() {
    loop.freezeTime();
  }

  private void ask(AdminState state) {
    control.change(server, new ServerChange(state, null), it -> true, "a test");
    loop.runPendingTasks();
  }

  private void pass(Duration time) {
    // As the real timer: a look every 100 ms at most.
    for (long left = time.toMillis(); left > 0; left -= 100) {
      Duration step = Duration.ofMillis(Math.min(left, 100));
      ticker.advance(step);
      loop.advanceTimeBy(step.toNanos(), TimeUnit.NANOSECONDS);
      loop.runPendingTasks();
      loop.runScheduledPendingTasks();
    }
  }

  private List<String> texts() {
    return events.since(0).stream().map(Event::text).toList();
  }

  @Test
  void drain_emptiesAndTurnsToMaintenanceInTime() {
    server.begin();
    ask(AdminState.DRAIN);
    assertThat(backend.hasEligible()).isFalse();
    assertThat(fake.evacuated).isEqualTo(1);
    assertThat(control.timeLeft(server)).isEqualTo(TIMEOUT);
    pass(Duration.ofSeconds(10));
    server.end();
    pass(Duration.ofSeconds(19));
    assertThat(server.adminState()).isEqualTo(AdminState.DRAIN);
    assertThat(control.timeLeft(server)).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    assertThat(server.adminState()).isEqualTo(AdminState.MAINT);
    assertThat(control.timeLeft(server)).isNull();
    assertThat(fake.evicted).isEqualTo(1);
    assertThat(texts())
        .containsExactly(
            "READY -> DRAIN by a test, 1 in flight have 30s",
            "DRAIN: drained in 10.1s",
            "DRAIN -> MAINT: drain_timeout of 30s is over");
  }

  @Test
  void maintBehindDrain_hasTheTimeThatIsLeft() {
    server.begin();
    ask(AdminState.DRAIN);
    pass(Duration.ofSeconds(20));
    ask(AdminState.MAINT);
    assertThat(control.timeLeft(server)).isEqualTo(Duration.ofSeconds(10));
    pass(Duration.ofSeconds(10));
    assertThat(fake.evicted).isEqualTo(1);
    assertThat(texts()).endsWith("MAINT: drain_timeout of 30s is over, 1 in flight are cut");
  }

  private CompletableFuture<Boolean> leave(@Nullable Duration timeout) {
    var begun = control.leave(server, timeout, it -> true, "a test");
    loop.runPendingTasks();
    return begun.join();
  }

  @Test
  void leave_idle_isFreeAtOnce() {
    CompletableFuture<Boolean> left = leave(null);
    pass(Duration.ofMillis(100));
    assertThat(left).isCompletedWithValue(true);
    assertThat(backend.hasEligible()).isFalse();
    assertThat(fake.evicted).isZero();
    assertThat(texts())
        .containsExactly("READY -> MAINT: to be removed by a test", "MAINT: drained in 0s");
  }

  @Test
  void leave_busy_isFreeWhenNothingIsInFlight() {
    server.begin();
    CompletableFuture<Boolean> left = leave(null);
    assertThat(control.timeLeft(server)).isEqualTo(TIMEOUT);
    pass(Duration.ofSeconds(10));
    assertThat(left).isNotDone();
    server.end();
    pass(Duration.ofMillis(100));
    assertThat(left).isCompletedWithValue(true);
    assertThat(fake.evicted).isZero();
  }

  @Test
  void leave_timeIsOver_isCut() {
    server.begin();
    CompletableFuture<Boolean> left = leave(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(2));
    assertThat(left).isCompletedWithValue(true);
    assertThat(fake.evicted).isEqualTo(1);
  }

  @Test
  void leaveAtOnce_endsALeaveUnderWay() {
    server.begin();
    CompletableFuture<Boolean> left = leave(null);
    pass(Duration.ofSeconds(1));
    CompletableFuture<Boolean> again = leave(Duration.ZERO);
    pass(Duration.ofMillis(100));
    assertThat(left).isCompletedWithValue(true);
    assertThat(again).isCompletedWithValue(true);
    assertThat(fake.evicted).isEqualTo(1);
  }

  @Test
  void leave_readyMeanwhile_stays() {
    server.begin();
    CompletableFuture<Boolean> left = leave(null);
    ask(AdminState.READY);
    assertThat(left).isCompletedWithValue(false);
    assertThat(backend.hasEligible()).isTrue();
    pass(TIMEOUT);
    assertThat(fake.evicted).isZero();
  }

  @Test
  void drainOnceMore_doesNotBeginAnew() {
    ask(AdminState.DRAIN);
    pass(Duration.ofSeconds(20));
    ask(AdminState.DRAIN);
    assertThat(control.timeLeft(server)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void serverLeavesTheConfiguration_isNotCut() {
    server.begin();
    ask(AdminState.DRAIN);
    fake.gone = true;
    pass(TIMEOUT.plusSeconds(1));
    assertThat(fake.evicted).isZero();
    assertThat(control.timeLeft(server)).isNull();
  }

  @Test
  void serverThatIsInDrainFromElsewhere_hasTheWholeTimeout() {
    server.adminState(AdminState.DRAIN);
    control.followDrains(backend);
    assertThat(control.timeLeft(server)).isEqualTo(TIMEOUT);
    pass(TIMEOUT.minusSeconds(1));
    control.followDrains(backend);
    assertThat(server.adminState()).isEqualTo(AdminState.DRAIN);
    assertThat(control.timeLeft(server)).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    assertThat(server.adminState()).isEqualTo(AdminState.MAINT);
    assertThat(texts()).endsWith("DRAIN -> MAINT: drain_timeout of 30s is over");
  }

  @Test
  void serverThatIsNotInDrain_hasNoClock() {
    for (AdminState state : List.of(AdminState.READY, AdminState.MAINT)) {
      server.adminState(state);
      control.followDrains(backend);
      assertThat(control.timeLeft(server)).isNull();
    }
  }

  /**
   * Whatever operators do and when: the state, the time that is left and the cuts are those of a
   * model.
   */
  @Test
  void randomHistories_asTheModel() {
    for (int seed = 0; seed < 300; seed++) {
      new ServerControlTest().history(new Random(seed), "seed " + seed);
    }
  }

  private void history(Random random, String seed) {
    AdminState state = AdminState.READY;
    long now = 0;
    long end = -1;
    int cuts = 0;
    for (int step = 0; step < 30; step++) {
      if (random.nextBoolean()) {
        AdminState asked = AdminState.values()[random.nextInt(3)];
        ask(asked);
        if (asked != state) {
          boolean counting = end >= 0;
          state = asked;
          end = asked == AdminState.READY ? -1 : counting ? end : now + TIMEOUT.toMillis();
        }
      } else {
        int millis = 100 * random.nextInt(150);
        pass(Duration.ofMillis(millis));
        now += millis;
        if (end >= 0 && now >= end) {
          end = -1;
          state = AdminState.MAINT;
          cuts++;
        }
      }
      assertThat(server.adminState()).as(seed).isEqualTo(state);
      assertThat(backend.hasEligible()).as(seed).isEqualTo(state == AdminState.READY);
      assertThat(control.timeLeft(server))
          .as(seed)
          .isEqualTo(end < 0 ? null : Duration.ofMillis(end - now));
      assertThat(fake.evicted).as(seed).isEqualTo(cuts);
    }
  }

  /** Both saw the same server; the one who comes second must not undo what he has not seen. */
  @Test
  void change_ofTwoWhoExpectTheSame_firstOneOnly() {
    Predicate<WeightedServer> ready = it -> it.server().adminState() == AdminState.READY;
    var drain = control.change(server, new ServerChange(AdminState.DRAIN, null), ready, "one");
    var five = new ServerChange(AdminState.MAINT, ServerWeight.parse("5"));
    var maint = control.change(server, five, ready, "two");
    loop.runPendingTasks();
    assertThat(drain).isCompleted();
    assertThat(maint)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(StaleException.class)
        .withMessageContaining("app/one has changed since it was looked at");
    assertThat(server.adminState()).isEqualTo(AdminState.DRAIN);
    assertThat(server.runtimeWeight()).isEqualTo(Server.NO_RUNTIME_WEIGHT);
  }
}
