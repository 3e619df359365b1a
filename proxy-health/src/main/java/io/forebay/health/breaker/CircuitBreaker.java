package io.forebay.health.breaker;

import io.forebay.backend.BreakerReport;
import io.forebay.backend.BreakerState;
import io.forebay.backend.Outcome;
import io.forebay.config.CircuitBreakerConfig;
import io.forebay.config.yaml.Durations;
import io.forebay.health.guard.FailureFilter;
import io.forebay.health.guard.GuardPart;
import io.forebay.util.Ticker;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The circuit breaker of a server, or of a backend. Any thread but where said otherwise.
 *
 * <p>An answer is judged by its head: one that breaks off later says nothing.
 */
final class CircuitBreaker implements GuardPart, BreakerReport {

  /*
   *              failures in a row                      open_for is over, or the server has come up
   *     CLOSED ---------------------> OPEN ----------------------------> HALF_OPEN
   *        ^                            ^                                    |  |
   *        |                            +---------- a trial has failed -----+  |
   *        +-------------------------------- successes in a row ---------------+
   *
   * All of the state is one immutable object, changed by compare-and-set. Each change of the name
   * begins a generation, whose number is the permit of what begins in it: what ends in a later one
   * is not counted. A success that changes nothing only reads.
   */

  /** Told of a breaker, on the thread that has changed it. */
  interface Listener {
    /** It is in another state. */
    void onChange(CircuitBreaker breaker, BreakerState from, BreakerState to, String cause);

    /** A trial has begun or ended in the half-open state. */
    void onTrial(CircuitBreaker breaker);
  }

  /**
   * @param count failures in a row of the closed state, successes of the half-open one
   * @param trial whether a request is let through for trial
   * @param sinceNanos when the generation began
   */
  private record State(
      BreakerState name, int generation, int count, boolean trial, long sinceNanos) {

    private State counted(int next) {
      return new State(name, generation, next, false, sinceNanos);
    }

    private State trying() {
      return new State(name, generation, count, true, sinceNanos);
    }

    private State to(BreakerState next, long now) {
      return new State(next, (generation + 1) & Integer.MAX_VALUE, 0, false, now);
    }
  }

  private final CircuitBreakerConfig config;
  private final FailureFilter filter;
  private final long openNanos;
  private final Ticker ticker;
  private final Listener listener;
  private final AtomicReference<State> state;
  private final AtomicLongArray transitions = new AtomicLongArray(BreakerState.values().length);

  /** A closed one. */
  CircuitBreaker(CircuitBreakerConfig config, Ticker ticker, Listener listener) {
    this.config = config;
    this.filter = new FailureFilter(config.count());
    this.openNanos = config.openFor().toNanos();
    this.ticker = ticker;
    this.listener = listener;
    this.state = new AtomicReference<>(new State(BreakerState.CLOSED, 0, 0, false, 0));
  }

  CircuitBreakerConfig config() {
    return config;
  }

  // ---- requests ----

  @Override
  public int tryAcquire() {
    State now = state.get();
    return now.name == BreakerState.CLOSED ? now.generation : tryTrial(now);
  }

  private int tryTrial(State first) {
    State now = first;
    while (now.name == BreakerState.HALF_OPEN && !now.trial) {
      if (state.compareAndSet(now, now.trying())) {
        listener.onTrial(this);
        return now.generation;
      }
      now = state.get();
    }
    return now.name == BreakerState.CLOSED ? now.generation : REFUSED;
  }

  @Override
  public void release(int permit, Outcome outcome, int status) {
    State now = state.get();
    while (permit == now.generation) {
      State next = after(now, outcome, status);
      if (next == now) {
        return;
      }
      if (state.compareAndSet(now, next)) {
        tell(now, next, () -> cause(next.name, outcome, status));
        return;
      }
      now = state.get();
    }
  }

  private State after(State now, Outcome outcome, int status) {
    if (filter.isFailure(outcome, status)) {
      boolean opens = now.name == BreakerState.HALF_OPEN || now.count + 1 >= config.failures();
      return opens ? now.to(BreakerState.OPEN, ticker.nanos()) : now.counted(now.count + 1);
    }
    if (!filter.isSuccess(outcome, status)) {
      return now.trial ? now.counted(now.count) : now;
    }
    if (now.name == BreakerState.CLOSED) {
      return now.count == 0 ? now : now.counted(0);
    }
    boolean closes = now.count + 1 >= config.halfOpenSuccesses();
    return closes ? now.to(BreakerState.CLOSED, ticker.nanos()) : now.counted(now.count + 1);
  }

  private String cause(BreakerState to, Outcome outcome, int status) {
    if (to == BreakerState.CLOSED) {
      int successes = config.halfOpenSuccesses();
      return successes == 1 ? "a trial request succeeded" : successes + " trial requests succeeded";
    }
    String last =
        status > 0 ? "status " + status : outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "failed with " + last + ", lets nothing through for " + Durations.text(config.openFor());
  }

  // ---- time ----

  /** Lets a request through for trial if it has been open for long enough; whether it does now. */
  boolean endOpen() {
    State now = state.get();
    return now.name == BreakerState.OPEN
        && left(now) == 0
        && halfOpen(now, "was open for " + Durations.text(config.openFor()));
  }

  /** Lets a request through for trial if it is open, as its server is up again. */
  void onServerUp() {
    State now = state.get();
    if (now.name == BreakerState.OPEN) {
      halfOpen(now, "the server is up again");
    }
  }

  private boolean halfOpen(State now, String cause) {
    State next = now.to(BreakerState.HALF_OPEN, ticker.nanos());
    boolean done = state.compareAndSet(now, next);
    if (done) {
      tell(now, next, () -> cause);
    }
    return done;
  }

  private void tell(State from, State to, Supplier<String> cause) {
    if (from.name != to.name) {
      transitions.incrementAndGet(to.name.ordinal());
      listener.onChange(this, from.name, to.name, cause.get());
    } else if (from.trial != to.trial) {
      listener.onTrial(this);
    }
  }

  // ---- report ----

  @Override
  public BreakerState state() {
    return state.get().name;
  }

  @Override
  public boolean isPassable() {
    State now = state.get();
    return now.name == BreakerState.CLOSED || (now.name == BreakerState.HALF_OPEN && !now.trial);
  }

  @Override
  public long nanosLeft() {
    return left(state.get());
  }

  private long left(State now) {
    return now.name == BreakerState.OPEN
        ? Math.max(0, openNanos - (ticker.nanos() - now.sinceNanos))
        : 0;
  }

  @Override
  public long transitions(BreakerState to) {
    return transitions.get(to.ordinal());
  }
}
