package io.forebay.config;

import java.time.Duration;

/**
 * When requests to a server that fails are stopped, and how they begin again.
 *
 * @param failures failures in a row that open it, 1 to 1000, default 5
 * @param openFor how long it lets nothing through then, default 60 s
 * @param halfOpenSuccesses trial requests in a row that close it again, 1 to 1000, default 2
 * @param scope whether each server has its own, default {@link Scope#SERVER}
 * @param count what counts as a failure, default {@link CountedFailures#DEFAULT}
 */
public record CircuitBreakerConfig(
    int failures, Duration openFor, int halfOpenSuccesses, Scope scope, CountedFailures count) {

  public static final int MAX_COUNT = 1000;

  /** What a breaker is for. */
  public enum Scope {
    /** One server. */
    SERVER,
    /** All servers of the backend together. */
    BACKEND
  }

  public static final CircuitBreakerConfig DEFAULT =
      new CircuitBreakerConfig(5, Duration.ofSeconds(60), 2, Scope.SERVER, CountedFailures.DEFAULT);

  public CircuitBreakerConfig {
    Checks.range("failures", failures, 1, MAX_COUNT);
    Checks.positive("open_for", openFor);
    Checks.range("half_open_successes", halfOpenSuccesses, 1, MAX_COUNT);
    Checks.require(
        !count.words().isEmpty(), "count", count.words(), "at least one kind of failure");
  }
}
