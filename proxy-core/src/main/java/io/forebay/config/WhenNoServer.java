package io.forebay.config;

/** What becomes of a request while no server of its backend is up. */
public enum WhenNoServer {
  /** It is answered 503 at once. */
  FAIL,
  /** It waits in the queue until a server is up. */
  HOLD
}
