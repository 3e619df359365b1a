package io.forebay.config;

/** What becomes of a client whose server drains, or has weight 0. */
public enum WhenDraining {
  /** It goes on with its server until that is in maintenance. */
  KEEP,
  /** It gets another server. */
  REBALANCE
}
