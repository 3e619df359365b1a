package io.forebay.net;

/** TLS cannot be set up as it is configured; the message is fit for users. */
public final class TlsException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param message names the file or the key, and why it cannot be used
   */
  public TlsException(String message) {
    super(message);
  }
}
