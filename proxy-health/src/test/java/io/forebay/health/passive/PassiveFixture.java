package io.forebay.health.passive;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.GuardPermit;
import io.forebay.backend.Outcome;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.UpstreamSettings;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.health.ProbeResult;
import io.forebay.health.guard.GuardPart;
import io.forebay.testkit.ManualTicker;
import io.forebay.testkit.TestProxy;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Passive checks of servers that are not there, on a clock that the test moves. */
final class PassiveFixture implements AutoCloseable, AvoidanceListener {
  static final ProbeResult GOOD = new ProbeResult(ProbeResult.Verdict.GOOD, "check answered 200");
  static final ProbeResult BAD = new ProbeResult(ProbeResult.Verdict.FAILED, "check timed out");

  private static final Map<String, BackendConfig> CONFIGS = new ConcurrentHashMap<>();

  /** A check that was asked for and has not ended. */
  record Asked(Server server, Duration timeout, Consumer<ProbeResult> done) {}

  final List<String> told = new ArrayList<>();
  final List<Asked> asked = new ArrayList<>();
  final List<Server> evacuated = new ArrayList<>();
  final List<Server> servers = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 1_000_000);
  private final PassiveChecks checks;
  private Backend backend;
  private Map<Server, GuardPart> parts = Map.of();
  private boolean checked = true;

  /** All servers are up. */
  PassiveFixture(int count) {
    channel.freezeTime();
    for (int i = 1; i <= count; i++) {
      Server server = new Server(i, "app", "s" + i, new InetSocketAddress(i));
      server.state(ServerState.UP);
      servers.add(server);
    }
    checks =
        new PassiveChecks(
            new PassiveServices(channel.eventLoop(), ticker, this::recheck, evacuated::add, this));
  }

  private boolean recheck(Server server, Duration timeout, Consumer<ProbeResult> done) {
    if (checked) {
      asked.add(new Asked(server, timeout, done));
    }
    return checked;
  }

  /** Applies a configuration with these lines of the backend. */
  void apply(String lines) {
    // Histories by the thousand have the same configuration.
    BackendConfig config = CONFIGS.computeIfAbsent(servers.size() + lines, it -> config(lines));
    checked = config.isChecked();
    backend =
        new Backend(
            "app",
            servers.stream().map(it -> new WeightedServer(it, 1)).toList(),
            (eligible, key, tried) -> eligible.size() == 0 ? null : eligible.server(0),
            new UpstreamSettings(true, 4));
    parts = checks.apply(Map.of(backend, config));
  }

  private BackendConfig config(String lines) {
    String names =
        servers.stream()
            .map(it -> "{name: %s, address: \"a:%d\"}".formatted(it.name(), it.id()))
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    return TestProxy.parse(
            """
                listeners: {web: {bind: "127.0.0.1:0", backend: app}}
                backends:
                  app:
                    servers: [%s]
                %s
                """
                .formatted(names, lines.indent(4)))
        .backends()
        .get("app");
  }

  Server server(int number) {
    return servers.get(number - 1);
  }

  /** The guard of a server; null for none. */
  GuardPart guard(int number) {
    return parts.get(server(number));
  }

  /** A try on a server ends so; what it leads to on the control loop has happened. */
  void end(int number, Outcome outcome, int status) {
    GuardPart guard = guard(number);
    guard.release(guard.tryAcquire(), outcome, status);
    run();
  }

  void fail(int number) {
    end(number, Outcome.CONNECT_FAILURE, 0);
  }

  void answer(int number, int status, int times) {
    for (int i = 0; i < times; i++) {
      end(number, Outcome.ANSWERED, status);
    }
  }

  void run() {
    channel.runPendingTasks();
  }

  void advance(Duration time) {
    ticker.advance(time);
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /** A check ends that nobody asked for. */
  void check(int number, ProbeResult result) {
    checks.onResult(server(number), result);
  }

  /** The check that was asked for last ends. */
  void endCheck(ProbeResult result) {
    Asked last = asked.get(asked.size() - 1);
    checks.onResult(last.server(), result);
    last.done().accept(result);
  }

  /** A check of the first server ends, and with it all that were asked for. */
  void endChecks(ProbeResult result) {
    List<Asked> ended = List.copyOf(asked);
    asked.clear();
    checks.onResult(server(1), result);
    ended.forEach(it -> it.done().accept(result));
  }

  void state(int number, ServerState to) {
    ServerState from = server(number).state();
    server(number).state(to);
    backend.refresh();
    checks.onStateChange(backend, server(number), from, to, "");
  }

  boolean isSuspected(int number) {
    return server(number).isAvoided(Avoidance.SUSPECTED);
  }

  boolean isEjected(int number) {
    return server(number).isAvoided(Avoidance.EJECTED);
  }

  /** The server that the next request would go to, by its number. */
  int picked() {
    Server picked = backend.reserve(0, null, new GuardPermit());
    backend.release(picked);
    return picked.id();
  }

  @Override
  public void onAvoided(Backend of, Server server, Avoidance reason, String cause) {
    told.add(server.name() + " " + reason + ": " + cause);
  }

  @Override
  public void onAdmitted(Backend of, Server server, Avoidance reason, String cause) {
    told.add(server.name() + " not " + reason + ": " + cause);
  }

  @Override
  public void close() {
    channel.close();
  }
}
