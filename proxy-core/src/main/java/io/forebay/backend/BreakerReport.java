package io.forebay.backend;

/** What others see of the circuit breaker of a server. Any thread. */
public interface BreakerReport {

  BreakerState state();

  /** Whether a request would be let through now. */
  boolean isPassable();

  /** Nanoseconds until it lets a request through for trial; 0 where it is not open. */
  long nanosLeft();

  /** How often it has come into {@code state} since it was made. */
  long transitions(BreakerState state);
}
