package io.forebay.health.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.Backend;
import io.forebay.backend.BreakerReport;
import io.forebay.backend.BreakerState;
import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.health.guard.GuardPart;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.TestProxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Breakers on a control loop that runs when a test says so. */
class BreakersTest {
  private static final String BREAKER = "circuit_breaker: {failures: 2, open_for: 10s}";

  private final ManualTicker ticker = new ManualTicker();
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Server one = new Server(1, "app", "one", new InetSocketAddress(1));
  private final Server two = new Server(2, "app", "two", new InetSocketAddress(2));
  private final Breakers breakers =
      new Breakers(
          new Loop(),
          ticker,
          (backend, server, from, to, cause) ->
              told.add((server == null ? backend.name() : server) + " " + from + "->" + to));
  private Backend backend = backend();
  private Map<Server, GuardPart> parts = Map.of();

  private record Timer(Runnable task, long at) {}

  private final class Loop implements Breakers.Control {
    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void schedule(Runnable task, long nanos) {
      timers.add(new Timer(task, ticker.nanos() + nanos));
    }
  }

  private Backend backend() {
    return new Backend(
        "app",
        List.of(new WeightedServer(one, 1), new WeightedServer(two, 1)),
        (eligible, key, tried) -> null,
        new UpstreamSettings(true, 4));
  }

  private void apply(String breaker) {
    BackendConfig config =
        TestProxy.parse(
                """
                listeners: {web: {bind: "127.0.0.1:0", backend: app}}
                backends:
                  app:
                    %s
                    servers: [{name: one, address: "127.0.0.1:1"}, {name: two, address: "127.0.0.1:2"}]
                """
                    .formatted(breaker))
            .backends()
            .get("app");
    parts = breakers.apply(Map.of(backend, config));
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove(0).run();
    }
  }

  private void advance(Duration time) {
    ticker.advance(time);
    List<Timer> due = timers.stream().filter(it -> it.at <= ticker.nanos()).toList();
    timers.removeAll(due);
    due.forEach(it -> it.task.run());
    runTasks();
  }

  private void end(Server server, Outcome outcome) {
    GuardPart part = parts.get(server);
    part.release(part.tryAcquire(), outcome, outcome == Outcome.ANSWERED ? 200 : 0);
  }

  private void open(Server server) {
    end(server, Outcome.RESET);
    end(server, Outcome.RESET);
    runTasks();
  }

  private static BreakerState state(Server server) {
    BreakerReport breaker = server.breaker();
    return breaker == null ? null : breaker.state();
  }

  @Test
  void openServer_leavesTheChoice_andIsBackForATrialAfterItsTime() {
    apply(BREAKER);
    assertThat(backend.eligibleCount()).isEqualTo(2);
    open(one);
    assertThat(backend.eligibleCount()).isEqualTo(1);
    advance(Duration.ofMillis(9999));
    assertThat(backend.eligibleCount()).isEqualTo(1);
    advance(Duration.ofMillis(1));
    assertThat(backend.eligibleCount()).isEqualTo(2);
    assertThat(told).containsExactly("app/one CLOSED->OPEN", "app/one OPEN->HALF_OPEN");
  }

  @Test
  void trialUnderWay_keepsTheServerOutOfTheChoice() {
    apply(BREAKER);
    open(one);
    advance(Duration.ofSeconds(10));
    int trial = parts.get(one).tryAcquire();
    runTasks();
    assertThat(backend.eligibleCount()).isEqualTo(1);
    parts.get(one).release(trial, Outcome.ANSWERED, 200);
    runTasks();
    assertThat(backend.eligibleCount()).isEqualTo(2);
    end(one, Outcome.ANSWERED);
    runTasks();
    assertThat(state(one)).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void openedTwice_eachTimeForTheWholeTime() {
    apply(BREAKER);
    open(one);
    advance(Duration.ofSeconds(9));
    breakers.onStateChange(backend, one, ServerState.DOWN, ServerState.UP, "check passed");
    runTasks();
    end(one, Outcome.RESET);
    runTasks();
    assertThat(state(one)).isEqualTo(BreakerState.OPEN);
    advance(Duration.ofSeconds(2));
    assertThat(state(one)).isEqualTo(BreakerState.OPEN);
    assertThat(timers).hasSize(1);
    advance(Duration.ofSeconds(8));
    assertThat(state(one)).isEqualTo(BreakerState.HALF_OPEN);
  }

  @Test
  void ofTheBackend_oneForAllServers() {
    apply(BREAKER.replace("failures", "scope: backend, failures"));
    end(one, Outcome.RESET);
    end(two, Outcome.RESET);
    runTasks();
    assertThat(backend.hasEligible()).isFalse();
    assertThat(backend.nanosToHalfOpen()).isEqualTo(Duration.ofSeconds(10).toNanos());
    assertThat(told).containsExactly("app CLOSED->OPEN");
    advance(Duration.ofSeconds(10));
    assertThat(backend.eligibleCount()).isEqualTo(2);
    parts.get(two).tryAcquire();
    runTasks();
    assertThat(backend.hasEligible()).isFalse();
    assertThat(backend.nanosToHalfOpen()).isZero();
  }

  @Test
  void unchangedSettings_surviveAReload() {
    apply(BREAKER);
    open(one);
    end(two, Outcome.RESET);
    backend = backend();
    apply(BREAKER + "\n    balance: least_conn");
    assertThat(state(one)).isEqualTo(BreakerState.OPEN);
    end(two, Outcome.RESET);
    runTasks();
    assertThat(backend.hasEligible()).isFalse();
    advance(Duration.ofSeconds(10));
    assertThat(backend.eligibleCount()).isEqualTo(2);
  }

  @Test
  void changedSettings_beginClosed() {
    apply(BREAKER);
    open(one);
    assertThat(backend.eligibleCount()).isEqualTo(1);
    apply(BREAKER.replace("10s", "20s"));
    assertThat(state(one)).isEqualTo(BreakerState.CLOSED);
    assertThat(backend.eligibleCount()).isEqualTo(2);
    advance(Duration.ofSeconds(10));
    assertThat(told).containsExactly("app/one CLOSED->OPEN");
  }

  @Test
  void removedBreaker_letsTheServerInAgain() {
    apply(BREAKER);
    open(one);
    apply("circuit_breaker: none");
    assertThat(parts).isEmpty();
    assertThat(state(one)).isNull();
    assertThat(backend.eligibleCount()).isEqualTo(2);
  }
}
