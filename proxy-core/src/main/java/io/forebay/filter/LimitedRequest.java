package io.forebay.filter;

import io.forebay.exchange.Exchange;
import io.forebay.http.HttpHead;
import io.forebay.limit.LimitDecision;
import io.forebay.util.LoopTimer;
import org.jspecify.annotations.Nullable;

/** What is kept of a request that has passed limits. Event loop only. */
final class LimitedRequest extends LoopTimer.Node {

  private final Exchange exchange;
  private final AppliedLimit[] limits;
  private final @Nullable Long[] keys;
  private final @Nullable LimitDecision[] decisions;
  private long waitNanos;

  LimitedRequest(Exchange exchange, AppliedLimit[] limits) {
    this.exchange = exchange;
    this.limits = limits;
    keys = new Long[limits.length];
    decisions = new LimitDecision[limits.length];
  }

  /** It has passed the limit of this number. */
  void passed(int limit, Long key, LimitDecision decision) {
    keys[limit] = key;
    decisions[limit] = decision;
    waitNanos = Math.max(waitNanos, limits[limit].waitNanos(decision));
  }

  /** How long it has to wait for its turn under all of the limits. */
  long waitNanos() {
    return waitNanos;
  }

  void beginWait() {
    for (int i = 0; i < limits.length; i++) {
      LimitDecision decision = decisions[i];
      if (decision != null && limits[i].waitNanos(decision) > 0) {
        limits[i].countDelayed();
      }
    }
    LoopTimer timer = exchange.worker().timer();
    timer.set(this, timer.now() + waitNanos);
  }

  @Override
  protected void onDeadline() {
    exchange.resume();
  }

  /** It is not served after all: nothing that it took counts. */
  void giveBack() {
    giveBack(false);
  }

  /** It has ended, perhaps while it waited. */
  void end() {
    exchange.worker().timer().cancel(this);
    giveBack(true);
  }

  private void giveBack(boolean onlyPlaces) {
    for (int i = 0; i < limits.length; i++) {
      Long key = keys[i];
      if (key != null && (!onlyPlaces || limits[i].store().countsUntilGivenBack())) {
        keys[i] = null;
        limits[i].store().giveBack(key);
      }
    }
  }

  void tell(HttpHead response) {
    for (int i = 0; i < limits.length; i++) {
      LimitDecision decision = decisions[i];
      if (decision != null && limits[i].tellsAlways()) {
        limits[i].tell(response, decision);
      }
    }
  }
}
