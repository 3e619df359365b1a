package io.forebay.exchange;

/** What filters keep of one exchange while it lasts, each under its own name. */
public enum FilterNote {
  RATE_LIMIT,
  STICKY,
  REQUEST_ID,
  COMPRESSION,
  RESPONSE_REWRITE;

  static final int COUNT = values().length;
}
