package io.forebay.health.passive;

import io.forebay.backend.Avoidance;
import io.forebay.backend.Backend;
import io.forebay.backend.Server;
import io.forebay.config.CheckPace;
import io.forebay.config.EjectionConfig;
import io.forebay.config.HealthCheckConfig;
import io.forebay.config.PassiveCheckConfig;
import io.forebay.health.ProbeResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server and what requests tell of it. Control loop only. */
final class WatchedServer implements PassiveGuard.Owner {

  /** Tells how many of the servers of a backend are ejected. */
  @FunctionalInterface
  interface Ejected {
    int of(Backend backend);
  }

  private final List<PassiveCheckConfig> rules;
  private final @Nullable HealthCheckConfig check;
  private final PassiveServices services;
  private final Surroundings here;
  private final PassiveGuard guard;
  private final Suspicion suspicion;
  private final Quarantine quarantine;
  private final Ejected ejected;
  private boolean byAnswers;
  private boolean letInByCheck;
  private boolean checksDistrusted;
  private long ejectedAt;

  WatchedServer(
      Backend backend,
      Server server,
      List<PassiveCheckConfig> rules,
      @Nullable HealthCheckConfig check,
      PassiveServices services,
      Ejected ejected) {
    this.rules = rules;
    this.check = check;
    this.services = services;
    this.ejected = ejected;
    this.here = new Surroundings(backend, server, services.listener());
    this.guard = new PassiveGuard(services.control(), services.ticker(), rules, this);
    this.suspicion = new Suspicion(services, here, fastInterval());
    this.quarantine = new Quarantine(services.control(), here, guard.gate());
  }

  private Duration fastInterval() {
    return (check == null ? CheckPace.DEFAULT : check.pace()).fastInterval();
  }

  /** Whether it would be watched in the same way. */
  boolean isOf(List<PassiveCheckConfig> otherRules, @Nullable HealthCheckConfig otherCheck) {
    return rules.equals(otherRules)
        && (check == null
            ? otherCheck == null
            : otherCheck != null
                && (check.http() == null) == (otherCheck.http() == null)
                && check.pace().equals(otherCheck.pace()));
  }

  PassiveGuard guard() {
    return guard;
  }

  void backend(Backend next) {
    here.backend(next);
  }

  boolean isEjected() {
    return quarantine.isEjection();
  }

  @Override
  public void onFailures(FailureCount count) {
    if (here.isExempt()) {
      return;
    }
    EjectionConfig ejection = count.rule().ejection();
    if (ejection != null) {
      eject(count, ejection);
    } else if (check != null) {
      suspicion.onFailure(count.cause());
    } else if (quarantine.isOver() && here.isReplaceable()) {
      quarantine.begin(Avoidance.SUSPECTED, fastInterval(), count.cause());
    }
  }

  private void eject(FailureCount count, EjectionConfig ejection) {
    if (isEjected() || !mayEject(ejection)) {
      return;
    }
    long now = services.ticker().nanos();
    // Checks that let it in just to fail again do not see what is wrong.
    checksDistrusted = letInByCheck && now - ejectedAt < ejection.ejectFor().toNanos();
    letInByCheck = false;
    byAnswers = count.wasAnswer();
    ejectedAt = now;
    here.server().countEjection();
    String cause = count.cause() + ", for " + FailureCount.seconds(ejection.ejectFor());
    quarantine.begin(Avoidance.EJECTED, ejection.ejectFor(), cause);
  }

  private boolean mayEject(EjectionConfig ejection) {
    int most = Math.max(1, here.available() * ejection.maxEjected() / 100);
    return here.isReplaceable() && ejected.of(here.backend()) < most;
  }

  @Override
  public void onDoubt(String cause) {
    if (check != null) {
      suspicion.onDoubt(cause);
    }
  }

  @Override
  public void onTrial() {
    quarantine.onTrial();
  }

  /** A check has ended. */
  void onCheck(ProbeResult result) {
    suspicion.onCheck(result);
    if (result.success() && !quarantine.isOver() && mayEnd()) {
      letInByCheck = isEjected();
      quarantine.end(result.text());
    }
  }

  /** A connection that is accepted says nothing of answers. */
  private boolean mayEnd() {
    boolean asks = check != null && check.http() != null;
    return !checksDistrusted && (asks || !byAnswers);
  }

  /** The server is down. */
  void forget() {
    guard.forget();
    suspicion.forget();
    quarantine.end(null);
  }

  /** The server is not watched in this way any more. */
  void retire() {
    forget();
    here.retire();
  }
}
