package io.forebay.health.passive;

import io.forebay.health.guard.GuardPart;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets one request through to a server that was ejected, and keeps what became of it.
 *
 * <pre>
 *   state      means                                    set by         acquire
 *   OPEN       no trial                                 control        an ordinary permit
 *   FREE       the next request is the trial            control        the trial; TAKEN from then on
 *   TAKEN      a trial is under way, not yet marked     event loop     refused
 *   MARKED     it is, and the server is avoided again   control        ordinary: whoever comes has
 *                                                                      no other server
 *   PASSED, FAILED, GIVEN_UP                            event loop     ordinary
 * </pre>
 *
 * <p>State and generation are one number, so that a late answer of an earlier trial changes
 * nothing.
 */
final class TrialGate {

  /** What a trial is at. */
  enum State {
    OPEN,
    FREE,
    TAKEN,
    MARKED,
    PASSED,
    FAILED,
    GIVEN_UP
  }

  /** The permit of a request that is no trial. */
  static final int ORDINARY = 0;

  private static final State[] STATES = State.values();
  private static final int STATE_BITS = 3;
  private static final int STATE_MASK = (1 << STATE_BITS) - 1;
  private static final int GENERATIONS = 1 << 28;

  /** The generation, then the state. */
  private final AtomicInteger gate = new AtomicInteger();

  /** Any event loop. */
  int tryAcquire() {
    int now = gate.get();
    while (state(now) == State.FREE) {
      if (gate.compareAndSet(now, with(now, State.TAKEN))) {
        return permit(now);
      }
      now = gate.get();
    }
    return state(now) == State.TAKEN ? GuardPart.REFUSED : ORDINARY;
  }

  /** Whether it was the trial of now that ended so. Any event loop. */
  boolean end(int permit, State result) {
    int now = gate.get();
    while (permit(now) == permit && (state(now) == State.TAKEN || state(now) == State.MARKED)) {
      if (gate.compareAndSet(now, with(now, result))) {
        return true;
      }
      now = gate.get();
    }
    return false;
  }

  /** Control loop only. */
  State state() {
    return state(gate.get());
  }

  /** The next request is a trial, of a generation of its own. Control loop only. */
  void free() {
    int generation = ((gate.get() >>> STATE_BITS) + 1) % GENERATIONS;
    gate.set(generation << STATE_BITS | State.FREE.ordinal());
  }

  /** The server is avoided again; false if the trial has ended meanwhile. Control loop only. */
  boolean mark() {
    int now = gate.get();
    return state(now) == State.TAKEN && gate.compareAndSet(now, with(now, State.MARKED));
  }

  /** No trial, and none is waited for. Control loop only. */
  void open() {
    int generation = ((gate.get() >>> STATE_BITS) + 1) % GENERATIONS;
    gate.set(generation << STATE_BITS | State.OPEN.ordinal());
  }

  /** Never {@link #ORDINARY}. */
  private static int permit(int gate) {
    return (gate >>> STATE_BITS) + 1;
  }

  private static State state(int gate) {
    return STATES[gate & STATE_MASK];
  }

  private static int with(int gate, State state) {
    return gate & ~STATE_MASK | state.ordinal();
  }
}
