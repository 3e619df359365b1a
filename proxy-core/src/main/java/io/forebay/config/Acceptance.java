package io.forebay.config;

/** From whom something is taken over that clients may say. */
public enum Acceptance {
  /** From trusted proxies. */
  TRUSTED,
  /** From everybody. */
  ALWAYS,
  NEVER
}
