package io.forebay.health;

import io.forebay.backend.Backend;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.config.HealthCheckConfig;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The checks of one server, one after the other, never two at once. Control loop only. */
final class ServerCheck {

  /** What a check does to its server is done by its owner. */
  @FunctionalInterface
  interface Owner {
    void onStateChange(ServerCheck check, ServerState to, String cause);

    default void onProgress(ServerCheck check, String progress) {}

    default void onResult(ServerCheck check, ProbeResult result) {}
  }

  private static final ProbeResult STOPPED = ProbeResult.unknown("no longer checked");

  private final EventLoop control;
  private final Ticker ticker;
  private final Server server;
  private final HealthCheckConfig config;
  private final SocketAddress address;
  private final Probe probe;
  private final Owner owner;
  private final Cadence cadence;
  private final RiseFall riseFall;
  private final CompletableFuture<Void> firstResult = new CompletableFuture<>();
  private final List<Consumer<ProbeResult>> waiting = new ArrayList<>();
  private Backend backend;
  private Probe.@Nullable Attempt attempt;
  private @Nullable Future<?> next;
  private boolean checking;
  private boolean stopped;
  private long due;
  private long firstBegan;
  private long began;
  private long ended;

  ServerCheck(
      EventLoop control,
      Ticker ticker,
      Backend backend,
      Server server,
      HealthCheckConfig config,
      SocketAddress address,
      Probe probe,
      Owner owner) {
    this.control = control;
    this.ticker = ticker;
    this.backend = backend;
    this.server = server;
    this.config = config;
    this.address = address;
    this.probe = probe;
    this.owner = owner;
    this.cadence = new Cadence(server.id(), config.pace());
    this.riseFall = new RiseFall(config.rise(), config.fall());
  }

  Server server() {
    return server;
  }

  HealthCheckConfig config() {
    return config;
  }

  /** Whether it checks in this way and there. */
  boolean isOf(HealthCheckConfig other, SocketAddress otherAddress) {
    return config.equals(other) && address.equals(otherAddress);
  }

  /** The backend under the configuration applied last. */
  Backend backend() {
    return backend;
  }

  void backend(Backend backend) {
    this.backend = backend;
  }

  /** Completes with the first result, or when the check stops without one. */
  CompletableFuture<Void> firstResult() {
    return firstResult;
  }

  /** Checks for the first time, now. */
  void start() {
    firstBegan = ticker.nanos();
    checkNow(config.pace().timeout());
  }

  /**
   * Checks once more, now. A check that is under way is that check, and gets no more time than
   * {@code timeout} from now.
   *
   * @param timeout of this check, where it is shorter than the configured one
   * @param done told once, after the result has taken effect
   */
  void recheck(Duration timeout, Consumer<ProbeResult> done) {
    if (stopped) {
      done.accept(STOPPED);
      return;
    }
    waiting.add(done);
    if (attempt != null) {
      attempt.endWithin(timeout);
    } else {
      Duration usual = config.pace().timeout();
      checkNow(timeout.compareTo(usual) < 0 ? timeout : usual);
    }
  }

  /** Ends the check under way, if any, without a result, and begins no other. */
  void stop() {
    stopped = true;
    cancelNext();
    if (attempt != null) {
      attempt.cancel();
    }
    firstResult.complete(null);
    tell(STOPPED);
  }

  private void cancelNext() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  /** Sets the time of the next check by what is known now; called again when that changes. */
  void plan() {
    if (stopped || checking) {
      return;
    }
    cancelNext();
    long now = ticker.nanos();
    long at = nextAt();
    due = at - now > 0 ? at : now;
    next = control.schedule(() -> check(config.pace().timeout()), due - now, TimeUnit.NANOSECONDS);
  }

  private long nextAt() {
    ServerState state = server.state();
    if (state == ServerState.DOWN && !backend.hasEligible()) {
      return cadence.noServer(began);
    }
    if (riseFall.against() > 0) {
      return cadence.inTransition(ended);
    }
    return state == ServerState.DOWN
        ? cadence.down(firstBegan, began)
        : cadence.up(firstBegan, began);
  }

  private void checkNow(Duration timeout) {
    cancelNext();
    due = ticker.nanos();
    check(timeout);
  }

  private void check(Duration timeout) {
    if (stopped || checking) {
      return;
    }
    next = null;
    checking = true;
    long now = ticker.nanos();
    // A timer that fires a moment early must not find its own grid point again.
    began = now - due > 0 ? now : due;
    Probe.Attempt started = probe.start(timeout, this::onResult);
    attempt = checking ? started : null;
  }

  private void onResult(ProbeResult result) {
    checking = false;
    attempt = null;
    ended = ticker.nanos();
    if (result.verdict() != ProbeResult.Verdict.UNKNOWN) {
      count(result);
    }
    owner.onResult(this, result);
    plan();
    firstResult.complete(null);
    tell(result);
  }

  private void tell(ProbeResult result) {
    List<Consumer<ProbeResult>> told = List.copyOf(waiting);
    waiting.clear();
    told.forEach(it -> it.accept(result));
  }

  private void count(ProbeResult result) {
    ServerState from = server.state();
    boolean alone = !backend.hasEligible();
    ServerState to = riseFall.onResult(from, result.success(), alone);
    server.checkReport(report(result));
    if (to != from) {
      owner.onStateChange(this, to, cause(from, result, alone));
    } else if (riseFall.against() > 0) {
      owner.onProgress(this, progress(result, riseFall.against()));
    }
  }

  private String cause(ServerState from, ProbeResult result, boolean alone) {
    if (from == ServerState.UNCHECKED) {
      return result.text() + ", first check";
    }
    if (result.success() && alone) {
      return result.text() + ", no other server was up";
    }
    return progress(result, riseFall.needed(result.success()));
  }

  private String progress(ProbeResult result, int against) {
    return result.text()
        + ", "
        + against
        + " of "
        + riseFall.needed(result.success())
        + (result.success() ? " passed" : " failed");
  }

  private CheckReport report(ProbeResult result) {
    CheckReport before = server.checkReport() == null ? CheckReport.NONE : server.checkReport();
    boolean good = result.success();
    return new CheckReport(
        result.text(),
        ended - began,
        riseFall.against(),
        riseFall.needed(riseFall.against() > 0 ? good : !good),
        before.passed() + (good ? 1 : 0),
        before.failed() + (good ? 0 : 1),
        result.note(),
        result.code(),
        result.status());
  }
}
