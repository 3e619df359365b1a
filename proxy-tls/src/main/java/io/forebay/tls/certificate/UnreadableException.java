package io.forebay.tls.certificate;

/** Bytes that are not what they have to be. The message says why, and not where. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String reason) {
    super(reason);
  }
}
