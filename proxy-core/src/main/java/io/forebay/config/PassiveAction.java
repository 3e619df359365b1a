package io.forebay.config;

/** What becomes of a server after too many failures. */
public enum PassiveAction {
  /** It is checked at once, and avoided until that check and {@code fast_interval} have passed. */
  RECHECK,
  /** It is avoided for a time, and then has to answer one request before it is given others. */
  EJECT
}
