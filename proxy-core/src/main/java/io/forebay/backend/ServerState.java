package io.forebay.backend;

/** Whether a server may be given requests, as far as its health is known. */
public enum ServerState {
  /** No check has finished yet: it gets requests. */
  UNCHECKED(true),
  UP(true),
  /** Too many checks failed in a row. */
  DOWN(false),
  /** Its name has no address. */
  UNRESOLVED(false) {
    @Override
    public String toString() {
      return "DOWN (dns)";
    }
  };

  private final boolean eligible;

  ServerState(boolean eligible) {
    this.eligible = eligible;
  }

  /** Whether the balancer may pick a server in this state. */
  public boolean isEligible() {
    return eligible;
  }
}
