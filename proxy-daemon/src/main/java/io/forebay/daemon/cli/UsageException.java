package io.forebay.daemon.cli;

/** The command cannot be done as it was given; the message is fit for operators. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
