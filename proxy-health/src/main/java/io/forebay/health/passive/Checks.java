package io.forebay.health.passive;

import io.forebay.backend.Server;
import io.forebay.health.ProbeResult;
import java.time.Duration;
import java.util.function.Consumer;

/** Has a server checked out of turn: {@link io.forebay.health.HealthChecker#recheck}. */
@FunctionalInterface
public interface Checks {

  /** Returns false, and {@code done} is never told, where the server is not checked. */
  boolean recheck(Server server, Duration timeout, Consumer<ProbeResult> done);
}
