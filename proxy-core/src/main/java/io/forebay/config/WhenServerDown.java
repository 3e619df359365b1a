package io.forebay.config;

/** What becomes of a client whose server is down. */
public enum WhenServerDown {
  /** It gets another server. */
  REBALANCE,
  /** It is told so, with 503. */
  FAIL
}
