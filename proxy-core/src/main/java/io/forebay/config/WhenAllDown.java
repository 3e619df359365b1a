package io.forebay.config;

/** What happens to requests while no server of a backend is up. */
public enum WhenAllDown {
  /** They are answered 503. */
  FAIL,
  /** They go to all servers, whatever their health. */
  TRY_ALL
}
