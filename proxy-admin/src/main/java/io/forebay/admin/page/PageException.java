package io.forebay.admin.page;

/** Something cannot be shown or done; the message is fit for people. */
final class PageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  PageException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
