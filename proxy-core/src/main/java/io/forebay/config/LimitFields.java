package io.forebay.config;

/** Which answers tell clients of a limit in {@code RateLimit} and {@code RateLimit-Policy}. */
public enum LimitFields {
  /** Those to requests that are refused. */
  REFUSED,
  ALWAYS,
  NEVER
}
