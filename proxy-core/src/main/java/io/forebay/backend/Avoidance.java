package io.forebay.backend;

/**
 * Why a server that is up is given requests only where no other server can be. The last server that
 * is left is never refused for one of these.
 */
public enum Avoidance {
  /** A request has failed there or hangs there, and no check has cleared that up yet. */
  SUSPECTED,
  /** Too many requests have failed there. */
  EJECTED,
  /** It is new, and its first check has not ended yet. */
  UNCHECKED;

  /** Its place in a set of marks that is a number. */
  int bit() {
    return 1 << ordinal();
  }
}
