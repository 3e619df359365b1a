package io.forebay.exchange;

import io.forebay.config.RetryCondition;

/** Why a request goes to a server once more. */
public enum RetryReason {
  CONNECT_FAILURE,
  REFUSED_STREAM,
  RESET_IDEMPOTENT,
  STATUS_502,
  STATUS_503,
  STATUS_504,
  /** The server went down before it answered. */
  SERVER_DOWN;

  /** The reason where {@code condition} has come true. */
  static RetryReason of(RetryCondition condition) {
    return switch (condition) {
      case CONNECT_FAILURE -> CONNECT_FAILURE;
      case REFUSED_STREAM -> REFUSED_STREAM;
      case RESET_IDEMPOTENT -> RESET_IDEMPOTENT;
      case STATUS_502 -> STATUS_502;
      case STATUS_503 -> STATUS_503;
      case STATUS_504 -> STATUS_504;
    };
  }
}
