package io.forebay.health.passive;

import io.forebay.backend.Outcome;
import io.forebay.config.PassiveCheckConfig;
import io.forebay.health.guard.FailureFilter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the failures of one rule: those in a row by the event loops, those within a window by the
 * control loop, which is handed how many there were since it looked last.
 */
final class FailureCount {

  private final PassiveCheckConfig rule;
  private final FailureFilter filter;
  private final @Nullable SlidingWindow window;
  private final AtomicInteger count = new AtomicInteger();
  private volatile Outcome lastOutcome = Outcome.ABANDONED;
  private volatile int lastStatus;

  FailureCount(PassiveCheckConfig rule) {
    this.rule = rule;
    this.filter = new FailureFilter(rule.count());
    Duration length = rule.window();
    this.window = length == null ? null : new SlidingWindow(rule.maxFails(), length.toNanos());
  }

  PassiveCheckConfig rule() {
    return rule;
  }

  /** Any event loop. */
  boolean isFailure(Outcome outcome, int status) {
    return filter.isFailure(outcome, status);
  }

  /** Takes what is no failure: an answer ends those in a row. Any event loop. */
  void onOther(Outcome outcome) {
    if (window == null && count.get() != 0 && outcome == Outcome.ANSWERED) {
      count.set(0);
    }
  }

  /** Takes a failure; whether the control loop has to look. Any event loop. */
  boolean onFailure(Outcome outcome, int status) {
    lastOutcome = outcome;
    lastStatus = status;
    if (window == null && rule.maxFails() > 1 && count.incrementAndGet() < rule.maxFails()) {
      return false;
    }
    if (window == null) {
      count.set(0);
    } else {
      count.incrementAndGet();
    }
    return true;
  }

  /** Whether there were too many failures, which are forgotten then. Control loop only. */
  boolean isReached(long now) {
    return window == null || window.add(count.getAndSet(0), now);
  }

  /** Counts anew. Control loop only. */
  void forget() {
    count.set(0);
    if (window != null) {
      window.forget();
    }
  }

  /** Whether the last failure was an answer. */
  boolean wasAnswer() {
    return lastOutcome == Outcome.ANSWERED;
  }

  /** What has happened, such as {@code 5 failures in a row, the last one answer 503}. */
  String cause() {
    String last = wasAnswer() ? "answer " + lastStatus : words(lastOutcome);
    if (rule.maxFails() == 1) {
      return last;
    }
    Duration length = rule.window();
    String time = length == null ? "in a row" : "within " + seconds(length);
    return rule.maxFails() + " failures " + time + ", the last one " + last;
  }

  private static String words(Outcome outcome) {
    return switch (outcome) {
      case CONNECT_FAILURE -> "connect failure";
      case TIMEOUT -> "timeout";
      default -> "reset";
    };
  }

  static String seconds(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
