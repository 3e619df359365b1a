package io.forebay.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.ManualTicker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The part of its weight that a server has, by a clock that the test moves. */
class SlowStartTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 5);
  private final List<Backend> backends = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();
  private final List<Long> waits = new ArrayList<>();
  private final SlowStart slowStart =
      new SlowStart(
          ticker,
          (nanos, task) -> {
            waits.add(nanos);
            timers.add(task);
          },
          () -> backends);

  private final Server one = server("one");
  private final Server two = server("two");

  private static Server server(String name) {
    Server server = new Server(1, "app", name, new InetSocketAddress("127.0.0.1", 1));
    server.initialState(ServerState.UP);
    return server;
  }

  private Backend backend(Duration slow, Server... servers) {
    List<WeightedServer> all = new ArrayList<>();
    for (Server server : servers) {
      all.add(new WeightedServer(server, 1, false, 0, null, slow.toNanos(), 0));
    }
    Backend made =
        new Backend(
            "app",
            all,
            (eligible, key, tried) -> null,
            new UpstreamSettings(true, 1),
            new ServerQueue(),
            QueueSettings.NONE,
            SelectionSettings.NONE,
            slowStart);
    backends.clear();
    backends.add(made);
    return made;
  }

  private static void set(Backend backend, Server server, ServerState state) {
    server.state(state);
    backend.refresh();
  }

  /** What the timer does when its time has come. */
  private void onTime() {
    List<Runnable> due = new ArrayList<>(timers);
    timers.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void atTheStart_everyServerHasItsWholeShare() {
    Server down = server("down");
    down.initialState(ServerState.DOWN);
    Server unchecked = server("unchecked");
    unchecked.initialState(ServerState.UNCHECKED);
    Backend backend = backend(LONG, one, down, unchecked);
    backend.refresh();
    set(backend, down, ServerState.UP);
    set(backend, unchecked, ServerState.UP);

    assertThat(List.of(one.share(), down.share(), unchecked.share())).containsOnly(100);
    assertThat(timers).isEmpty();
  }

  @Test
  void serverThatIsUpAgain_growsInProportionToTheTime() {
    Backend backend = backend(LONG, one, two);
    set(backend, two, ServerState.DOWN);
    assertThat(timers).isEmpty();
    set(backend, two, ServerState.UP);

    assertThat(two.share()).isEqualTo(10);
    assertThat(one.share()).isEqualTo(100);
    List<Integer> shares = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      ticker.advance(LONG.dividedBy(9));
      onTime();
      shares.add(two.share());
    }
    assertThat(shares).containsExactly(20, 30, 40, 50, 60, 70, 80, 90, 100);
    assertThat(timers).isEmpty();
  }

  @Test
  void downAgain_beginsAnew() {
    Backend backend = backend(LONG, one, two);
    set(backend, two, ServerState.DOWN);
    set(backend, two, ServerState.UP);
    ticker.advance(LONG.dividedBy(2));
    onTime();
    assertThat(two.share()).isEqualTo(55);
    set(backend, two, ServerState.DOWN);
    ticker.advance(LONG);
    onTime();
    set(backend, two, ServerState.UP);

    assertThat(two.share()).isEqualTo(10);
  }

  @Test
  void maintenance_isAWayOfBeingDown_aDrainIsNot() {
    Backend backend = backend(LONG, one, two);
    one.adminState(AdminState.DRAIN);
    two.adminState(AdminState.MAINT);
    backend.refresh();
    one.adminState(AdminState.READY);
    two.adminState(AdminState.READY);
    backend.refresh();

    assertThat(one.share()).isEqualTo(100);
    assertThat(two.share()).isEqualTo(10);
  }

  @Test
  void serverThatJoinsOthers_beginsWhenItCanServe() {
    two.initialState(ServerState.DOWN);
    two.joinsOthers();
    Backend backend = backend(LONG, one, two);
    backend.refresh();
    ticker.advance(LONG);
    set(backend, two, ServerState.UP);

    assertThat(two.share()).isEqualTo(10);
  }

  @Test
  void withoutSlowStart_theWholeShareAtOnce() {
    Backend backend = backend(Duration.ZERO, one, two);
    set(backend, two, ServerState.DOWN);
    two.joinsOthers();
    set(backend, two, ServerState.UP);

    assertThat(two.share()).isEqualTo(100);
    assertThat(timers).isEmpty();
  }

  @Test
  void reloadWithAnotherDuration_goesOnByThatOne() {
    Backend backend = backend(LONG, one, two);
    set(backend, two, ServerState.DOWN);
    set(backend, two, ServerState.UP);
    ticker.advance(Duration.ofSeconds(30));
    backend(Duration.ofSeconds(60), one, two).refresh();
    assertThat(two.share()).isEqualTo(55);
    backend(Duration.ZERO, one, two).refresh();
    assertThat(two.share()).isEqualTo(100);
  }

  @Test
  void timer_isOneForAllAndAsOftenAsStepsAre() {
    Backend backend = backend(Duration.ofSeconds(9), one, two);
    set(backend, one, ServerState.DOWN);
    set(backend, one, ServerState.UP);
    set(backend, two, ServerState.DOWN);
    set(backend, two, ServerState.UP);

    assertThat(waits).containsExactly(Duration.ofMillis(500).toNanos());
    backends.clear();
    onTime();
    assertThat(timers).as("of backends that are gone").isEmpty();
  }

  @Test
  void serverThatIsBack_doesNotMakeUpForTheTurnsItMissed() {
    Backend backend = backend(LONG, one, two);
    one.advance(0, 1_000_000_000);
    set(backend, two, ServerState.DOWN);
    set(backend, two, ServerState.UP);

    assertThat(two.virtualTime()).isEqualTo(one.virtualTime());
  }

  @Test
  void weights_areThoseOfTheShares() {
    Backend backend = backend(LONG, one, two);
    set(backend, two, ServerState.DOWN);
    set(backend, two, ServerState.UP);
    EligibleServers eligible = EligibleServers.of(backend.servers());
    assertThat(eligible.weight(0)).isEqualTo(20);
    assertThat(eligible.weight(1)).isEqualTo(2);
    assertThat(eligible.turns()).isEqualTo(11);

    ticker.advance(LONG);
    onTime();
    assertThat(EligibleServers.of(backend.servers()).turns()).isEqualTo(2);
  }

  @Test
  void manyHeavyServers_haveAnOrderOfBoundedLength() {
    List<WeightedServer> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Server server = server("s" + i);
      if (i == 0) {
        server.joinsOthers();
      }
      all.add(new WeightedServer(server, i == 0 ? 1 : 256));
    }
    EligibleServers eligible = EligibleServers.of(all);

    assertThat(eligible.turns()).isLessThan(256 * 400 + 1);
    assertThat(eligible.weight(0)).isEqualTo(1);
  }

  /** Against the definition: linear from a tenth, from the last time that it became available. */
  @Test
  void sharePercent_withoutSlowStart_isAllOfIt() {
    two.joinsOthers();
    assertThat(new WeightedServer(two, 1).sharePercent()).isEqualTo(100);
    assertThat(new WeightedServer(two, 1, false, 0, null, 1, 0).sharePercent()).isEqualTo(10);
  }

  @Test
  void anyHistory_isAsDefined() {
    Random random = new Random(3);
    for (int history = 0; history < 2_000; history++) {
      Server server = server("s");
      Duration slow = Duration.ofSeconds(random.nextInt(4) * 30L);
      Backend backend = backend(slow, one, server);
      boolean wasAway = false;
      long since = Long.MIN_VALUE;
      long now = 0;
      for (int step = 0; step < 20; step++) {
        Duration passed = Duration.ofMillis(random.nextInt(30_000));
        ticker.advance(passed);
        now += passed.toMillis();
        change(server, random.nextInt(5));
        backend.refresh();
        wasAway |= !server.state().isEligible() || server.adminState() == AdminState.MAINT;
        if (wasAway && server.isAvailable()) {
          wasAway = false;
          since = now;
        }
        if (server.isAvailable()) {
          assertThat(server.share()).isEqualTo(expected(since, now, slow.toMillis()));
        }
      }
    }
  }

  private static void change(Server server, int what) {
    switch (what) {
      case 0 -> server.state(ServerState.DOWN);
      case 1 -> server.state(ServerState.UP);
      case 2 -> server.adminState(AdminState.MAINT);
      case 3 -> server.adminState(AdminState.READY);
      default -> {}
    }
  }

  private static int expected(long since, long now, long duration) {
    if (since == Long.MIN_VALUE || now - since >= duration) {
      return 100;
    }
    return 10 + (int) (90 * (now - since) / duration) / 5 * 5;
  }
}
