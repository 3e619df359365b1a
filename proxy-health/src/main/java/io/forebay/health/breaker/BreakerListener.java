package io.forebay.health.breaker;

import io.forebay.backend.Backend;
import io.forebay.backend.BreakerState;
import io.forebay.backend.Server;
import org.jspecify.annotations.Nullable;

/** Told of every change of a circuit breaker, on the control loop. */
@FunctionalInterface
public interface BreakerListener {

  /**
   * A breaker has gone to another state.
   *
   * @param server null where the breaker is that of the whole backend
   * @param cause what has changed it
   */
  void onChange(
      Backend backend, @Nullable Server server, BreakerState from, BreakerState to, String cause);
}
