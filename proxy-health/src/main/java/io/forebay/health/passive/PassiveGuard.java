package io.forebay.health.passive;

import io.forebay.backend.Outcome;
import io.forebay.config.PassiveCheckConfig;
import io.forebay.health.guard.GuardPart;
import io.forebay.util.Ticker;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hears of every try on a server and passes on what matters: any event loop tells the control loop,
 * with one task at a time. What comes meanwhile is a bit that the task will find.
 */
final class PassiveGuard implements GuardPart {

  /** Told on the control loop. */
  interface Owner {
    /** There were too many failures. */
    void onFailures(FailureCount count);

    /** Something is strange and may mean nothing. */
    void onDoubt(String cause);

    /** The trial has moved on. */
    void onTrial();
  }

  private static final int SILENT = 1;
  private static final int STALE = 1 << 1;
  private static final int TRIAL = 1 << 2;
  private static final int FIRST_RULE = 1 << 3;

  private final EventLoop control;
  private final Ticker ticker;
  private final FailureCount[] counts;
  private final TrialGate gate = new TrialGate();
  private final AtomicInteger news = new AtomicInteger();
  private final Runnable look = this::look;
  private final Owner owner;

  PassiveGuard(EventLoop control, Ticker ticker, List<PassiveCheckConfig> rules, Owner owner) {
    this.control = control;
    this.ticker = ticker;
    this.counts = rules.stream().map(FailureCount::new).toArray(FailureCount[]::new);
    this.owner = owner;
  }

  TrialGate gate() {
    return gate;
  }

  /** Counts failures anew. Control loop only. */
  void forget() {
    for (FailureCount count : counts) {
      count.forget();
    }
  }

  @Override
  public int tryAcquire() {
    int permit = gate.tryAcquire();
    if (permit > TrialGate.ORDINARY) {
      tell(TRIAL);
    }
    return permit;
  }

  @Override
  public void release(int permit, Outcome outcome, int status) {
    boolean failed = count(outcome, status);
    if (outcome == Outcome.STALE_CONNECTION) {
      tell(STALE);
    }
    if (permit != TrialGate.ORDINARY && gate.end(permit, result(outcome, failed))) {
      tell(TRIAL);
    }
  }

  private TrialGate.State result(Outcome outcome, boolean failed) {
    return switch (outcome) {
      case ANSWERED -> failed ? TrialGate.State.FAILED : TrialGate.State.PASSED;
      case ABANDONED, STALE_CONNECTION -> TrialGate.State.GIVEN_UP;
      case CONNECT_FAILURE, RESET, TIMEOUT -> TrialGate.State.FAILED;
    };
  }

  /** Whether it is a failure by any rule. */
  private boolean count(Outcome outcome, int status) {
    boolean failed = false;
    for (int i = 0; i < counts.length; i++) {
      FailureCount it = counts[i];
      if (!it.isFailure(outcome, status)) {
        it.onOther(outcome);
        continue;
      }
      failed = true;
      if (it.onFailure(outcome, status)) {
        tell(FIRST_RULE << i);
      }
    }
    return failed;
  }

  @Override
  public void broken(Outcome outcome) {
    count(outcome, 0);
  }

  @Override
  public void silent() {
    tell(SILENT);
  }

  private void tell(int bit) {
    int before = news.getAndAccumulate(bit, (had, more) -> had | more);
    if (before == 0) {
      try {
        control.execute(look);
      } catch (RejectedExecutionException e) {
        // The loop has ended, and all checks with it.
      }
    }
  }

  private void look() {
    int bits = news.getAndSet(0);
    for (int i = 0; i < counts.length; i++) {
      if ((bits & FIRST_RULE << i) != 0 && counts[i].isReached(ticker.nanos())) {
        owner.onFailures(counts[i]);
      }
    }
    if ((bits & TRIAL) != 0) {
      owner.onTrial();
    }
    if ((bits & SILENT) != 0) {
      owner.onDoubt("no answer for 500ms");
    } else if ((bits & STALE) != 0) {
      owner.onDoubt("kept connection closed");
    }
  }
}
