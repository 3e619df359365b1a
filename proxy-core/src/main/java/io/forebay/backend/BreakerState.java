package io.forebay.backend;

/** Whether a circuit breaker lets requests pass. */
public enum BreakerState {
  /** All of them. */
  CLOSED,
  /** One at a time, to find out whether the server has recovered. */
  HALF_OPEN,
  /** None. */
  OPEN
}
