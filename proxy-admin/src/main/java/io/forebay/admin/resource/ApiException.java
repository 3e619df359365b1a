package io.forebay.admin.resource;

/** A request cannot be done; the message is fit for operators. */
public final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  ApiException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** What to answer. */
  public int status() {
    return status;
  }
}
