package io.forebay.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.backend.AdminState;
import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.BreakerReport;
import io.forebay.backend.BreakerState;
import io.forebay.backend.EligibleServers;
import io.forebay.backend.GuardPermit;
import io.forebay.backend.LoadBalancer;
import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.TriedServers;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.health.breaker.Breakers;
import io.forebay.health.guard.Guards;
import io.forebay.health.passive.AvoidanceListener;
import io.forebay.health.passive.PassiveChecks;
import io.forebay.health.passive.PassiveServices;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.TestProxy;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Four servers with all that looks after them: checks, passive checks and circuit breakers, put
 * together as in the proxy. What comes from outside is played by the test; after each step all of
 * it is as in the model.
 */
final class ServerWorld implements AutoCloseable {
  private static final int SERVERS = 4;
  private static final int TICK = 250;
  private static final LoadBalancer BY_KEY = ServerWorld::pick;
  private static final Map<String, BackendConfig> CONFIGS = new ConcurrentHashMap<>();

  /** A request that is under way, here and in the model. */
  private record Request(
      Server server,
      GuardPermit permit,
      @Nullable BreakerReport breaker,
      long halfOpened,
      ModelServer.Permit model) {}

  private final boolean checked;
  private final boolean watched;
  private final boolean broken;
  private final boolean lagging;
  private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 1_000_000);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Server> servers = new ArrayList<>();
  private final List<ServerCheck> checks = new ArrayList<>();
  private final List<FakeProbe> probes = new ArrayList<>();
  private final List<ModelServer> models = new ArrayList<>();
  private final List<Request> underWay = new ArrayList<>();
  private final PassiveChecks passive;
  private final Breakers breakers;
  private final Guards guards;
  private Backend backend;
  private boolean longer;
  private boolean longerOpen;
  private long now;

  /**
   * A world of servers nothing is known of.
   *
   * @param checked with health checks
   * @param watched with passive checks
   * @param broken with circuit breakers
   * @param lagging the control loop runs only when it is told to, so that the model, in which all
   *     happens at once, is not asked
   */
  ServerWorld(boolean checked, boolean watched, boolean broken, boolean lagging) {
    this.lagging = lagging;
    this.checked = checked;
    this.watched = watched;
    this.broken = broken;
    channel.freezeTime();
    passive =
        new PassiveChecks(
            new PassiveServices(
                channel.eventLoop(), ticker, this::recheck, it -> {}, new NobodyTold()));
    breakers =
        new Breakers(
            Breakers.Control.of(channel.eventLoop()), ticker, (in, server, from, to, why) -> {});
    guards = new Guards(channel.eventLoop(), passive, breakers);
    for (int i = 1; i <= SERVERS; i++) {
      servers.add(new Server(i, "app", "s" + i, new InetSocketAddress(i)));
      models.add(new ModelServer(models));
    }
    backend = newBackend();
    apply(true, true);
    if (checked) {
      servers.forEach(this::startChecks);
    }
    catchUp();
  }

  private static @Nullable Server pick(
      EligibleServers eligible, long key, @Nullable TriedServers tried) {
    for (int i = 0; i < eligible.size(); i++) {
      Server server = eligible.server((int) ((key + i) % eligible.size()));
      if (EligibleServers.isOpen(server, tried)) {
        return server;
      }
    }
    return null;
  }

  private Backend newBackend() {
    return new Backend(
        "app",
        servers.stream().map(it -> new WeightedServer(it, 1)).toList(),
        BY_KEY,
        new UpstreamSettings(true, 4));
  }

  private void startChecks(Server server) {
    FakeProbe probe = new FakeProbe();
    ServerCheck check =
        new ServerCheck(
            channel.eventLoop(),
            ticker,
            backend,
            server,
            config().checkOf(config().servers().get(server.id() - 1)),
            server.address(),
            probe,
            new Owner());
    probes.add(probe);
    checks.add(check);
    check.start();
  }

  private boolean recheck(Server server, Duration timeout, Consumer<ProbeResult> done) {
    if (checked) {
      checks.get(server.id() - 1).recheck(timeout, done);
    }
    return checked;
  }

  // ---- configuration ----

  private BackendConfig config() {
    String lines = checked ? "health_check: {path: /, rise: 2, fall: 3}\n" : "";
    lines +=
        watched
            ? """
              passive_check:
                - {count: [connect_failure, reset, timeout], action: recheck}
                - {max_fails: 3, count: status_503, eject_for: %ds}
              """
                .formatted(longer ? 3 : 2)
            : "passive_check: none\n";
    lines +=
        broken
            ? "circuit_breaker: {failures: 3, open_for: %ds, half_open_successes: 2}\n"
                .formatted(longerOpen ? 4 : 3)
            : "";
    return CONFIGS.computeIfAbsent(lines, ServerWorld::parse);
  }

  private static BackendConfig parse(String lines) {
    return TestProxy.parse(
            """
                listeners: {web: {bind: "127.0.0.1:0", backend: app}}
                backends:
                  app:
                    servers:
                      - {name: s1, address: "a:1"}
                      - {name: s2, address: "a:2"}
                      - {name: s3, address: "a:3"}
                      - {name: s4, address: "a:4"}
                """
                + lines.indent(4))
        .backends()
        .get("app");
  }

  private void apply(boolean newWatches, boolean newBreakers) {
    guards.apply(Map.of(backend, config()));
    if (!lagging) {
      channel.runPendingTasks();
    }
    for (ModelServer model : models) {
      if (newWatches && watched) {
        if (model.watch != null) {
          model.watch.retire();
        }
        model.watch = new ModelWatch(model, checked, longer ? 3000 : 2000);
      }
      if (newBreakers && broken) {
        model.breaker = new ModelBreaker(longerOpen ? 4000 : 3000);
      }
    }
  }

  /** Another configuration, with other settings of passive checks, breakers, both or neither. */
  void reload(boolean otherWatches, boolean otherBreakers) {
    longer ^= otherWatches;
    longerOpen ^= otherBreakers;
    backend = newBackend();
    checks.forEach(it -> it.backend(backend));
    apply(otherWatches, otherBreakers);
    settle();
  }

  // ---- requests ----

  void begin(int key) {
    List<ModelServer> choice = ModelServer.choice(models);
    GuardPermit permit = new GuardPermit();
    Server picked = backend.reserve(key, null, permit);
    if (lagging) {
      beginLate(picked, permit);
    } else if (choice.isEmpty()) {
      assertThat(picked).as("none may be picked").isNull();
    } else {
      ModelServer expected = choice.get(key % choice.size());
      assertThat(picked).as("picked").isEqualTo(servers.get(models.indexOf(expected)));
      underWay.add(
          new Request(picked, permit, picked.breaker(), halfOpened(picked), expected.begin()));
      requireOneTrial(picked);
    }
    settle();
  }

  private void beginLate(@Nullable Server picked, GuardPermit permit) {
    if (picked != null) {
      assertThat(picked.isWanted()).as("%s may be picked", picked).isTrue();
      ModelServer model = models.get(picked.id() - 1);
      underWay.add(
          new Request(picked, permit, picked.breaker(), halfOpened(picked), model.begin()));
      requireOneTrial(picked);
    }
  }

  /** Which half-open time of its breaker this is; 0 for none. */
  private static long halfOpened(Server server) {
    BreakerReport breaker = server.breaker();
    return breaker == null || breaker.state() != BreakerState.HALF_OPEN
        ? 0
        : breaker.transitions(BreakerState.HALF_OPEN);
  }

  private void requireOneTrial(Server server) {
    long time = halfOpened(server);
    if (time > 0) {
      BreakerReport breaker = server.breaker();
      assertThat(underWay)
          .filteredOn(it -> it.breaker == breaker)
          .filteredOn(it -> it.halfOpened == time)
          .as("trials of %s at a time", breaker)
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  void end(int index, Outcome outcome, int status) {
    if (!underWay.isEmpty()) {
      Request ended = underWay.remove(index % underWay.size());
      ended.permit.release(outcome, status);
      ended.permit.end(outcome);
      backend.release(ended.server);
      ModelServer.end(ended.model, outcome, status, now);
      settle();
    }
  }

  /** The body of an answer breaks off. */
  void breakOff(int index) {
    Server server = servers.get(index);
    if (server.guard() != null) {
      server.guard().broken(Outcome.RESET);
    }
    if (models.get(index).watch != null) {
      models.get(index).watch.broken(now);
    }
    settle();
  }

  /** A request has no first byte for long. */
  void silent(int index) {
    Server server = servers.get(index);
    if (server.guard() != null) {
      server.guard().silent();
    }
    if (models.get(index).watch != null) {
      models.get(index).watch.doubt(now);
    }
    settle();
  }

  // ---- everything else ----

  void check(int index, boolean good) {
    if (checked) {
      if (probes.get(index).underWay == null) {
        checks.get(index).recheck(Duration.ofSeconds(1), it -> {});
      }
      probes.get(index).answer(good);
      models.get(index).check(good, now);
      settle();
    }
  }

  void admin(int index, AdminState wanted) {
    servers.get(index).adminState(wanted);
    models.get(index).admin = wanted;
    backend.refresh();
    settle();
  }

  void weight(int index, int weight) {
    servers.get(index).runtimeWeight(weight);
    models.get(index).weight = weight == Server.NO_RUNTIME_WEIGHT ? 1 : weight;
    backend.refresh();
    settle();
  }

  void pass(int ticks) {
    for (int i = 0; i < ticks; i++) {
      now += TICK;
      ticker.advance(Duration.ofMillis(TICK));
      channel.advanceTimeBy(TICK, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
      tick();
      catchUp();
    }
  }

  /** Timers end in the order in which they were set. */
  private void tick() {
    models.stream().map(it -> it.breaker).filter(it -> it != null).forEach(it -> it.tick(now));
    long order = 0;
    while (true) {
      ModelWatch next = null;
      long least = Long.MAX_VALUE;
      for (ModelServer it : models) {
        long due = it.watch == null ? 0 : it.watch.nextDue(order, now);
        if (due > 0 && due < least) {
          least = due;
          next = it.watch;
        }
      }
      if (next == null) {
        return;
      }
      order = least;
      next.onTime(order, now);
    }
  }

  // ---- what holds ----

  private void settle() {
    if (!lagging) {
      catchUp();
    }
  }

  /** The control loop does all that it has to. */
  void catchUp() {
    channel.runPendingTasks();
    channel.checkException();
    if (!lagging) {
      requireModel();
    }
    requireFresh();
  }

  /** Whoever has changed something has had the backend look at it. */
  private void requireFresh() {
    List<Server> up =
        servers.stream()
            .filter(it -> it.isWanted() && (it.breaker() == null || it.breaker().isPassable()))
            .toList();
    long good = up.stream().filter(it -> !it.isAvoided()).count();
    requireSame("choice", backend, backend.eligibleCount(), good > 0 ? (int) good : up.size());
    long ejected = servers.stream().filter(it -> it.isAvoided(Avoidance.EJECTED)).count();
    requireSame("more than half ejected", backend, ejected > SERVERS / 2, false);
  }

  private void requireModel() {
    for (int i = 0; i < SERVERS; i++) {
      Server server = servers.get(i);
      ModelServer model = models.get(i);
      BreakerReport breaker = server.breaker();
      requireSame("health", server, server.state(), model.health);
      BreakerState broken = breaker == null ? null : breaker.state();
      requireSame("breaker", server, broken, model.breakerState());
      boolean suspected = model.watch != null && model.watch.isSuspected();
      requireSame("suspected", server, server.isAvoided(Avoidance.SUSPECTED), suspected);
      boolean ejected = model.watch != null && model.watch.isEjected();
      requireSame("ejected", server, server.isAvoided(Avoidance.EJECTED), ejected);
      requireSame("in flight", server, server.inFlight(), model.inFlight);
    }
    requireSame("choice", backend, backend.eligibleCount(), ModelServer.choice(models).size());
  }

  /** Compared after each step, so only what fails costs an assertion. */
  private static void requireSame(
      String what, Object where, @Nullable Object is, @Nullable Object expected) {
    if (!Objects.equals(is, expected)) {
      assertThat(is).as("%s of %s", what, where).isEqualTo(expected);
    }
  }

  /** All is as it was at first once nothing fails any more. */
  void requireRecovery() {
    catchUp();
    while (!underWay.isEmpty()) {
      end(0, Outcome.ABANDONED, 0);
    }
    catchUp();
    for (int i = 0; i < SERVERS; i++) {
      assertThat(servers.get(i).inFlight()).isZero();
      admin(i, AdminState.READY);
      weight(i, Server.NO_RUNTIME_WEIGHT);
    }
    for (int round = 0; round < 30; round++) {
      pass(2);
      for (int i = 0; i < SERVERS; i++) {
        check(i, true);
        begin(i);
        end(0, Outcome.ANSWERED, 200);
        catchUp();
      }
    }
    for (Server server : servers) {
      assertThat(server.isAvoided()).as("%s is avoided", server).isFalse();
      assertThat(server.isAvailable()).isTrue();
    }
    assertThat(backend.eligibleCount()).as("servers that serve again").isEqualTo(SERVERS);
  }

  @Override
  public void close() {
    checks.forEach(ServerCheck::stop);
    channel.close();
  }

  /** Answers when the test says so. */
  private static final class FakeProbe implements Probe {
    private @Nullable Consumer<ProbeResult> underWay;

    @Override
    public Attempt start(Duration timeout, Consumer<ProbeResult> done) {
      assertThat(underWay).as("one check at a time").isNull();
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

    void answer(boolean good) {
      Consumer<ProbeResult> done = underWay;
      underWay = null;
      var verdict = good ? ProbeResult.Verdict.GOOD : ProbeResult.Verdict.FAILED;
      done.accept(new ProbeResult(verdict, "answer"));
    }
  }

  /** Does what {@link HealthChecker} does. */
  private final class Owner implements ServerCheck.Owner {

    @Override
    public void onStateChange(ServerCheck check, ServerState to, String cause) {
      Server server = check.server();
      ServerState from = server.state();
      server.state(to);
      backend.refresh();
      passive.onStateChange(backend, server, from, to, cause);
      breakers.onStateChange(backend, server, from, to, cause);
    }

    @Override
    public void onResult(ServerCheck check, ProbeResult result) {
      passive.onResult(check.server(), result);
    }
  }

  private static final class NobodyTold implements AvoidanceListener {
    @Override
    public void onAvoided(Backend in, Server server, Avoidance reason, String cause) {}

    @Override
    public void onAdmitted(Backend in, Server server, Avoidance reason, String cause) {}
  }
}
