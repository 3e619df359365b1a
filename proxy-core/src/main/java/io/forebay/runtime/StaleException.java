package io.forebay.runtime;

/** What somebody wants to change is no longer as he saw it; the message is fit for operators. */
public final class StaleException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  public StaleException(String message) {
    super(message);
  }
}
