package io.forebay.config;

/** When requests are served that run ahead of their rate, within a burst. */
public enum LimitDelay {
  /** When it is their turn at the rate. */
  PACED,
  /** At once. */
  NONE
}
