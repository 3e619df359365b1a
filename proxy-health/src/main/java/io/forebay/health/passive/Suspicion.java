package io.forebay.health.passive;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Server;
import io.forebay.health.ProbeResult;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server that is checked is suspected, and has to pass a check. Control loop only.
 *
 * <p>A failure has it checked and avoided at once, until a check has passed after the last failure
 * and {@code fast_interval} is over: twice as long each time that it fails again within ten seconds
 * of that. A mere doubt has it checked with a short timeout, and avoided if that fails.
 */
final class Suspicion {

  /** How long a check may take that a doubt asks for. */
  static final Duration DOUBT_TIMEOUT = Duration.ofMillis(500);

  /** How long doubts are ignored after a check that a doubt asked for has not failed. */
  static final Duration QUIET = Duration.ofSeconds(1);

  /** After so long without a failure a server is avoided for the shortest time again. */
  static final Duration FORGIVEN_AFTER = Duration.ofSeconds(10);

  /** The longest time that a server is avoided which passes its checks; or fast_interval. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int MAX_DOUBLINGS = 10;

  private final EventLoop control;
  private final Ticker ticker;
  private final Surroundings here;
  private final Checks checks;
  private final long fastNanos;
  private final Consumer<Server> evacuate;
  private @Nullable Future<?> timer;
  private @Nullable String passed;
  private boolean suspected;
  private boolean failing;
  private boolean asked;
  private boolean doubted;
  private boolean quiet;
  private long quietUntil;
  private long holdUntil;
  private boolean admitted;
  private long admittedAt;
  private int doublings;

  /** Nothing is suspected. */
  Suspicion(PassiveServices services, Surroundings here, Duration fastInterval) {
    this.control = services.control();
    this.ticker = services.ticker();
    this.checks = services.checks();
    this.evacuate = services.evacuate();
    this.here = here;
    this.fastNanos = fastInterval.toNanos();
  }

  /** A request has failed. */
  void onFailure(String cause) {
    passed = null;
    if (!suspected) {
      begin(cause + ", checking");
      ask();
    }
  }

  private void begin(String cause) {
    long now = ticker.nanos();
    boolean again = admitted && now - admittedAt < FORGIVEN_AFTER.toNanos();
    doublings = again ? Math.min(doublings + 1, MAX_DOUBLINGS) : 0;
    long hold = Math.min(fastNanos << doublings, Math.max(LONGEST.toNanos(), fastNanos));
    holdUntil = now + hold;
    suspected = true;
    failing = false;
    here.avoid(Avoidance.SUSPECTED, cause);
    schedule(hold);
  }

  private void ask() {
    if (!asked) {
      asked = true;
      asked = checks.recheck(here.server(), LONGEST, result -> asked = false) && asked;
    }
  }

  /** A request waits strangely long, or something else may mean that the server is gone. */
  void onDoubt(String cause) {
    boolean known = suspected && failing || here.isExempt();
    if (!known && !doubted && !(quiet && ticker.nanos() - quietUntil < 0)) {
      doubted = true;
      doubted = checks.recheck(here.server(), DOUBT_TIMEOUT, it -> onAnswer(cause, it)) && doubted;
    }
  }

  private void onAnswer(String doubt, ProbeResult result) {
    doubted = false;
    quiet = result.verdict() != ProbeResult.Verdict.FAILED;
    quietUntil = ticker.nanos() + QUIET.toNanos();
    if (result.verdict() == ProbeResult.Verdict.FAILED && !suspected && !here.isExempt()) {
      begin(doubt + ", " + result.text());
      failing = true;
      evacuate.accept(here.server());
    }
  }

  /** A check of whatever reason has ended. */
  void onCheck(ProbeResult result) {
    if (!suspected || result.verdict() == ProbeResult.Verdict.UNKNOWN) {
      return;
    }
    failing = !result.success();
    passed = failing ? null : result.text();
    if (failing) {
      evacuate.accept(here.server());
    } else {
      endIfDue();
    }
  }

  private void schedule(long nanos) {
    cancel();
    timer = control.schedule(this::onTime, nanos, TimeUnit.NANOSECONDS);
  }

  /** While checks fail they go on by themselves. */
  private void onTime() {
    timer = null;
    if (passed != null) {
      endIfDue();
    } else if (suspected) {
      schedule(fastNanos);
      if (!failing) {
        ask();
      }
    }
  }

  private void endIfDue() {
    String good = passed;
    if (good != null && ticker.nanos() - holdUntil >= 0) {
      admittedAt = ticker.nanos();
      end();
      admitted = true;
      here.admit(Avoidance.SUSPECTED, good);
    }
  }

  private void end() {
    suspected = false;
    passed = null;
    admitted = false;
    cancel();
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** The server is down, or not watched in this way any more. */
  void forget() {
    boolean avoided = suspected;
    end();
    if (avoided) {
      here.admit(Avoidance.SUSPECTED, null);
    }
  }
}
