package io.forebay.health;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.backend.WeightedServer;
import io.forebay.config.BackendConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.InitialState;
import io.forebay.config.ServerConfig;
import io.forebay.net.TlsProvider;
import io.forebay.net.Transport;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every server of every backend that has a check, and moves servers between {@link
 * ServerState#UP} and {@link ServerState#DOWN}.
 *
 * <p>Any thread may call; everything happens on the control loop. Servers without an address are
 * not checked.
 */
public final class HealthChecker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HealthChecker.class);

  /** A server that comes while others are up gets requests after this, checked or not. */
  private static final Duration NEW_SERVER_WAITS = Duration.ofSeconds(2);

  private final EventLoop control;
  private final Transport transport;
  private final TlsProvider tls;
  private final StateListener listener;
  private final States states = new States();
  private final Ticker ticker = Ticker.system();
  private Map<Server, ServerCheck> checks = new LinkedHashMap<>();
  private boolean closed;
  private volatile CompletableFuture<Void> firstRound = CompletableFuture.completedFuture(null);

  /**
   * A checker that checks nothing yet.
   *
   * @param control the loop for the checks' connections and timers; of {@code transport}
   * @param tls for checks that are encrypted
   * @param listener called on that loop
   */
  public HealthChecker(
      EventLoop control, Transport transport, TlsProvider tls, StateListener listener) {
    this.tls = tls;
    this.control = control;
    this.transport = transport;
    this.listener = listener;
  }

  /**
   * Checks the servers of {@code next} from now on, and no others. A server with the check that it
   * had goes on undisturbed; one with a new check starts over at once, in the state that it has.
   *
   * <p>A server that is no longer checked becomes {@link ServerState#UNCHECKED}, or it would stay
   * down for ever. Its backend is not in {@code next}, so whoever applies a configuration has to
   * refresh the backends without a check once this is done.
   *
   * @return completes on the control loop once the change is in effect
   */
  public CompletionStage<Void> apply(Map<Backend, BackendConfig> next) {
    Map<Backend, BackendConfig> wanted = new LinkedHashMap<>(next);
    Probes probes = new Probes(control, transport, tls);
    wanted
        .values()
        .forEach(it -> it.servers().forEach(server -> probes.prepare(server, it.checkOf(server))));
    CompletableFuture<Void> applied = new CompletableFuture<>();
    CompletableFuture<Void> round = new CompletableFuture<>();
    firstRound = round;
    control.execute(
        () -> {
          try {
            change(wanted, probes);
            applied.complete(null);
          } catch (RuntimeException e) {
            applied.completeExceptionally(e);
          } finally {
            firstResults().whenComplete((none, failure) -> round.complete(null));
          }
        });
    return applied.minimalCompletionStage();
  }

  /**
   * Completes when each server of the last {@link #apply} was checked once, but for those that are
   * {@link InitialState#UP} without a check.
   */
  public CompletionStage<Void> firstRound() {
    return firstRound.minimalCompletionStage();
  }

  /**
   * Has a server checked now, out of turn. Its result counts like any other, and as long as results
   * speak against the server's state, {@code fast_interval} applies. A check that is under way
   * already is that check, and gets no more time than {@code timeout} from now: there are never two
   * of one server. Control loop only.
   *
   * @param timeout of this check, where it is shorter than the configured one
   * @param done told once, on the control loop, after the result has taken effect; {@link
   *     ProbeResult.Verdict#UNKNOWN} if the proxy could not ask, or the server is no longer checked
   * @return false, and {@code done} is never told, if this server has no check
   */
  public boolean recheck(Server server, Duration timeout, Consumer<ProbeResult> done) {
    ServerCheck check = checks.get(server);
    if (check == null) {
      return false;
    }
    check.recheck(timeout, result -> tell(server, () -> done.accept(result)));
    return true;
  }

  /** Ends all checks, those under way included; servers keep their states. */
  @Override
  public void close() {
    try {
      control.execute(this::stop);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and its timers and connections with it.
    }
  }

  private void stop() {
    closed = true;
    checks.values().forEach(ServerCheck::stop);
    checks.clear();
  }

  private void change(Map<Backend, BackendConfig> wanted, Probes probes) {
    if (closed) {
      return;
    }
    Round round = new Round(checks, new ArrayList<>(), probes);
    checks = new LinkedHashMap<>();
    wanted.forEach(
        (backend, config) -> {
          Map<String, HealthCheckConfig> byName = checksByName(config);
          for (WeightedServer it : backend.servers()) {
            HealthCheckConfig check = byName.get(it.server().name());
            if (check != null && it.server().state() != ServerState.UNRESOLVED) {
              checks.put(it.server(), check(backend, it, check, round));
            }
          }
        });
    round.old().values().forEach(this::retire);
    round.started().forEach(this::start);
    wanted.keySet().forEach(this::refresh);
  }

  /** The check that the server has if it is like that; else a new one, which is to be started. */
  private ServerCheck check(
      Backend backend, WeightedServer server, HealthCheckConfig config, Round round) {
    ServerCheck check = round.old().get(server.server());
    if (check == null || !check.isOf(config, server.checkAddress())) {
      check = newCheck(backend, server, config, round.probes());
      round.started().add(check);
    }
    check.backend(backend);
    return check;
  }

  private static Map<String, HealthCheckConfig> checksByName(BackendConfig config) {
    Map<String, HealthCheckConfig> checks = new HashMap<>();
    for (ServerConfig server : config.servers()) {
      HealthCheckConfig check = config.checkOf(server);
      if (check != null) {
        checks.put(server.name(), check);
      }
    }
    return checks;
  }

  private ServerCheck newCheck(
      Backend backend, WeightedServer server, HealthCheckConfig config, Probes probes) {
    SocketAddress address = server.checkAddress();
    Probe probe = probes.probe(server, config);
    return new ServerCheck(
        control, ticker, backend, server.server(), config, address, probe, states);
  }

  private void start(ServerCheck check) {
    if (check.server().isAvoided(Avoidance.UNCHECKED)) {
      Runnable admit = () -> admit(check);
      Future<?> limit = control.schedule(admit, NEW_SERVER_WAITS.toNanos(), TimeUnit.NANOSECONDS);
      check.firstResult().thenRun(() -> limit.cancel(false)).thenRun(admit);
    }
    check.start();
  }

  /** Ends the waiting of a new server, unless it waits for another check now. */
  private void admit(ServerCheck check) {
    if (checks.get(check.server()) == check && check.server().isAvoided(Avoidance.UNCHECKED)) {
      check.server().admit(Avoidance.UNCHECKED);
      check.backend().refresh();
    }
  }

  private void retire(ServerCheck check) {
    ServerCheck successor = checks.get(check.server());
    if (successor == check) {
      return;
    }
    check.stop();
    if (successor == null) {
      check.server().state(ServerState.UNCHECKED);
      check.server().checked(true, ticker.nanos());
      check.server().admit(Avoidance.UNCHECKED);
      check.server().checkReport(null);
    }
  }

  private CompletableFuture<Void> firstResults() {
    return CompletableFuture.allOf(
        checks.values().stream()
            .filter(it -> it.config().initialState() != InitialState.UP)
            .map(ServerCheck::firstResult)
            .toArray(CompletableFuture[]::new));
  }

  /** A state may have changed between the making of the backend and its arrival here. */
  private void refresh(Backend backend) {
    backend.refresh();
    plan(backend);
  }

  private void plan(Backend backend) {
    for (WeightedServer it : backend.servers()) {
      ServerCheck check = checks.get(it.server());
      if (check != null) {
        check.plan();
      }
    }
  }

  /** A change from the checks that were. */
  private record Round(Map<Server, ServerCheck> old, List<ServerCheck> started, Probes probes) {}

  /** Puts what checks decide into effect and tells of it. */
  private final class States implements ServerCheck.Owner {

    @Override
    public void onStateChange(ServerCheck check, ServerState to, String cause) {
      Backend backend = check.backend();
      Server server = check.server();
      ServerState from = server.state();
      boolean served = backend.hasEligible();
      server.state(to);
      server.checked(to.isEligible(), ticker.nanos());
      backend.refresh();
      if (served != backend.hasEligible()) {
        plan(backend);
      }
      tell(server, () -> listener.onStateChange(backend, server, from, to, cause));
    }

    @Override
    public void onProgress(ServerCheck check, String progress) {
      Server server = check.server();
      tell(server, () -> listener.onProgress(check.backend(), server, progress));
    }

    @Override
    public void onResult(ServerCheck check, ProbeResult result) {
      Server server = check.server();
      tell(server, () -> listener.onResult(server, result));
    }
  }

  private static void tell(Server server, Runnable message) {
    try {
      message.run();
    } catch (RuntimeException e) {
      LOG.error("{}: its listener failed", server, e);
    }
  }
}
