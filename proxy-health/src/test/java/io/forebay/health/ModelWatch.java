package io.forebay.health;

import io.forebay.backend.Outcome;
import io.forebay.backend.ServerState;

/**
 * Passive checks of one server in the simplest words: a failure without an answer has it checked, 3
 * answers of 503 in a row eject it.
 */
final class ModelWatch {

  /** Why it is out, or waits for a trial, or has one. */
  private enum Why {
    NOTHING,
    SUSPECTED,
    EJECTED
  }

  private static final long FAST = 500;

  private final ModelServer server;
  private final boolean checked;
  private final long ejectMillis;
  private boolean retired;

  private Why why = Why.NOTHING;
  private boolean out;
  private boolean trialUnderWay;
  private int trial;
  private long length;
  private long outUntil;
  private int bad;
  private boolean letInByCheck;
  private boolean distrusted;
  private long ejectedAt;

  private boolean suspected;
  private boolean failing;
  private boolean passed;
  private boolean admitted;
  private long admittedAt;
  private int doublings;
  private long holdUntil;
  private boolean doubted;
  private boolean quiet;
  private long quietUntil;

  /** When its timers were set, beside those of others. */
  private long outOrder;

  private long holdOrder;
  private static long orders;

  ModelWatch(ModelServer server, boolean checked, long ejectMillis) {
    this.server = server;
    this.checked = checked;
    this.ejectMillis = ejectMillis;
  }

  boolean isSuspected() {
    return suspected || (why == Why.SUSPECTED && (out || trialUnderWay));
  }

  boolean isEjected() {
    return why == Why.EJECTED && (out || trialUnderWay);
  }

  private boolean isReplaceable() {
    return server.all.stream().anyMatch(it -> it != server && it.isAvailable() && !it.isAvoided());
  }

  // ---- requests ----

  /** Returns the number of the trial that begins; 0 for none. */
  int begin() {
    if (why != Why.NOTHING && !out && !trialUnderWay) {
      trialUnderWay = true;
      return ++trial;
    }
    return 0;
  }

  void end(int ended, Outcome outcome, int status, long now) {
    if (retired) {
      return;
    }
    boolean error = outcome == Outcome.ANSWERED && status == 503;
    boolean failure =
        outcome == Outcome.RESET
            || outcome == Outcome.CONNECT_FAILURE
            || outcome == Outcome.TIMEOUT;
    boolean isTrial = trialUnderWay && ended == trial;
    if (failure) {
      failed(now);
    } else if (error && ++bad == 3) {
      bad = 0;
      if (mayEject()) {
        distrusted = letInByCheck && now - ejectedAt < ejectMillis;
        letInByCheck = false;
        ejectedAt = now;
        goOut(Why.EJECTED, ejectMillis, now);
        isTrial = false;
      }
    } else if (outcome == Outcome.ANSWERED && !error) {
      bad = 0;
    }
    if (isTrial) {
      trialUnderWay = false;
      if (error || failure) {
        goOut(why, length, now);
      } else if (outcome == Outcome.ANSWERED) {
        why = Why.NOTHING;
      } else {
        letTry();
      }
    }
    if (outcome == Outcome.STALE_CONNECTION) {
      doubt(now);
    }
  }

  private void failed(long now) {
    if (checked) {
      suspect(now);
    } else if (why == Why.NOTHING && isReplaceable()) {
      goOut(Why.SUSPECTED, FAST, now);
    }
  }

  private boolean mayEject() {
    long available = server.all.stream().filter(ModelServer::isAvailable).count();
    long ejected =
        server.all.stream().filter(it -> it.watch != null && it.watch.why == Why.EJECTED).count();
    return why != Why.EJECTED
        && server.health != ServerState.DOWN
        && isReplaceable()
        && ejected < Math.max(1, available / 2);
  }

  private void goOut(Why reason, long millis, long now) {
    why = reason;
    out = true;
    trialUnderWay = false;
    length = millis;
    outUntil = now + millis;
    outOrder = ++orders;
  }

  private void letTry() {
    out = false;
    if (!isReplaceable()) {
      why = Why.NOTHING;
    }
  }

  void broken(long now) {
    if (!retired) {
      failed(now);
    }
  }

  void doubt(long now) {
    boolean known = (suspected && failing) || server.health == ServerState.DOWN;
    if (checked && !retired && !known && !doubted && !(quiet && now < quietUntil)) {
      doubted = true;
    }
  }

  // ---- suspicion ----

  private void suspect(long now) {
    if (server.health == ServerState.DOWN) {
      return;
    }
    passed = false;
    if (!suspected) {
      doublings = admitted && now - admittedAt < 10_000 ? doublings + 1 : 0;
      holdUntil = now + Math.min(FAST << Math.min(doublings, 10), 10_000);
      holdOrder = ++orders;
      suspected = true;
      failing = false;
    }
  }

  private void endSuspicion(long now) {
    if (suspected && passed && now >= holdUntil) {
      suspected = false;
      passed = false;
      admitted = true;
      admittedAt = now;
    }
  }

  void check(boolean good, long now) {
    if (suspected) {
      failing = !good;
      passed = good;
      endSuspicion(now);
    }
    if (good && why != Why.NOTHING && !distrusted) {
      letInByCheck = why == Why.EJECTED;
      endQuarantine();
    }
    if (doubted) {
      doubted = false;
      quiet = good;
      quietUntil = now + 1000;
      if (!good && !suspected && server.health != ServerState.DOWN) {
        suspect(now);
        failing = true;
      }
    }
  }

  private void endQuarantine() {
    why = Why.NOTHING;
    out = false;
    trialUnderWay = false;
  }

  void forget() {
    bad = 0;
    suspected = false;
    passed = false;
    admitted = false;
    endQuarantine();
  }

  void retire() {
    forget();
    retired = true;
  }

  // ---- time ----

  /** The next of its timers that is due and was set after {@code order}; 0 for none. */
  long nextDue(long order, long now) {
    long least = 0;
    if (out && outUntil == now && outOrder > order) {
      least = outOrder;
    }
    if (suspected && holdUntil == now && holdOrder > order && (least == 0 || holdOrder < least)) {
      least = holdOrder;
    }
    return least;
  }

  void onTime(long order, long now) {
    if (order == outOrder) {
      letTry();
    } else {
      endSuspicion(now);
    }
  }
}
