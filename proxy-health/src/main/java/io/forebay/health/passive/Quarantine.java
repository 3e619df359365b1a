package io.forebay.health.passive;

import io.forebay.backend.Avoidance;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Avoids a server for a time, and then lets one request after the other try it. Control loop only.
 *
 * <pre>
 *   NONE --begin--> OUT --time is over--> TRIAL --passed--> NONE
 *                    ^----------failed-----'  '--given up--> the next request is the trial
 * </pre>
 *
 * <p>Without another server to take its place it is not avoided at all.
 */
final class Quarantine {

  private enum Phase {
    NONE,
    OUT,
    TRIAL
  }

  private final EventLoop control;
  private final Surroundings here;
  private final TrialGate gate;
  private Phase phase = Phase.NONE;
  private Avoidance reason = Avoidance.EJECTED;
  private Duration length = Duration.ZERO;
  private @Nullable Future<?> timer;

  Quarantine(EventLoop control, Surroundings here, TrialGate gate) {
    this.control = control;
    this.here = here;
    this.gate = gate;
  }

  boolean isOver() {
    return phase == Phase.NONE;
  }

  /** Whether the server is ejected: for what follows a failure without a check it is not. */
  boolean isEjection() {
    return phase != Phase.NONE && reason == Avoidance.EJECTED;
  }

  /** Avoids it for {@code length}; where it is avoided already, for that reason no longer. */
  void begin(Avoidance reason, Duration length, String cause) {
    if (phase != Phase.NONE) {
      here.server().admit(this.reason);
    }
    this.reason = reason;
    this.length = length;
    gate.open();
    here.avoid(reason, cause);
    waitForTrial();
  }

  private void waitForTrial() {
    phase = Phase.OUT;
    cancel();
    timer = control.schedule(this::letTry, length.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void letTry() {
    if (!here.isReplaceable()) {
      end("no other server is left");
      return;
    }
    phase = Phase.TRIAL;
    gate.free();
    here.admit(reason, null);
  }

  /** The trial has moved on. */
  void onTrial() {
    if (phase != Phase.TRIAL) {
      return;
    }
    if (gate.state() == TrialGate.State.TAKEN) {
      here.avoid(reason, null);
      if (gate.mark()) {
        return;
      }
    }
    switch (gate.state()) {
      case PASSED -> end("a request was answered");
      case FAILED -> {
        gate.open();
        here.avoid(reason, null);
        waitForTrial();
      }
      case GIVEN_UP -> letTry();
      default -> {}
    }
  }

  /** Prefers others no more. */
  void end(@Nullable String cause) {
    if (phase != Phase.NONE) {
      phase = Phase.NONE;
      cancel();
      gate.open();
      here.admit(reason, cause);
    }
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
