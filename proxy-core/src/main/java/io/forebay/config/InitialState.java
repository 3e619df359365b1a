package io.forebay.config;

/** What a server is taken for before its first check has ended. */
public enum InitialState {
  /** It is given requests, until {@code fall} checks have failed. */
  UP,
  /** It is given none, until {@code rise} checks were good. */
  DOWN,
  /** The first check decides; the proxy waits for it with opening, for 2 s at most. */
  CHECKED
}
