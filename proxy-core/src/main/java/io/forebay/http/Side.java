package io.forebay.http;

/** Who caused an exchange to end as it did. */
public enum Side {
  CLIENT,
  UPSTREAM,
  SELF
}
