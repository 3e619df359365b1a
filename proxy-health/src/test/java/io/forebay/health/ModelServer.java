package io.forebay.health;

import io.forebay.backend.AdminState;
import io.forebay.backend.BreakerState;
import io.forebay.backend.Outcome;
import io.forebay.backend.ServerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server among others in the simplest words. */
final class ModelServer {
  private static final int RISE = 2;
  private static final int FALL = 3;

  final List<ModelServer> all;
  AdminState admin = AdminState.READY;
  int weight = 1;
  ServerState health = ServerState.UNCHECKED;
  int inFlight;
  @Nullable ModelBreaker breaker;
  @Nullable ModelWatch watch;
  private int against;

  /** What a request knows of who let it begin. */
  record Permit(
      ModelServer server,
      @Nullable ModelBreaker breaker,
      int era,
      @Nullable ModelWatch watch,
      int trial) {}

  ModelServer(List<ModelServer> all) {
    this.all = all;
  }

  boolean isAvailable() {
    return weight > 0 && admin == AdminState.READY && health != ServerState.DOWN;
  }

  boolean isEligible() {
    return isAvailable() && (breaker == null || breaker.mayBegin());
  }

  boolean isAvoided() {
    return watch != null && (watch.isSuspected() || watch.isEjected());
  }

  /** Those of which the next request gets one. */
  static List<ModelServer> choice(List<ModelServer> all) {
    List<ModelServer> eligible = all.stream().filter(ModelServer::isEligible).toList();
    List<ModelServer> good = eligible.stream().filter(it -> !it.isAvoided()).toList();
    return good.isEmpty() ? eligible : good;
  }

  Permit begin() {
    inFlight++;
    int trial = watch == null ? 0 : watch.begin();
    return new Permit(this, breaker, breaker == null ? 0 : breaker.begin(), watch, trial);
  }

  static void end(Permit permit, Outcome outcome, int status, long now) {
    permit.server.inFlight--;
    if (permit.watch != null) {
      permit.watch.end(permit.trial, outcome, status, now);
    }
    if (permit.breaker != null) {
      permit.breaker.end(permit.era, outcome, status, now);
    }
  }

  void check(boolean good, long now) {
    ServerState shown = good ? ServerState.UP : ServerState.DOWN;
    boolean alone = good && choice(all).isEmpty();
    against = health == shown ? 0 : against + 1;
    int needed = good ? RISE : FALL;
    if (health == ServerState.UNCHECKED || alone || against == needed) {
      go(shown);
    }
    if (watch != null) {
      watch.check(good, now);
    }
  }

  private void go(ServerState shown) {
    ServerState from = health;
    health = shown;
    against = 0;
    if (shown == ServerState.DOWN && watch != null) {
      watch.forget();
    }
    if (from == ServerState.DOWN && shown == ServerState.UP && breaker != null) {
      breaker.serverUp();
    }
  }

  @Nullable BreakerState breakerState() {
    return breaker == null ? null : breaker.state;
  }
}
