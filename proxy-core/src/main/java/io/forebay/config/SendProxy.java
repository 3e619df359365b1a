package io.forebay.config;

/** Whether connections to a server begin with a header of the PROXY protocol, and which. */
public enum SendProxy {
  NONE,
  /** A line of text. */
  V1,
  /** Binary. */
  V2
}
