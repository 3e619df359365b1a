package io.forebay.config;

/** Whose cookie tells a client's server. */
public enum StickyMode {
  /** The proxy's own. */
  INSERT,
  /** The application's, in front of whose value the proxy writes. */
  PREFIX
}
