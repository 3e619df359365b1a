package io.forebay.health;

import io.forebay.backend.Backend;
import io.forebay.backend.CheckReport;
import io.forebay.backend.Server;
import io.forebay.backend.ServerState;
import io.forebay.config.HealthCheckConfig;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The checks of one server, one after the other, never two at once. Control loop only. */
final class ServerCheck {

  /** What a check does to its server is done by its owner. */
  @FunctionalInterface
  interface Owner {
    void onStateChange(ServerCheck check, ServerState to, String cause);

    default void onProgress(ServerCheck check, String progress) {}
  }

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
    due = ticker.nanos();
    firstBegan = due;
    check();
  }

  /** Ends the check under way, if any, without a result, and begins no other. */
  void stop() {
    stopped = true;
    if (next != null) {
      next.cancel(false);
    }
    if (attempt != null) {
      attempt.cancel();
    }
    firstResult.complete(null);
  }

  /** Sets the time of the next check by what is known now; called again when that changes. */
  void plan() {
    if (stopped || checking) {
      return;
    }
    if (next != null) {
      next.cancel(false);
    }
    long now = ticker.nanos();
    long at = nextAt();
    due = at - now > 0 ? at : now;
    next = control.schedule(this::check, due - now, TimeUnit.NANOSECONDS);
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

  private void check() {
    if (stopped || checking) {
      return;
    }
    next = null;
    checking = true;
    long now = ticker.nanos();
    // A timer that fires a moment early must not find its own grid point again.
    began = now - due > 0 ? now : due;
    Probe.Attempt started = probe.start(this::onResult);
    attempt = checking ? started : null;
  }

  private void onResult(ProbeResult result) {
    checking = false;
    attempt = null;
    ended = ticker.nanos();
    if (result.verdict() == ProbeResult.Verdict.UNKNOWN) {
      plan();
      firstResult.complete(null);
      return;
    }
    ServerState from = server.state();
    boolean alone = !backend.hasEligible();
    ServerState to = riseFall.onResult(from, result.success(), alone);
    server.checkReport(report(result));
    if (to != from) {
      owner.onStateChange(this, to, cause(from, result, alone));
    } else if (riseFall.against() > 0) {
      owner.onProgress(this, count(result, riseFall.against()));
    }
    plan();
    firstResult.complete(null);
  }

  private String cause(ServerState from, ProbeResult result, boolean alone) {
    if (from == ServerState.UNCHECKED) {
      return result.text() + ", first check";
    }
    if (result.success() && alone) {
      return result.text() + ", no other server was up";
    }
    return count(result, riseFall.needed(result.success()));
  }

  private String count(ProbeResult result, int against) {
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
        before.failed() + (good ? 0 : 1));
  }
}
